import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import type { RequestOptions, UnstructuredObject } from '@sluice/kubernetes';
import type { Resource } from '../kube';
import { ApiStatusError, NoMatchError } from '@sluice/kubernetes/client';
import { isJsonObject } from '../kube/resource';
import type { Release } from '../release';
import { fieldAt } from '../wait/fields';
import type { Configuration } from './configuration';
import { type InspectOptions, getRelease } from './inspect';

export interface StatusOptions extends InspectOptions {
  /** Find tables as the server prints the objects (of kind `Table`), rather than the objects. */
  tables?: boolean;
}

/** Kinds that say which Pods are theirs, and where. */
const podSelectors = new Map([
  ...['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'].map(
    (kind): [string, readonly string[]] => [
      kind,
      ['spec', 'selector', 'matchLabels'],
    ],
  ),
  ['ReplicationController', ['spec', 'selector']],
]);

const pods = { apiVersion: 'v1', kind: 'Pod' };

/** The label selector of an object's Pods, as the manifest has it; undefined where it has none that are labels alone. */
function selectorOf({ kind, object }: Resource): string | undefined {
  const path = podSelectors.get(kind);
  const labels = path && fieldAt(object, ...path);
  if (!isJsonObject(labels)) return undefined;
  const entries = Object.entries(labels);
  return entries.every(([, value]) => typeof value === 'string')
    ? entries
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(',')
    : undefined;
}

/** What there is of a release in the cluster, by `version/Kind`. */
class Findings {
  readonly #config: Configuration;
  readonly #tables: boolean;
  readonly #request: RequestOptions;
  readonly #found = new Map<string, JsonValue[]>();
  readonly #selectors = new Set<string>();

  constructor(config: Configuration, tables: boolean, request: RequestOptions) {
    this.#config = config;
    this.#tables = tables;
    this.#request = request;
  }

  async look(resource: Resource): Promise<void> {
    const { type, kind, ref } = resource;
    const live = await this.#read(() =>
      this.#tables
        ? this.#config.client.getTable(ref, this.#request)
        : this.#config.client.get<UnstructuredObject>(ref, this.#request),
    );
    if (!live) return;
    this.#add(`${type.version}/${kind}`, live);
    const selector = selectorOf(resource);
    if (selector === undefined || this.#selectors.has(selector)) return;
    this.#selectors.add(selector);
    const related = await this.#read(() =>
      live.kind === 'Table'
        ? this.#config.client.listTable(pods, this.#where(resource, selector))
        : this.#listPods(resource, selector),
    );
    if (related) this.#add('v1/Pod(related)', related);
  }

  #where({ namespace }: Resource, labelSelector: string) {
    return { ...this.#request, namespace, labelSelector };
  }

  async #listPods(resource: Resource, selector: string) {
    return {
      ...(await this.#config.client.list(
        pods,
        this.#where(resource, selector),
      )),
      apiVersion: 'v1',
      kind: 'PodList',
    };
  }

  /** What cannot be read is left out. */
  async #read<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.#request.signal?.throwIfAborted();
      if (error instanceof ApiStatusError || error instanceof NoMatchError) {
        return undefined;
      }
      throw error;
    }
  }

  #add(key: string, object: object): void {
    const value: unknown = object;
    const json = isJsonObject(value) ? value : null;
    const objects = this.#found.get(key);
    if (objects) objects.push(json);
    else this.#found.set(key, [json]);
  }

  get resources(): JsonObject {
    const resources: JsonObject = {};
    for (const [key, objects] of this.#found) setEntry(resources, key, objects);
    return resources;
  }
}

/**
 * A release with what its objects are in the cluster now, by `version/Kind`, and a list of their Pods as `v1/Pod(related)` for each
 * selector (`helm status`). What cannot be read is left out.
 *
 * @throws ReleaseNotFoundError, HelmError, StorageError
 */
export async function getStatus(
  config: Configuration,
  options: StatusOptions,
): Promise<Release> {
  const { tables = false, ...inspect } = options;
  const release = await getRelease(config, inspect);
  const request = { signal: options.signal, timeout: options.timeout };
  const findings = new Findings(config, tables, request);
  for (const resource of await config.kube.build(release.manifest, request)) {
    await findings.look(resource);
  }
  release.info.resources = findings.resources;
  return release;
}
