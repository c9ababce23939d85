import { createHash } from 'node:crypto';
import { DirectoryTree } from '../tree/directoryTree';
import { ConfinedFiles } from '../build/confinedFiles';
import { type RepositorySpec } from './repositorySpec';

/** Something that a build needs from elsewhere. */
export type RemoteRequest =
  | {
      kind: 'repository';
      /** What git fetches from; it may hold a password. */
      url: string;
      /** Branch, tag, commit or full name; empty for the default branch. */
      ref: string;
      /** Milliseconds for one git command. */
      timeout: number;
      submodules: boolean;
    }
  | { kind: 'file'; url: string };

/** What was fetched, as plain data, so that it can go to a worker thread. */
export type RemoteAnswer =
  /** The files of a repository, in a directory that stays until the build is over. */
  | { kind: 'repository'; directory: string }
  | { kind: 'file'; content: Uint8Array }
  /** Why it could not be fetched, without passwords. */
  | {
      kind: 'failure';
      message: string;
      /** It took too long. */
      timedOut?: boolean;
      /** The answer of a web server that is no success. */
      status?: { code: number; text: string };
    };

/** Answers by the key of the request. */
export type RemoteAnswers = ReadonlyMap<string, RemoteAnswer>;

/** Two requests with the same key are one. */
export function keyOfRemote(request: RemoteRequest): string {
  return request.kind === 'file'
    ? JSON.stringify(['file', request.url])
    : JSON.stringify([
        request.url,
        request.ref,
        request.timeout,
        request.submodules,
      ]);
}

/** A build cannot go on before something is fetched. */
export class RemoteNeededError extends Error {
  /** At least one; each once. */
  readonly missing: readonly RemoteRequest[];

  constructor(missing: readonly RemoteRequest[]) {
    super('something remote has to be fetched first');
    this.name = 'RemoteNeededError';
    this.missing = missing;
  }
}

/** Something could not be fetched. */
export class RemoteFetchError extends Error {
  readonly timedOut: boolean;

  constructor(message: string, timedOut: boolean = false) {
    super(message);
    this.name = 'RemoteFetchError';
    this.timedOut = timedOut;
  }
}

/** A web server does not have a file. */
export class HttpStatusError extends Error {
  constructor({ code, text }: { code: number; text: string }) {
    super(`HTTP Error: status code ${code} (${text})`);
    this.name = 'HttpStatusError';
  }
}

/** What has been fetched for a build, and what it misses. */
export class RemoteBases {
  readonly #answers: RemoteAnswers;
  readonly #missing = new Map<string, RemoteRequest>();

  constructor(answers: RemoteAnswers = new Map()) {
    this.#answers = answers;
  }

  get missing(): readonly RemoteRequest[] {
    return [...this.#missing.values()];
  }

  /** The files of a repository. @throws RemoteNeededError; RemoteFetchError */
  repository({ url, ref, timeout, submodules }: RepositorySpec): ConfinedFiles {
    const request = {
      kind: 'repository',
      url,
      ref,
      timeout,
      submodules,
    } as const;
    const answer = this.#answerTo(request);
    if (answer.kind !== 'repository') throw failureOf(answer);
    // Messages name a folder as kustomize's would be named, and never where it is.
    const number = createHash('sha256')
      .update(keyOfRemote(request))
      .digest()
      .readUInt32BE();
    return new ConfinedFiles(
      new DirectoryTree(answer.directory, {
        displayRoot: `/tmp/kustomize-${number}`,
      }),
    );
  }

  /** The content of a file. @throws RemoteNeededError; RemoteFetchError; HttpStatusError */
  file(url: string): Uint8Array {
    const answer = this.#answerTo({ kind: 'file', url });
    if (answer.kind === 'file') return answer.content;
    if (answer.kind === 'failure' && answer.status) {
      throw new HttpStatusError(answer.status);
    }
    throw failureOf(answer);
  }

  #answerTo(request: RemoteRequest): RemoteAnswer {
    const key = keyOfRemote(request);
    const answer = this.#answers.get(key);
    if (answer) return answer;
    this.#missing.set(key, request);
    throw new RemoteNeededError([request]);
  }
}

function failureOf(answer: RemoteAnswer): RemoteFetchError {
  return answer.kind === 'failure'
    ? new RemoteFetchError(answer.message, answer.timedOut)
    : new RemoteFetchError('not what was asked for');
}
