import { type JsonObject } from '@sluice/golang/json';
import { GoError, type GoMap, fromJson } from '@sluice/golang/value';

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

type Answer = { object: JsonObject | undefined } | { error: unknown };

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
): Promise<Answer> {
  try {
    return { object: await client(request) };
  } catch (error) {
    return { error };
  }
}

/**
 * Renders with answers that have to be fetched. Templates cannot wait: so what they ask for is noted and seems to be missing,
 * then it is fetched, all at once, and everything is rendered again, until nothing new is asked for. What `render` gives or throws
 * in the last round counts.
 */
export async function renderWithLookups<T>(
  client: LookupClient,
  render: (lookup: Lookup) => T,
): Promise<T> {
  const answers = new Map<string, Answer>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const asked = new Map<string, LookupRequest>();
    const outcome = attempt(() =>
      render(request => {
        const key = keyOf(request);
        const answer = answers.get(key);
        if (!answer) {
          asked.set(key, request);
          return undefined;
        }
        if ('error' in answer) throw answer.error;
        return answer.object;
      }),
    );
    if (asked.size === 0) return outcome();
    if (answers.size + asked.size > MAX_REQUESTS) {
      throw new GoError(`more than ${MAX_REQUESTS} lookups in one chart`);
    }
    await Promise.all(
      [...asked].map(async ([key, request]) => {
        answers.set(key, await ask(client, request));
      }),
    );
  }
  throw new GoError(
    `what is looked up leads to more lookups ${MAX_ROUNDS} times over`,
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
