import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { isJsonObject } from './json';
import { Journal, type JournalRecord, type JournalState } from './journal';
import { ResourceTable, type TableEvent } from './resourceTable';
import { StoredObject, orderedObject } from './storedObject';

/** A durable change, as watchers get it. */
export interface StoreChange extends TableEvent {
  /** `GROUP/PLURAL`. */
  table: string;
  /** The definition that made the change. */
  definition: ResourceDefinition;
}

export interface StoreOptions {
  /** Where changes are kept; absent: in memory alone. */
  directory?: string;
  log(message: string): void;
  /** Called when changes can no longer be made durable: the process should end. */
  onFailure(error: Error): void;
  /** Changes of one resource that watches can start from, at least; 10,000 when absent. */
  historyLimit?: number;
  /** See {@link Journal}. */
  compactAt?: number;
}

interface Waiting {
  revision: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * The state of the server: objects by resource and key, with one revision that counts every change. Changes are made
 * synchronously, so a read and the write that follows from it are one step; they are durable, and seen by watchers, a
 * little later: see {@link Store.durable}.
 */
export class Store {
  readonly #tables = new Map<string, ResourceTable>();
  readonly #journal: Journal | undefined;
  readonly #onFailure: (error: Error) => void;
  readonly #log: (message: string) => void;
  readonly #historyLimit: number | undefined;
  #revision = 0;
  #loadedRevision = 0;
  #durableRevision = 0;
  #undelivered: StoreChange[] = [];
  #waiting: Waiting[] = [];
  #failure: Error | undefined;
  readonly #watchers = new Map<string, Set<(change: StoreChange) => void>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #commitListeners = new Set<(change: StoreChange) => void>();

  constructor(options: StoreOptions) {
    this.#onFailure = options.onFailure;
    this.#log = options.log;
    this.#historyLimit = options.historyLimit;
    if (options.directory) {
      this.#journal = new Journal({
        directory: options.directory,
        log: options.log,
        compactAt: options.compactAt,
      });
    }
  }

  /** Reads back what earlier processes stored. */
  async open(): Promise<void> {
    if (!this.#journal) {
      return;
    }
    this.#revision = this.#journal.load({
      object: record => this.table(record.t).load(storedObjectOf(record)),
      snapshotRead: revision => {
        this.#loadedRevision = revision;
        for (const table of this.#tables.values()) {
          table.completeSince(revision);
        }
      },
      change: record => this.#replay(record),
    });
    this.#durableRevision = this.#revision;
    await this.#journal.start({
      revision: this.#revision,
      state: () => this.#state(),
      onDurable: revision => this.#deliver(revision),
      onFailure: error => this.#fail(error),
    });
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  /** The revision of the latest change. */
  get revision(): number {
    return this.#revision;
  }

  /** The revision up to which changes are durable and delivered. */
  get durableRevision(): number {
    return this.#durableRevision;
  }

  table(name: string): ResourceTable {
    let table = this.#tables.get(name);
    if (!table) {
      table = new ResourceTable(this.#loadedRevision, this.#historyLimit);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Resolves when all changes up to a revision are on disk. */
  durable(revision: number): Promise<void> | undefined {
    if (this.#failure) {
      return Promise.reject(this.#failure);
    }
    if (revision <= this.#durableRevision) {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ revision, resolve, reject });
    });
  }

  /** Stores a new state of an object; sets its resourceVersion. The object must not be changed afterwards. */
  put(
    table: string,
    key: string,
    object: KubernetesObject,
    definition: ResourceDefinition,
  ): StoredObject {
    const previous = this.table(table).get(key);
    const current = this.#next(key, object, definition);
    this.#commit({
      type: previous ? 'MODIFIED' : 'ADDED',
      revision: current.revision,
      current,
      previous,
      table,
      definition,
    });
    return current;
  }

  /** Removes an object. Its last state, as watches see it, is the stored one. */
  remove(
    table: string,
    key: string,
    definition: ResourceDefinition,
  ): StoredObject | undefined {
    const previous = this.table(table).get(key);
    if (!previous) {
      return undefined;
    }
    const { object } = previous.view(definition);
    const current = this.#next(key, object, definition);
    this.#commit({
      type: 'DELETED',
      revision: current.revision,
      current,
      previous,
      table,
      definition,
    });
    return current;
  }

  /** Calls back for every durable change of one resource. */
  watch(table: string, listener: (change: StoreChange) => void): () => void {
    const watchers = this.#watchers.get(table) ?? new Set();
    this.#watchers.set(table, watchers);
    watchers.add(listener);
    return () => watchers.delete(listener);
  }

  /** Calls back for every durable change. */
  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back at once, before the change is durable: for indexes that later requests rely on. */
  onCommit(listener: (change: StoreChange) => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  #next(
    key: string,
    object: KubernetesObject,
    definition: ResourceDefinition,
  ): StoredObject {
    const revision = this.#revision + 1;
    return new StoredObject({
      key,
      revision,
      definition,
      object: orderedObject({
        ...object,
        metadata: { ...object.metadata, resourceVersion: String(revision) },
      }),
    });
  }

  #commit(change: StoreChange): void {
    if (this.#failure) {
      throw this.#failure;
    }
    const { revision, current, table } = change;
    this.#revision = revision;
    this.table(table).apply(change);
    this.#undelivered.push(change);
    for (const listener of this.#commitListeners) {
      listener(change);
    }
    if (this.#journal) {
      this.#journal.append(
        revision,
        changeLine(table, current, change.type === 'DELETED'),
      );
    } else if (this.#undelivered.length === 1) {
      setImmediate(() => this.#deliver(this.#revision));
    }
  }

  #deliver(revision: number): void {
    this.#durableRevision = revision;
    let delivered = 0;
    while (
      delivered < this.#undelivered.length &&
      this.#undelivered[delivered].revision <= revision
    ) {
      delivered++;
    }
    const changes = this.#undelivered.splice(0, delivered);
    const ready = this.#waiting.filter(waiting => waiting.revision <= revision);
    this.#waiting = this.#waiting.filter(
      waiting => waiting.revision > revision,
    );
    for (const waiting of ready) {
      waiting.resolve();
    }
    for (const change of changes) {
      for (const listener of this.#watchers.get(change.table) ?? []) {
        this.#call(listener, change);
      }
      for (const listener of this.#listeners) {
        this.#call(listener, change);
      }
    }
  }

  /** A listener that fails is its own problem: others are told, and writing goes on. */
  #call(listener: (change: StoreChange) => void, change: StoreChange): void {
    try {
      listener(change);
    } catch (error) {
      const text = error instanceof Error ? error.stack : String(error);
      this.#log(`following change ${change.revision} failed: ${text}`);
    }
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const waiting of this.#waiting) {
      waiting.reject(error);
    }
    this.#waiting = [];
    this.#onFailure(error);
  }

  #replay(record: JournalRecord): void {
    const table = this.table(record.t);
    const previous = table.get(record.k);
    if (record.o !== undefined) {
      const current = storedObjectOf(record);
      const type = previous ? 'MODIFIED' : 'ADDED';
      table.apply({ type, revision: record.r, current, previous });
    } else if (previous) {
      const { object } = previous.stored;
      const metadata = {
        ...object.metadata,
        resourceVersion: String(record.r),
      };
      const current = new StoredObject({
        key: record.k,
        revision: record.r,
        object: { ...object, metadata },
      });
      table.apply({ type: 'DELETED', revision: record.r, current, previous });
    }
  }

  #state(): JournalState {
    const tables = [...this.#tables].map(([name, table]) => ({
      name,
      objects: table.list(),
    }));
    return { revision: this.#revision, lines: linesOf(tables) };
  }
}

function* linesOf(
  tables: readonly { name: string; objects: StoredObject[] }[],
): Iterable<string> {
  for (const { name, objects } of tables) {
    for (const object of objects) {
      yield changeLine(name, object, false);
    }
  }
}

function changeLine(
  table: string,
  object: StoredObject,
  deleted: boolean,
): string {
  const head = `{"r":${object.revision},"t":${JSON.stringify(
    table,
  )},"k":${JSON.stringify(object.key)}`;
  return deleted ? `${head}}\n` : `${head},"o":${object.stored.json}}\n`;
}

function storedObjectOf(record: JournalRecord): StoredObject {
  if (!isStoredObject(record.o)) {
    throw new Error(`change ${record.r} of the journal holds no object`);
  }
  return new StoredObject({
    key: record.k,
    revision: record.r,
    object: record.o,
  });
}

function isStoredObject(value: unknown): value is KubernetesObject {
  return (
    isJsonObject(value) &&
    typeof value.kind === 'string' &&
    typeof value.apiVersion === 'string' &&
    isJsonObject(value.metadata)
  );
}
