import {
  type Release,
  decodeRelease,
  encodeRelease,
  storageLabels,
} from '../release';
import type { CreateOptions, StorageDriver } from './driver';
import { ReleaseExistsError, ReleaseNotFoundError } from './errors';

interface MemoryRecord {
  readonly encoded: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
}

function read(record: MemoryRecord): Release {
  const release = decodeRelease(record.encoded);
  release.labels = new Map(record.own);
  return release;
}

/** Keeps releases in memory (`HELM_DRIVER=memory`): for tests, and for what is only tried. */
export class MemoryDriver implements StorageDriver {
  readonly name = 'Memory';
  readonly #namespace: string | undefined;
  readonly #records: Map<string, MemoryRecord>;

  /** @param namespace absent: releases of all namespaces are seen */
  constructor(
    namespace?: string,
    records: Map<string, MemoryRecord> = new Map(),
  ) {
    this.#namespace = namespace;
    this.#records = records;
  }

  /** The same releases, seen from another namespace. */
  withNamespace(namespace?: string): MemoryDriver {
    return new MemoryDriver(namespace, this.#records);
  }

  async get(key: string): Promise<Release> {
    const record = this.#find(key);
    if (!record) throw new ReleaseNotFoundError();
    return read(record);
  }

  async list(): Promise<Release[]> {
    return this.#visible().map(read);
  }

  async query(labels: Readonly<Record<string, string>>): Promise<Release[]> {
    const found = this.#visible().filter(record =>
      Object.entries(labels).every(
        ([key, value]) => record.labels.get(key) === value,
      ),
    );
    if (found.length === 0) throw new ReleaseNotFoundError();
    return found.map(read);
  }

  async create(
    key: string,
    release: Release,
    options: CreateOptions = {},
  ): Promise<void> {
    await options.beforeWrite?.();
    if (this.#find(key)) throw new ReleaseExistsError();
    this.#store(key, release);
  }

  async update(key: string, release: Release): Promise<void> {
    if (!this.#find(key)) throw new ReleaseNotFoundError();
    this.#store(key, release);
  }

  async delete(key: string): Promise<Release> {
    const release = await this.get(key);
    this.#records.delete(this.#id(key));
    return release;
  }

  #id(key: string): string {
    return `${this.#namespace ?? 'default'}/${key}`;
  }

  #find(key: string): MemoryRecord | undefined {
    return this.#records.get(this.#id(key));
  }

  #visible(): MemoryRecord[] {
    return [...this.#records.values()].filter(
      ({ namespace }) => namespace === (this.#namespace ?? namespace),
    );
  }

  #store(key: string, release: Release): void {
    this.#records.set(this.#id(key), {
      encoded: encodeRelease(release),
      namespace: this.#namespace ?? 'default',
      labels: storageLabels(
        { ...release, labels: new Map() },
        { createdAt: 0 },
      ),
      own: new Map(release.labels),
    });
  }
}
