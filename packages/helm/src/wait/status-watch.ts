import {
  type Clock,
  Informer,
  type KubernetesClient,
  waitUntil,
} from '@sluice/kubernetes/client';
import type { UnstructuredObject } from '@sluice/kubernetes';
import type { Resource } from '../kube';
import type { ObjectStatus, StatusReader } from './status-readers';

/** An object that is watched, and what is known of it. */
export interface Watched {
  readonly resource: Resource;
  state: ObjectStatus;
}

const unknown: ObjectStatus = { status: 'Unknown', message: '' };
const notFound: ObjectStatus = {
  status: 'NotFound',
  message: 'Resource not found',
};

function groupKey({ type, namespace }: Resource): string {
  return `${type.apiVersion} ${type.kind} ${type.namespaced ? namespace : ''}`;
}

/** Watches objects of one kind in one namespace. */
class Group {
  readonly #members = new Map<string, Watched>();
  readonly #informer: Informer;
  readonly #read: StatusReader;
  /** Numbers the readings, so that a slow one does not overwrite a later one. */
  #reading = 0;
  readonly #latest = new Map<string, number>();

  constructor(
    members: readonly Watched[],
    options: { client: KubernetesClient; clock: Clock; read: StatusReader },
  ) {
    const [{ resource }] = members;
    const { apiVersion, kind, namespaced } = resource.type;
    for (const member of members) {
      this.#members.set(member.resource.name, member);
    }
    this.#read = options.read;
    this.#informer = new Informer({
      client: options.client,
      clock: options.clock,
      type: { apiVersion, kind },
      ...(namespaced ? { namespace: resource.namespace } : {}),
      ...(members.length === 1
        ? { fieldSelector: `metadata.name=${resource.name}` }
        : {}),
    });
  }

  /** Begins; the callbacks come when a state may have changed, or when watching is refused. */
  start(
    changed: () => void,
    refused: (error: Error) => void,
    signal: AbortSignal,
  ): void {
    const see = (object: UnstructuredObject) => this.#see(object, changed);
    this.#informer.addHandler({
      added: see,
      updated: (_before, after) => see(after),
      deleted: object => {
        this.#set(object.metadata.name ?? '', notFound);
        changed();
      },
    });
    this.#informer.onState(state => {
      if (state.phase === 'blocked') refused(state.error);
    });
    this.#informer.start();
    this.#informer.waitForSync({ signal }).then(
      () => {
        for (const [name, member] of this.#members) {
          if (!this.#latest.has(name)) member.state = notFound;
        }
        changed();
      },
      () => {
        // The wait has ended before; there is nobody to tell.
      },
    );
  }

  async stop(): Promise<void> {
    await this.#informer.stop();
  }

  #set(name: string, state: ObjectStatus): void {
    const member = this.#members.get(name);
    if (!member) return;
    this.#latest.set(name, ++this.#reading);
    member.state = state;
  }

  #see(object: UnstructuredObject, changed: () => void): void {
    const name = object.metadata.name ?? '';
    const member = this.#members.get(name);
    if (!member) return;
    this.#reading += 1;
    const reading = this.#reading;
    this.#latest.set(name, reading);
    Promise.resolve(this.#read(object)).then(
      state => {
        if (this.#latest.get(name) !== reading) return;
        member.state = state;
        changed();
      },
      (error: unknown) => {
        if (this.#latest.get(name) !== reading) return;
        member.state = {
          status: 'Unknown',
          message: error instanceof Error ? error.message : String(error),
        };
        changed();
      },
    );
  }
}

/**
 * Watches objects until `done` says so of what is known of them, or time is up.
 *
 * @param timeout milliseconds
 * @returns whether time ran out
 * @throws what the server says that refuses a watch; the signal's reason when that aborts
 */
export async function watchStatuses(options: {
  client: KubernetesClient;
  clock: Clock;
  resources: readonly Resource[];
  read: StatusReader;
  done: (watched: readonly Watched[]) => boolean;
  timeout: number;
  signal?: AbortSignal;
}): Promise<{ watched: Watched[]; timedOut: boolean }> {
  const { clock, resources, done, timeout, signal } = options;
  const watched = resources.map(resource => ({ resource, state: unknown }));
  const byGroup = new Map<string, Watched[]>();
  for (const member of watched) {
    const key = groupKey(member.resource);
    const members = byGroup.get(key);
    if (members) members.push(member);
    else byGroup.set(key, [member]);
  }
  signal?.throwIfAborted();
  if (done(watched)) return { watched, timedOut: false };
  const groups = [...byGroup.values()].map(
    members => new Group(members, options),
  );
  const ended = new AbortController();
  let timedOut = false;
  try {
    await waitUntil((resolve, reject) => {
      const cancel = clock.after(timeout, () => {
        timedOut = true;
        resolve();
      });
      const changed = () => {
        if (done(watched)) resolve();
      };
      for (const group of groups) group.start(changed, reject, ended.signal);
      return cancel;
    }, signal);
  } finally {
    ended.abort();
    await Promise.all(groups.map(group => group.stop()));
  }
  return { watched, timedOut };
}
