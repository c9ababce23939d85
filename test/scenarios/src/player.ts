import { setTimeout as sleep } from 'node:timers/promises';
import { NoMatchError, type KubernetesClient } from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import { TestGitRepository } from '@sluice/sources/testing';
import { compare, type Difference } from './compare';
import type { EventLog } from './eventLog';
import {
  isFluxObject,
  type MaskOptions,
  maskObject,
  maskText,
  withSortedManagers,
} from './mask';
import {
  isRecord,
  type Json,
  type JsonRecord,
  type Patch,
  type Play,
  recordAt,
  recordsAt,
  type Step,
  textAt,
  type Wait,
} from './play';
import { parseReference } from './references';

/** What plays are played on. */
export interface Stage {
  client: KubernetesClient;
  events: EventLog;
  /** Folder of the git server's repositories. */
  gitRoot: string;
  /** URL of the git server, without a trailing slash. */
  gitUrl: string;
  signal: AbortSignal;
}

/** Milliseconds after which a wait is given up, told as a difference. */
const patience = 60_000;
/** Milliseconds an object must not have been written before it is recorded. */
const quiet = 1_000;
/**
 * Milliseconds for which an object must stay not ready: what it says may still be of the time before its source was there, as long as
 * progress is not written.
 */
const settled = 4_000;
const pollEvery = 100;

const manager = 'scenario';

/** Plays one play in its namespace. */
export class Player {
  readonly #stage: Stage;
  readonly #play: Play;
  readonly #namespace: string;
  readonly #differences: Difference[] = [];
  #tokens = 0;
  #recordings = 0;

  constructor(stage: Stage, play: Play) {
    this.#stage = stage;
    this.#play = play;
    this.#namespace = `s-${play.name}`;
  }

  /** Plays every step; the differences from the recordings. */
  async run(): Promise<Difference[]> {
    const { client, gitRoot } = this.#stage;
    const { files, name, steps, tag } = this.#play;
    const repository = await TestGitRepository.create(gitRoot, name);
    await repository.push({ files, tag });
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.#namespace },
    });
    for (const step of steps) {
      if (step.kind === 'push') await repository.push(step.push);
      else await this.#do(step);
    }
    return this.#differences;
  }

  async #do(step: Exclude<Step, { kind: 'push' }>): Promise<void> {
    const { signal } = this.#stage;
    switch (step.kind) {
      case 'apply':
        for (const object of step.objects) await this.#apply(object);
        break;
      case 'patch':
        await this.#patch(step.patch);
        break;
      case 'delete':
        await this.#stage.client.delete(await this.#reference(step.ref));
        break;
      case 'sleep':
        await sleep(step.seconds * 1_000, undefined, { signal });
        break;
      case 'wait':
        await this.#wait(step.wait);
        break;
      case 'reconcile':
        for (const ref of step.refs) await this.#reconcile(ref);
        break;
      case 'record':
        await this.#record(step.refs);
        break;
      default:
        await this.#recordEvents();
    }
  }

  #reference(text: string, recordedVersion?: string): Promise<ObjectRef> {
    const { client } = this.#stage;
    return parseReference(client, text, this.#namespace, recordedVersion);
  }

  /** A copy with `{{ns}}` and `{{git}}` filled in. */
  #filledIn(value: Json): Json {
    if (typeof value === 'string') {
      return value
        .replaceAll('{{ns}}', this.#namespace)
        .replaceAll('{{git}}', this.#stage.gitUrl);
    }
    if (Array.isArray(value)) return value.map(item => this.#filledIn(item));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        item === undefined ? item : this.#filledIn(item),
      ]),
    );
  }

  async #apply(object: JsonRecord): Promise<void> {
    const filled = this.#filledIn(object);
    if (!isRecord(filled)) return;
    const type = {
      apiVersion: textAt(filled, 'apiVersion'),
      kind: textAt(filled, 'kind'),
    };
    const { namespaced } = await this.#stage.client.resourceFor(type);
    const metadata: KubernetesObject['metadata'] = {
      ...(namespaced ? { namespace: this.#namespace } : {}),
      ...recordAt(filled, 'metadata'),
    };
    await this.#stage.client.apply(
      { ...filled, ...type, metadata },
      { fieldManager: manager, force: true },
    );
  }

  async #patch({ body, manager: fieldManager, ref, type }: Patch) {
    const { client } = this.#stage;
    const reference = await this.#reference(ref);
    const filled = this.#filledIn(body);
    if (type !== 'apply') {
      await client.patch(reference, type, filled ?? {}, { fieldManager });
      return;
    }
    const content = isRecord(filled) ? filled : {};
    const { apiVersion, kind, name, namespace } = reference;
    await client.apply(
      {
        ...content,
        apiVersion,
        kind,
        metadata: { ...recordAt(content, 'metadata'), name, namespace },
      },
      { fieldManager, force: true },
    );
  }

  async #wait({ ref, until }: Wait): Promise<void> {
    const reference = await this.#reference(ref);
    let last: JsonRecord | undefined;
    let since: number | undefined;
    const reached = await this.#until(async () => {
      last = asRecord(await this.#find(reference));
      if (!last) return until === 'gone';
      if (!hasReadyCondition(last, until)) since = undefined;
      else since ??= performance.now();
      const hold = until === 'False' ? settled : 0;
      return since !== undefined && performance.now() - since >= hold;
    });
    if (reached) return;
    this.#differences.push({
      path: `${ref} (wait)`,
      expected: `${until === 'gone' ? 'gone' : `Ready is ${until}`} within ${
        patience / 1_000
      } s`,
      got: last ? conditionsOf(last, this.#stage) : 'not there',
    });
  }

  async #reconcile(ref: string): Promise<void> {
    const token = `token-${++this.#tokens}`;
    const reference = await this.#reference(ref);
    await this.#stage.client.patch(
      reference,
      'merge',
      {
        metadata: {
          annotations: { 'reconcile.fluxcd.io/requestedAt': token },
        },
      },
      { fieldManager: manager },
    );
    const handled = await this.#until(async () => {
      const object = asRecord(await this.#find(reference));
      if (!object) return false;
      return (
        textAt(recordAt(object, 'status'), 'lastHandledReconcileAt') === token
      );
    });
    if (!handled) {
      this.#differences.push({
        path: `${ref} (reconcile)`,
        expected: `${token} is handled within ${patience / 1_000} s`,
        got: undefined,
      });
    }
    await this.#whenQuiet(reference);
  }

  async #record(refs: string[]): Promise<void> {
    const expected = this.#play.expect[this.#recordings++];
    for (const ref of refs) {
      const got = await this.#recorded(ref, recordAt(expected, ref));
      const path = `[${this.#recordings}] ${ref}`;
      this.#differences.push(
        ...compare(
          path,
          withSortedManagers(expected[ref]),
          withSortedManagers(got),
        ),
      );
    }
  }

  async #recorded(ref: string, recorded: JsonRecord): Promise<Json> {
    let reference: ObjectRef;
    try {
      const apiVersion = textAt(recorded, 'apiVersion');
      reference = await this.#reference(ref, apiVersion);
    } catch (error) {
      if (error instanceof NoMatchError) return null;
      throw error;
    }
    const object = asRecord(await this.#whenQuiet(reference));
    return object ? maskObject(object, this.#stage) : null;
  }

  async #recordEvents(): Promise<void> {
    const expected = this.#play.expect[this.#recordings++];
    const path = `[${this.#recordings}] events`;
    let differences: Difference[] = [];
    // Events arrive a moment after the state that they tell of.
    for (let tries = 0; tries < 10; tries++) {
      const got = this.#stage.events.eventsIn(this.#namespace);
      differences = compare(path, expected, this.#maskEvents(got));
      if (differences.length === 0) return;
      await sleep(pollEvery, undefined, { signal: this.#stage.signal });
    }
    this.#differences.push(...differences);
  }

  #maskEvents(events: JsonRecord): Json {
    const mask = (value: Json | undefined): Json => {
      if (typeof value === 'string') return maskText(value, this.#stage);
      return Array.isArray(value) ? value.map(mask) : value ?? null;
    };
    return Object.fromEntries(
      Object.entries(events).map(([object, list]) => [object, mask(list)]),
    );
  }

  async #find(reference: ObjectRef): Promise<UnstructuredObject | undefined> {
    return this.#stage.client.find(reference, { signal: this.#stage.signal });
  }

  /** The object; one of Flux's once it has not been written for a second. */
  async #whenQuiet(
    reference: ObjectRef,
  ): Promise<UnstructuredObject | undefined> {
    let object = await this.#find(reference);
    if (!object || !isFluxObject({ apiVersion: object.apiVersion }))
      return object;
    let since = performance.now();
    await this.#until(async () => {
      const next = await this.#find(reference);
      const { resourceVersion } = object?.metadata ?? {};
      if (next?.metadata.resourceVersion !== resourceVersion)
        since = performance.now();
      object = next;
      return performance.now() - since >= quiet;
    });
    return object;
  }

  async #until(isReached: () => Promise<boolean>): Promise<boolean> {
    const end = performance.now() + patience;
    while (performance.now() < end) {
      if (await isReached()) return true;
      await sleep(pollEvery, undefined, { signal: this.#stage.signal });
    }
    return false;
  }
}

function hasReadyCondition(object: JsonRecord, status: string): boolean {
  const { generation } = recordAt(object, 'metadata');
  return recordsAt(recordAt(object, 'status'), 'conditions').some(
    condition =>
      condition.type === 'Ready' &&
      condition.status === status &&
      condition.observedGeneration === generation,
  );
}

function conditionsOf(object: JsonRecord, options: MaskOptions): Json {
  const masked = maskObject(object, options);
  const status = isRecord(masked) ? recordAt(masked, 'status') : {};
  return status.conditions ?? [];
}

function asRecord(object: unknown): JsonRecord | undefined {
  return isRecord(object) ? object : undefined;
}
