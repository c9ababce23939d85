import { type JsonObject } from '@sluice/golang/json';
import { GoError, type GoMap, fromJson } from '@sluice/golang/value';
import { messageOf } from '../chart/error';

/** What a template asks a cluster for; all objects of the kind where the name is ''. */
export interface LookupRequest {
  apiVersion: string;
  kind: string;
  /** '' for all namespaces, or where the kind has none. */
  namespace: string;
  name: string;
}

/** Answers what templates look up, at once. An object or list that is not there is undefined. */
export type Lookup = (request: LookupRequest) => JsonObject | undefined;

/**
 * Answers what templates look up, over the network. An object or list that is not there is undefined; what is thrown fails the
 * template.
 */
export type LookupClient = (
  request: LookupRequest,
) => Promise<JsonObject | undefined>;

/** How often a chart is rendered for what it asks: each answer may lead to further questions. */
const MAX_ROUNDS = 20;
/** How many different things a chart may ask for. */
const MAX_REQUESTS = 10_000;

/** What a cluster answered to one question; plain data, which another thread can be given. */
export type LookupAnswer =
  | { readonly request: LookupRequest; readonly object: JsonObject | undefined }
  | { readonly request: LookupRequest; readonly error: string };

/** One rendering with the answers there were: what it asked for besides, and what came of it, which counts if that was nothing. */
export interface LookupRound<T> {
  readonly asked: readonly LookupRequest[];
  /** Gives or throws what came of it. */
  outcome(): T;
}

function keyOf(request: LookupRequest): string {
  return JSON.stringify([
    request.apiVersion,
    request.kind,
    request.namespace,
    request.name,
  ]);
}

async function ask(
  client: LookupClient,
  request: LookupRequest,
): Promise<LookupAnswer> {
  try {
    return { request, object: await client(request) };
  } catch (error) {
    return { request, error: messageOf(error) };
  }
}

/** Renders once with the answers that are there; anything else seems to be missing. */
export function renderLookupRound<T>(
  answers: readonly LookupAnswer[],
  render: (lookup: Lookup) => T,
): LookupRound<T> {
  const known = new Map(
    answers.map(answer => [keyOf(answer.request), answer] as const),
  );
  const asked = new Map<string, LookupRequest>();
  const outcome = attempt(() =>
    render(request => {
      const key = keyOf(request);
      const answer = known.get(key);
      if (!answer) {
        asked.set(key, request);
        return undefined;
      }
      if ('error' in answer) throw new GoError(answer.error);
      return answer.object;
    }),
  );
  return { asked: [...asked.values()], outcome };
}

/**
 * Renders with answers that have to be fetched. Templates cannot wait: so what they ask for is noted and seems to be missing,
 * then it is fetched, all at once, and everything is rendered again, until nothing new is asked for. What came of the last round counts.
 *
 * @param render one round ({@link renderLookupRound}), here or elsewhere
 */
export async function renderInLookupRounds<T>(
  client: LookupClient,
  render: (
    answers: readonly LookupAnswer[],
  ) => LookupRound<T> | Promise<LookupRound<T>>,
): Promise<T> {
  const answers: LookupAnswer[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { asked, outcome } = await render(answers);
    if (asked.length === 0) return outcome();
    if (answers.length + asked.length > MAX_REQUESTS) {
      throw new GoError(`more than ${MAX_REQUESTS} lookups in one chart`);
    }
    answers.push(
      ...(await Promise.all(asked.map(request => ask(client, request)))),
    );
  }
  throw new GoError(
    `what is looked up leads to more lookups ${MAX_ROUNDS} times over`,
  );
}

/** Renders here with answers that have to be fetched: {@link renderInLookupRounds}. */
export async function renderWithLookups<T>(
  client: LookupClient,
  render: (lookup: Lookup) => T,
): Promise<T> {
  return await renderInLookupRounds(client, answers =>
    renderLookupRound(answers, render),
  );
}

/** Runs, and gives what gives or throws what came of it. */
function attempt<T>(run: () => T): () => T {
  try {
    const value = run();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** An answer as templates see it: whole numbers are `int64`; empty where there is none. */
export function lookupValue(object: JsonObject | undefined): GoMap {
  const value = fromJson(object, { numbers: 'int64' });
  return value instanceof Map ? value : new Map();
}
