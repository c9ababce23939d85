import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { KubernetesClient } from './client';
import { systemClock, type CancelTimer, type Clock } from './clock';
import { Informer } from './informer';

/** What tells two shared watches of one type apart. */
export interface SharedInformerOptions {
  namespace?: string;
  labelSelector?: string;
  metadataOnly?: boolean;
  /** What is kept of an object; that of the first user of a watch counts, so all of one kind of watch name the same. */
  transform?: (object: UnstructuredObject) => UnstructuredObject;
}

/** A use of a shared informer. */
export interface SharedInformer<T extends KubernetesObject> {
  readonly informer: Informer<T>;
  /** Ends this use, and removes the handlers that were added through it; the last one stops the watch. */
  release(): void;
  /** Like {@link Informer.addHandler}, removed on release. */
  addHandler: Informer<T>['addHandler'];
}

interface Entry {
  informer: Informer;
  users: number;
  cancelStop?: CancelTimer;
}

export interface SharedInformersOptions {
  client: KubernetesClient;
  clock?: Clock;
  /** Milliseconds that an unused watch is kept for the next user. Default 5 000. */
  linger?: number;
  /** Told of handlers that throw. */
  onError?: (error: Error) => void;
  /** Between 0 and 1, for jitter. Default Math.random. */
  random?: () => number;
  /** True: nothing is watched before {@link SharedInformers.start}. */
  paused?: boolean;
}

/** Every use of a type names the same T. */
function isInformerOf<T extends KubernetesObject>(
  informer: unknown,
  { apiVersion, kind }: ObjectType,
): informer is Informer<T> {
  return (
    informer instanceof Informer &&
    informer.type.apiVersion === apiVersion &&
    informer.type.kind === kind
  );
}

/** One watch per type (and selector) of a cluster, started on first use and stopped when nobody uses it. */
export class SharedInformers {
  readonly #options: SharedInformersOptions;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #paused: boolean;

  constructor(options: SharedInformersOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#paused = options.paused ?? false;
  }

  /** Starts (again) what is used, after {@link pause} or a paused beginning. */
  start(): void {
    this.#paused = false;
    this.running().forEach(informer => informer.start());
  }

  /** Ends all watches; their users stay, and hear what changed meanwhile after {@link start}. */
  async pause(): Promise<void> {
    this.#paused = true;
    for (const [key, entry] of this.#entries) {
      entry.cancelStop?.();
      if (entry.users === 0) {
        this.#entries.delete(key);
        await entry.informer.stop();
      }
    }
    await Promise.all(this.running().map(informer => informer.stop()));
  }

  acquire<T extends KubernetesObject = UnstructuredObject>(
    type: ObjectType,
    options: SharedInformerOptions = {},
  ): SharedInformer<T> {
    const { namespace, labelSelector, metadataOnly } = options;
    const key = JSON.stringify([
      type.apiVersion,
      type.kind,
      namespace ?? '',
      labelSelector ?? '',
      metadataOnly ?? false,
    ]);
    const entry = this.#entries.get(key) ?? this.#start(key, type, options);
    entry.users += 1;
    entry.cancelStop?.();
    entry.cancelStop = undefined;
    return this.#use<T>(key, entry, type);
  }

  /** What is used now. */
  running(): Informer[] {
    return [...this.#entries.values()].map(entry => entry.informer);
  }

  /** Stops all watches; uses that are still held see no more events. */
  async stop(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    entries.forEach(entry => entry.cancelStop?.());
    await Promise.all(entries.map(entry => entry.informer.stop()));
  }

  #start(key: string, type: ObjectType, options: SharedInformerOptions): Entry {
    const informer = new Informer({
      client: this.#options.client,
      clock: this.#clock,
      random: this.#options.random,
      onError: this.#options.onError,
      type,
      ...options,
    });
    const entry: Entry = { informer, users: 0 };
    this.#entries.set(key, entry);
    informer.onState(state => {
      if (state.phase === 'watching') {
        this.#retryDisconnected();
      }
    });
    if (!this.#paused) {
      informer.start();
    }
    return entry;
  }

  /** The server answers one watch again: the others need not sit out their backoff. Spread over half a second. */
  #retryDisconnected(): void {
    const random = this.#options.random ?? Math.random;
    for (const informer of this.running()) {
      if (informer.state.phase === 'disconnected') {
        this.#clock.after(random() * 500, () => {
          if (informer.state.phase === 'disconnected') {
            informer.retry();
          }
        });
      }
    }
  }

  #use<T extends KubernetesObject>(
    key: string,
    entry: Entry,
    type: ObjectType,
  ): SharedInformer<T> {
    const informer: unknown = entry.informer;
    if (!isInformerOf<T>(informer, type)) {
      throw new Error(`${key} is watched as another type`);
    }
    const undo: (() => void)[] = [];
    let released = false;
    return {
      informer,
      addHandler: handler => {
        const remove = informer.addHandler(handler);
        undo.push(remove);
        return remove;
      },
      release: () => {
        if (!released) {
          released = true;
          undo.forEach(remove => remove());
          this.#release(key, entry);
        }
      },
    };
  }

  #release(key: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0 || this.#entries.get(key) !== entry) {
      return;
    }
    entry.cancelStop = this.#clock.after(this.#options.linger ?? 5_000, () => {
      this.#entries.delete(key);
      entry.informer.stop().catch(error => this.#options.onError?.(error));
    });
  }
}
