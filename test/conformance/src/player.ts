import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, readAll } from './client';
import { fieldOf, type Json, type JsonObject, readJson } from './json';
import type { Kubectl } from './kubectl';
import {
  type Caller,
  type CallStep,
  type CollectStep,
  type Play,
  type SettledStep,
  type Step,
  stepName,
  type UntilStep,
  type WatchStep,
} from './play';
import { WatchStream } from './watchStream';

const pollMs = 50;
/** Controllers answer a change within milliseconds. */
const quietMs = 400;
const deadlineMs = 20_000;

/** What came of each step, in order, as the server said it. */
export type Outcomes = Map<string, Json>;

/** Plays one play on one server. */
export class Player {
  readonly #client: Client;
  readonly #kubectl: Kubectl;
  readonly #answers = new Map<string, Json>();
  readonly #watches = new Map<string, WatchStream>();

  constructor(client: Client, kubectl: Kubectl) {
    this.#client = client;
    this.#kubectl = kubectl;
  }

  async play({ namespace, steps }: Play): Promise<Outcomes> {
    const outcomes: Outcomes = new Map();
    if (namespace) await this.#makeNamespace(namespace);
    for (const step of steps) {
      let outcome: Json | undefined;
      try {
        outcome = await this.#step(step);
      } catch (error) {
        outcome = {
          failure: error instanceof Error ? error.message : String(error),
        };
      }
      if (outcome !== undefined) outcomes.set(stepName(step), outcome);
    }
    return outcomes;
  }

  async #step(step: Step): Promise<Json | undefined> {
    if ('call' in step) return this.#call(step);
    if ('until' in step) return this.#until(step);
    if ('settled' in step) return this.#settled(step);
    if ('watch' in step) return this.#watch(step);
    if ('collect' in step) return this.#collect(step);
    return this.#kubectl.run(step);
  }

  async #makeNamespace(name: string): Promise<void> {
    const made = await this.#client.open({
      method: 'POST',
      path: '/api/v1/namespaces',
      as: 'admin',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      }),
    });
    const text = await readAll(made);
    if (made.statusCode !== 201)
      throw new Error(`the namespace ${name} was not made: ${text}`);
    for (const path of [
      'serviceaccounts/default',
      'configmaps/kube-root-ca.crt',
    ])
      await this.#poll(
        `/api/v1/namespaces/${name}/${path}`,
        ({ code }) => code === 200,
      );
  }

  async #call(step: CallStep): Promise<Json> {
    const [method, path] = splitOnce(this.#resolve(step.request));
    const { body, contentType = 'application/json' } = step;
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const response = await this.#client.open({
      method,
      path,
      as: this.#caller(step.as),
      headers: {
        ...(text === undefined ? {} : { 'Content-Type': contentType }),
        ...step.headers,
      },
      body: text === undefined ? undefined : this.#resolve(text),
    });
    const answer = await answerOf(response);
    this.#answers.set(step.call, answer.body);
    return answer;
  }

  async #until(step: UntilStep): Promise<Json> {
    const { get, field, equals } = step;
    const answer = await this.#poll(
      this.#resolve(get),
      ({ code, body }) =>
        field === 'code' ? code === equals : fieldOf(body, field) === equals,
      this.#caller(step.as),
    );
    this.#answers.set(step.until, answer.body);
    return answer;
  }

  async #settled(step: SettledStep): Promise<Json> {
    let revision: Json | undefined;
    let since = performance.now();
    const answer = await this.#poll(this.#resolve(step.get), ({ body }) => {
      const now = performance.now();
      const current = fieldOf(body, 'metadata.resourceVersion');
      if (current !== revision) since = now;
      revision = current;
      return now - since > quietMs;
    });
    this.#answers.set(step.settled, answer.body);
    return answer;
  }

  async #poll(
    path: string,
    enough: (answer: Answer) => boolean,
    as: Caller = 'admin',
  ): Promise<Answer> {
    const end = performance.now() + deadlineMs;
    for (;;) {
      const response = await this.#client.open({
        method: 'GET',
        path,
        as,
        headers: {},
      });
      const answer = await answerOf(response);
      if (enough(answer) || performance.now() > end) return answer;
      await sleep(pollMs);
    }
  }

  async #watch(step: WatchStep): Promise<Json | undefined> {
    const response = await this.#client.open({
      method: 'GET',
      path: this.#resolve(step.path),
      as: this.#caller(step.as),
      headers: { ...step.headers },
    });
    if (response.statusCode !== 200) return answerOf(response);
    this.#watches.set(step.watch, new WatchStream(response));
    return undefined;
  }

  async #collect({ collect, events }: CollectStep): Promise<Json> {
    const stream = this.#watches.get(collect);
    if (!stream) throw new Error('the watch is not open');
    return stream.collect(events, deadlineMs);
  }

  #caller(as: Caller = 'admin'): Caller {
    return typeof as === 'object' && 'token' in as
      ? { token: this.#resolve(as.token) }
      : as;
  }

  #resolve(text: string): string {
    return text.replace(/\{\{([^:}]+):([^}]+)\}\}/g, (_all, step, path) => {
      const value = fieldOf(this.#answers.get(step) ?? null, path);
      if (typeof value !== 'string' && typeof value !== 'number')
        throw new Error(`the answer to "${step}" has no ${path}`);
      return String(value);
    });
  }
}

interface Answer extends JsonObject {
  code: number;
  headers: JsonObject;
  body: Json;
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const body = readJson(await readAll(response));
  const headers: JsonObject = {};
  for (const name of ['content-type', 'warning', 'retry-after']) {
    const value = response.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return { code: response.statusCode ?? 0, headers, body };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}
