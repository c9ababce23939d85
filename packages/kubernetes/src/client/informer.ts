import type {
  KubernetesObject,
  ObjectType,
  UnstructuredObject,
} from '../objects';
import type { WatchEvent } from './client';
import { systemClock, type Clock } from './clock';
import { ConnectionError } from './errors';
import {
  InformerBackoff,
  failureKind,
  type FailureKind,
} from './informerBackoff';
import type {
  InformerHandler,
  InformerOptions,
  InformerState,
} from './informerContract';
import { listAll } from './listAll';
import { ObjectStore, keyOfObject, type Indexer } from './objectStore';
import { isAtLeast } from './resourceVersion';
import { waitUntil } from './waitUntil';

interface Waiter {
  resourceVersion: string;
  resolve(): void;
}

/** Milliseconds that a watch must have lasted to count as one that works. */
const healthyWatch = 5_000;

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * The objects of one type, kept up to date by a list and a watch.
 *
 * @example
 * const informer = new Informer({ client, type: { apiVersion: 'v1', kind: 'ConfigMap' } });
 * informer.addHandler({ updated: (before, after) => … });
 * informer.start();
 * await informer.waitForSync({ signal });
 */
export class Informer<T extends KubernetesObject = UnstructuredObject> {
  readonly type: ObjectType;
  readonly #options: InformerOptions<T>;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: InformerBackoff;
  readonly #store = new ObjectStore<T>();
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #listeners = new Set<(state: InformerState) => void>();
  readonly #waiters = new Set<Waiter>();
  readonly #syncWaiters = new Set<() => void>();
  #state: InformerState = { phase: 'stopped' };
  #resourceVersion = '';
  /** A list has been in the store once. */
  #synced = false;
  /** The store holds a list of this run. */
  #fresh = false;
  #stopping: AbortController | undefined;
  #running: Promise<void> | undefined;
  #tryNow: (() => void) | undefined;
  #unbrokenSince: number | undefined;

  constructor(options: InformerOptions<T>) {
    this.type = options.type;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#backoff = new InformerBackoff(this.#random);
    for (const [name, indexer] of Object.entries(options.indexers ?? {})) {
      this.#store.addIndex(name, indexer);
    }
  }

  /** Does nothing when it runs already. After a stop it lists again and tells the difference. */
  start(): void {
    if (!this.#stopping) {
      this.#fresh = false;
      const stopping = new AbortController();
      this.#stopping = stopping;
      this.#running = this.#run(stopping.signal);
    }
  }

  /** Ends the watch; the store stays readable. */
  async stop(): Promise<void> {
    this.#stopping?.abort(new Error('the informer was stopped'));
    await this.#running;
    this.#stopping = undefined;
    this.#unbrokenSince = undefined;
    this.#setState({ phase: 'stopped' });
  }

  /** Ends a backoff and tries at once, for example after a CRD was created. */
  retry(): void {
    this.#tryNow?.();
  }

  /** Adds a handler, which first hears `added` for everything already known. The result removes it. */
  addHandler(handler: InformerHandler<T>): () => void {
    for (const object of this.#store.list()) {
      this.#guard(() => handler.added?.(object, true));
    }
    this.#handlers.add(handler);
    return () => {
      this.#handlers.delete(handler);
    };
  }

  /** True once the first list since the last start is in the store. */
  get hasSynced(): boolean {
    return this.#fresh;
  }

  /** Resolves with the first list. Rejects when the signal aborts; not on failures, which are retried. */
  async waitForSync(options: { signal?: AbortSignal } = {}): Promise<void> {
    if (!this.#fresh) {
      await waitUntil(resolve => {
        this.#syncWaiters.add(resolve);
        return () => this.#syncWaiters.delete(resolve);
      }, options.signal);
    }
  }

  get state(): InformerState {
    return this.#state;
  }

  /** Hears every change of {@link state}. The result removes the listener. */
  onState(listener: (state: InformerState) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resource version of the newest event, bookmark or list; empty before the first. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /**
   * Resolves when the store is at least as new as a version that we wrote. Rejects with a ConnectionError named TimeoutError after
   * `timeout` milliseconds (default 10 000).
   */
  async waitFor(
    resourceVersion: string,
    options: { signal?: AbortSignal; timeout?: number } = {},
  ): Promise<void> {
    if (this.#fresh && isAtLeast(this.#resourceVersion, resourceVersion)) {
      return;
    }
    await waitUntil((resolve, reject) => {
      const waiter = { resourceVersion, resolve };
      this.#waiters.add(waiter);
      const cancel = this.#clock.after(options.timeout ?? 10_000, () =>
        reject(
          new ConnectionError(
            'timeout',
            `the watch of ${this.type.kind} did not catch up in time`,
          ),
        ),
      );
      return () => {
        cancel();
        this.#waiters.delete(waiter);
      };
    }, options.signal);
  }

  /** The stored object itself: not to be changed. */
  get(key: { namespace?: string; name: string }): T | undefined {
    return this.#store.get(keyOfObject(key));
  }

  /** The stored objects themselves: not to be changed. */
  list(): T[] {
    return this.#store.list();
  }

  /** Throws when there is no such index. */
  byIndex(index: string, value: string): T[] {
    return this.#store.byIndex(index, value);
  }

  /** Adds an index after the fact; existing objects are indexed at once. A name that exists is replaced. */
  addIndex(name: string, indexer: Indexer<T>): void {
    this.#store.addIndex(name, indexer);
  }

  async #run(signal: AbortSignal): Promise<void> {
    let listNeeded = true;
    while (!signal.aborted) {
      try {
        if (listNeeded) {
          await this.#list(signal);
          listNeeded = false;
        }
        const started = this.#clock.now();
        await this.#watch(signal);
        if (signal.aborted) {
          return;
        }
        if (this.#clock.now() - started < healthyWatch) {
          // A server that ends watches at once is not to be asked in a loop.
          throw new ConnectionError('other', 'the server ended the watch');
        } else {
          this.#backoff.reset();
        }
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        const kind = failureKind(error);
        listNeeded = listNeeded || kind !== 'disconnected';
        this.#unbrokenSince = undefined;
        await this.#pauseAfter(kind, asError(error), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#setState({ phase: 'listing' });
    const { client, pageSize, metadataOnly } = this.#options;
    const { items, resourceVersion } = await listAll<T>(client, this.type, {
      ...this.#selection(),
      metadataOnly,
      limit: pageSize ?? 500,
      signal,
      timeout: 120_000,
    });
    this.#replace(items);
    this.#unbrokenSince = this.#clock.now();
    const first = !this.#fresh;
    this.#synced = true;
    this.#fresh = true;
    this.#advance(resourceVersion);
    if (first) {
      this.#syncWaiters.forEach(resolve => resolve());
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const events = this.#options.client.watch<T>(this.type, {
      ...this.#selection(),
      metadataOnly: this.#options.metadataOnly,
      resourceVersion: this.#resourceVersion,
      allowBookmarks: true,
      // As client-go: spread, so that watches do not end together.
      timeoutSeconds: Math.round(300 * (1 + this.#random())),
      signal,
      onOpen: () => {
        this.#unbrokenSince ??= this.#clock.now();
        this.#setState({
          phase: 'watching',
          unbrokenSince: this.#unbrokenSince,
        });
      },
    });
    const started = this.#clock.now();
    for await (const event of events) {
      if (signal.aborted) {
        return;
      }
      if (this.#clock.now() - started >= healthyWatch) {
        this.#backoff.reset();
      }
      this.#receive(event);
    }
  }

  #selection() {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    return { namespace, labelSelector, fieldSelector };
  }

  #receive(event: WatchEvent<T>): void {
    const version = event.object.metadata.resourceVersion ?? '';
    if (event.type === 'DELETED') {
      this.#remove(keyOfObject(event.object.metadata), event.object, false);
    } else if (event.type !== 'BOOKMARK') {
      this.#put(event.object, false);
    }
    this.#advance(version);
  }

  /** Makes the store what a list says, telling the handlers the difference. */
  #replace(items: readonly T[]): void {
    const initial = !this.#synced;
    const gone = new Set(this.#store.keys());
    for (const item of items) {
      gone.delete(keyOfObject(item.metadata));
      this.#put(item, initial);
    }
    for (const key of gone) {
      this.#remove(key, undefined, true);
    }
  }

  #put(received: T, initial: boolean): void {
    const key = keyOfObject(received.metadata);
    const before = this.#store.get(key);
    if (
      before?.metadata.uid === received.metadata.uid &&
      before?.metadata.resourceVersion === received.metadata.resourceVersion
    ) {
      return;
    }
    const object = this.#options.transform?.(received) ?? received;
    if (before && before.metadata.uid !== object.metadata.uid) {
      // Deleted and created again while nobody looked: two different objects.
      this.#remove(key, undefined, true);
      this.#tellAdded(key, object, false);
    } else if (before) {
      this.#store.set(key, object);
      this.#tell(handler => handler.updated?.(before, object));
    } else {
      this.#tellAdded(key, object, initial);
    }
  }

  #tellAdded(key: string, object: T, initial: boolean): void {
    this.#store.set(key, object);
    this.#tell(handler => handler.added?.(object, initial));
  }

  #remove(key: string, last: T | undefined, missed: boolean): void {
    const known = this.#store.get(key);
    if (known) {
      const object = last ? this.#options.transform?.(last) ?? last : known;
      this.#store.delete(key);
      this.#tell(handler => handler.deleted?.(object, missed));
    }
  }

  #tell(call: (handler: InformerHandler<T>) => void): void {
    for (const handler of [...this.#handlers]) {
      this.#guard(() => call(handler));
    }
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      const report =
        this.#options.onError ?? (cause => process.emitWarning(cause));
      report(asError(error));
    }
  }

  #advance(resourceVersion: string): void {
    if (resourceVersion === '') {
      return;
    }
    this.#resourceVersion = resourceVersion;
    for (const waiter of this.#waiters) {
      if (isAtLeast(resourceVersion, waiter.resourceVersion)) {
        waiter.resolve();
      }
    }
  }

  #setState(state: InformerState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) {
      this.#guard(() => listener(state));
    }
  }

  async #pauseAfter(
    kind: FailureKind,
    error: Error,
    signal: AbortSignal,
  ): Promise<void> {
    const wait = this.#backoff.next(kind);
    const nextTry = this.#clock.now() + wait;
    if (kind === 'forbidden' || kind === 'missing') {
      this.#setState({ phase: 'blocked', error, nextTry });
    } else {
      this.#setState({ phase: 'disconnected', error, nextTry });
    }
    await this.#pause(wait, signal);
  }

  /** Waits; ends early on {@link retry} and on stop. */
  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    try {
      await waitUntil(resolve => {
        this.#tryNow = resolve;
        return this.#clock.after(milliseconds, resolve);
      }, signal);
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      this.#tryNow = undefined;
    }
  }
}
