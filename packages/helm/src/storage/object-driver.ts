import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { quote } from '@sluice/golang/fmt';
import {
  type KubernetesClient,
  type KubernetesObject,
  type RequestOptions,
  type UnstructuredObject,
  isAlreadyExists,
  isNotFound,
} from '@sluice/kubernetes';
import { Turn } from '../event-loop/turn';
import {
  type Release,
  ownLabels,
  releaseFromJson,
  releaseJsonInTurns,
  releaseSecretType,
  storageLabels,
} from '../release';
import type { CreateOptions, StorageDriver } from './driver';
import {
  ReleaseExistsError,
  ReleaseNotFoundError,
  ReleaseTooLargeError,
  StorageError,
} from './errors';
import { listInPages } from './list-in-pages';

/** Bytes that the data of a Secret or a ConfigMap may have. */
export const MAX_STORED_SIZE = 1024 * 1024;

/** Bytes of a release's JSON that are read. */
const maxDecodedSize = 256 * 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Reads a stored release, compressed or not, without holding up anything else while it is large. */
async function decodeStored(data: string): Promise<Release> {
  const bytes = Buffer.from(data, 'base64');
  const compressed = bytes.length > 3 && bytes.readUIntBE(0, 3) === 0x1f8b08;
  const json = compressed
    ? await decompress(bytes, { maxOutputLength: maxDecodedSize })
    : bytes;
  return releaseFromJson(json.toString('utf8'));
}

export interface ObjectDriverOptions {
  client: KubernetesClient;
  /** Absent: releases of all namespaces can be listed and queried, nothing else. */
  namespace?: string;
  /** Milliseconds since the epoch. Default: the time of this machine. */
  now?: () => number;
  /** Whose writes they are. Default `helm`. */
  fieldManager?: string;
  /** Told of stored releases that cannot be read, never of their content. */
  onUnreadable?: (key: string, problem: string) => void;
}

type StoredObject = KubernetesObject & {
  type?: string;
  data: { release: string };
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function releaseDataOf(object: UnstructuredObject): string {
  const { data } = object;
  if (typeof data !== 'object' || data === null) return '';
  const entries = new Map<string, unknown>(Object.entries(data));
  const value = entries.get('release');
  return typeof value === 'string' ? value : '';
}

function labelsOf(object: KubernetesObject): Map<string, string> {
  return new Map(Object.entries(object.metadata.labels ?? {}));
}

const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** What is wrong with a value as that of a label (apimachinery `IsValidLabelValue`). */
function labelProblems(value: string): string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(labelValue.test(value)
      ? []
      : [
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ]),
  ];
}

/** Keeps every revision in an object of its own: what Secrets and ConfigMaps have in common. */
abstract class ObjectDriver implements StorageDriver {
  abstract readonly name: 'Secret' | 'ConfigMap';
  readonly #options: ObjectDriverOptions;

  constructor(options: ObjectDriverOptions) {
    this.#options = options;
  }

  async get(key: string, options?: RequestOptions): Promise<Release> {
    const object = await this.#find(key, options);
    if (!object) throw new ReleaseNotFoundError();
    let release: Release;
    try {
      release = await this.#decode(object);
    } catch (error) {
      throw this.failure(`get: failed to decode data ${quote(key)}`, error);
    }
    release.labels = ownLabels(release.labels);
    return release;
  }

  async list(options?: RequestOptions): Promise<Release[]> {
    try {
      return await this.#decodeAll(
        await this.#select({ owner: 'helm' }, options),
      );
    } catch (error) {
      throw this.failure('list: failed to list', error);
    }
  }

  async query(
    labels: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Release[]> {
    for (const value of Object.values(labels)) {
      const problems = labelProblems(value);
      if (problems.length > 0) {
        throw new StorageError(
          `invalid label value: ${quote(value)}: ${problems.join('; ')}`,
        );
      }
    }
    let objects: UnstructuredObject[];
    try {
      objects = await this.#select(labels, options);
    } catch (error) {
      throw this.failure('query: failed to query with labels', error);
    }
    if (objects.length === 0) throw new ReleaseNotFoundError();
    return await this.#decodeAll(objects);
  }

  async create(
    key: string,
    release: Release,
    options: CreateOptions = {},
  ): Promise<void> {
    const { beforeWrite, ...request } = options;
    const object = await this.#object(key, release, 'createdAt', 'create');
    await beforeWrite?.();
    try {
      await this.#options.client.create(object, this.#writing(request));
    } catch (error) {
      if (isAlreadyExists(error)) throw new ReleaseExistsError();
      throw this.failure('create: failed to create', error);
    }
  }

  async update(
    key: string,
    release: Release,
    options?: RequestOptions,
  ): Promise<void> {
    const object = await this.#object(key, release, 'modifiedAt', 'update');
    try {
      await this.#options.client.update(object, this.#writing(options));
    } catch (error) {
      throw this.failure('update: failed to update', error);
    }
  }

  async delete(key: string, options?: RequestOptions): Promise<Release> {
    const release = await this.get(key, options);
    const deleted = await this.#options.client.delete(
      this.#ref(key),
      options ?? {},
    );
    if (!deleted) throw new ReleaseNotFoundError();
    return release;
  }

  /** An object of this kind around an encoded release. */
  protected abstract wrap(
    metadata: KubernetesObject['metadata'],
    encoded: string,
  ): StoredObject;

  /** The encoded release of an object's `data.release`. */
  protected abstract unwrap(data: string): string;

  /** What the API server calls the field that is too long. */
  protected abstract readonly sizeField: string;

  /** The error of an operation, as this kind's driver of Helm words it. */
  protected abstract failure(operation: string, cause: unknown): Error;

  #ref(key: string) {
    const { namespace } = this.#options;
    return { apiVersion: 'v1', kind: this.name, namespace, name: key };
  }

  #writing(options: RequestOptions = {}) {
    return {
      ...options,
      fieldManager: this.#options.fieldManager ?? 'helm',
    };
  }

  async #find(
    key: string,
    options?: RequestOptions,
  ): Promise<UnstructuredObject | undefined> {
    try {
      return await this.#options.client.get<UnstructuredObject>(
        this.#ref(key),
        options,
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw this.failure(`get: failed to get ${quote(key)}`, error);
    }
  }

  async #select(
    labels: Readonly<Record<string, string>>,
    options: RequestOptions = {},
  ): Promise<UnstructuredObject[]> {
    const labelSelector = Object.keys(labels)
      .sort()
      .map(key => `${key}=${labels[key]}`)
      .join(',');
    return await listInPages(
      this.#options.client,
      { apiVersion: 'v1', kind: this.name },
      { ...options, namespace: this.#options.namespace, labelSelector },
    );
  }

  async #decode(object: UnstructuredObject): Promise<Release> {
    const release = await decodeStored(this.unwrap(releaseDataOf(object)));
    release.labels = labelsOf(object);
    return release;
  }

  async #decodeAll(objects: readonly UnstructuredObject[]): Promise<Release[]> {
    const releases: Release[] = [];
    const turn = new Turn();
    for (const object of objects) {
      if (turn.isOver) await turn.next();
      try {
        releases.push(await this.#decode(object));
      } catch (error) {
        const key = object.metadata.name ?? '';
        this.#options.onUnreadable?.(key, messageOf(error));
      }
    }
    return releases;
  }

  async #object(
    key: string,
    release: Release,
    time: 'createdAt' | 'modifiedAt',
    operation: 'create' | 'update',
  ): Promise<StoredObject> {
    const json = await releaseJsonInTurns(release);
    const encoded = (await compress(json, { level: 9 })).toString('base64');
    if (encoded.length > MAX_STORED_SIZE) {
      const { message } = this.failure(
        `${operation}: failed to ${operation}`,
        new Error(
          `${this.name} ${quote(key)} is invalid: ${
            this.sizeField
          }: Too long: may not be more than ${MAX_STORED_SIZE} bytes`,
        ),
      );
      throw new ReleaseTooLargeError(message, encoded.length, MAX_STORED_SIZE);
    }
    const now = this.#options.now ?? Date.now;
    const seconds = Math.floor(now() / 1000);
    const labels = storageLabels(
      release,
      time === 'createdAt' ? { createdAt: seconds } : { modifiedAt: seconds },
    );
    const { namespace } = this.#options;
    return this.wrap(
      { name: key, namespace, labels: Object.fromEntries(labels) },
      encoded,
    );
  }
}

/** Keeps releases in Secrets of type `helm.sh/release.v1`, as Helm does by default. */
export class SecretDriver extends ObjectDriver {
  readonly name = 'Secret';
  protected readonly sizeField = 'data';

  protected wrap(metadata: KubernetesObject['metadata'], encoded: string) {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      type: releaseSecretType,
      data: { release: Buffer.from(encoded).toString('base64') },
    };
  }

  protected unwrap(data: string): string {
    return Buffer.from(data, 'base64').toString('latin1');
  }

  protected failure(operation: string, cause: unknown): Error {
    return new StorageError(`${operation}: ${messageOf(cause)}`, { cause });
  }
}

/** Keeps releases in ConfigMaps (`HELM_DRIVER=configmap`). */
export class ConfigMapDriver extends ObjectDriver {
  readonly name = 'ConfigMap';
  protected readonly sizeField = '[]';

  protected wrap(metadata: KubernetesObject['metadata'], encoded: string) {
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { release: encoded },
    };
  }

  protected unwrap(data: string): string {
    return data;
  }

  protected failure(_operation: string, cause: unknown): Error {
    return new StorageError(messageOf(cause), { cause });
  }
}
