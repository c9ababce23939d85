import {
  type RemoteAnswer,
  type RemoteAnswers,
  RemoteNeededError,
  type RemoteRequest,
  keyOfRemote,
} from './remoteBases';

/** Fetches what builds ask for, within bounds of its own; a failure is an answer. */
export interface RemoteFetcher {
  fetch(request: RemoteRequest, signal: AbortSignal): Promise<RemoteAnswer>;
}

/** More than any real tree has; each may lead to others. */
const mostRemotes = 100;
const atOnce = 4;

/** Fetches all, a few at once. */
async function fetchAll(
  requests: readonly RemoteRequest[],
  fetcher: RemoteFetcher,
  answers: Map<string, RemoteAnswer>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...requests];
  const work = async () => {
    for (
      let request = waiting.shift();
      request !== undefined;
      request = waiting.shift()
    ) {
      answers.set(keyOfRemote(request), await fetcher.fetch(request, signal));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/**
 * Builds, fetches what the build misses, and builds again until it misses nothing.
 *
 * @param attempt - one build with what has been fetched so far; throws RemoteNeededError when it misses something
 * @throws what the last build throws; Error when it asks for too much
 */
export async function withRemoteBases<T>(
  attempt: (answers: RemoteAnswers) => T | Promise<T>,
  fetcher: RemoteFetcher,
  signal: AbortSignal,
): Promise<T> {
  const answers = new Map<string, RemoteAnswer>();
  for (;;) {
    try {
      return await attempt(answers);
    } catch (error) {
      if (!(error instanceof RemoteNeededError)) throw error;
      const missing = error.missing.filter(
        request => !answers.has(keyOfRemote(request)),
      );
      if (missing.length === 0) throw error;
      if (answers.size + missing.length > mostRemotes) {
        throw new Error(`the build has more than ${mostRemotes} remote bases`, {
          cause: error,
        });
      }
      await fetchAll(missing, fetcher, answers, signal);
    }
  }
}
