import { quote } from '@sluice/golang/fmt';
import {
  type JsonObject,
  type JsonValue,
  entryOf,
  goJsonStringify,
  setEntry,
} from '@sluice/golang/json';
import {
  type ApiResource,
  type KubernetesClient,
  type RequestOptions,
  type UnstructuredObject,
  isNoMatch,
} from '@sluice/kubernetes';
import { Turn } from '../event-loop/turn';
import { type YamlReader, readYaml } from '../event-loop/yaml-reader';
import { HelmError, messageOf, wrapped } from './errors';
import { Resource, isJsonObject } from './resource';

/** A line that separates documents, whatever else it says. */
const SEPARATOR = /\n---[^\n]*(?:\n|$)/;

function textAt(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

/** The texts of a map of texts; what is no text is left out, as Go's accessors leave it out. */
function textsAt(
  object: JsonObject,
  key: string,
): Record<string, string> | undefined {
  const map = entryOf(object, key);
  if (!isJsonObject(map)) return undefined;
  const texts: Record<string, string> = {};
  for (const name of Object.keys(map)) {
    const text = map[name];
    if (typeof text === 'string') setEntry(texts, name, text);
  }
  return texts;
}

function isUnstructured(
  value: JsonObject,
): value is UnstructuredObject & JsonObject {
  return (
    typeof entryOf(value, 'kind') === 'string' &&
    isJsonObject(entryOf(value, 'metadata'))
  );
}

/** An object with the fields that every object has, whatever a chart wrote there. */
function toObject(json: JsonObject): UnstructuredObject {
  const metadata = entryOf(json, 'metadata');
  const own = isJsonObject(metadata) ? { ...metadata } : {};
  const full: JsonObject = {
    ...json,
    apiVersion: textAt(json, 'apiVersion'),
    metadata: own,
  };
  if (!isUnstructured(full)) {
    throw missingKind(json);
  }
  return full;
}

/** The body is told as Helm tells it, unless it may hold what is secret. */
function missingKind(json: JsonObject): HelmError {
  const secret = ['data', 'stringData'].some(key => Object.hasOwn(json, key));
  return new HelmError(
    `unable to decode "": Object 'Kind' is missing in '${
      secret ? '…' : goJsonStringify(json)
    }'`,
  );
}

function documentsOf(manifest: string): string[] {
  return manifest.replaceAll('\r\n', '\n').split(SEPARATOR);
}

/** The objects below lists. */
function flatten(json: JsonObject): { objects: JsonObject[]; listed: boolean } {
  const items = entryOf(json, 'items');
  if (!Array.isArray(items)) return { objects: [json], listed: false };
  const objects: JsonObject[] = [];
  const waiting = items.filter(isJsonObject);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const below = entryOf(next, 'items');
    if (Array.isArray(below)) waiting.push(...below.filter(isJsonObject));
    else objects.push(next);
  }
  return { objects, listed: true };
}

function aggregate(errors: readonly unknown[]): HelmError {
  const messages = [...new Set(errors.map(messageOf))];
  return new HelmError(
    messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`,
    { cause: errors[0] },
  );
}

/** Reads manifests for one cluster; how kinds are served is asked once. */
class Builder {
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #options: RequestOptions;
  readonly #readYaml: YamlReader | undefined;
  readonly #types = new Map<string, Promise<ApiResource>>();

  constructor(
    client: KubernetesClient,
    namespace: string,
    options: RequestOptions,
    reader: YamlReader | undefined,
  ) {
    this.#client = client;
    this.#namespace = namespace;
    this.#options = options;
    this.#readYaml = reader;
  }

  async build(manifest: string): Promise<Resource[]> {
    const resources: Resource[] = [];
    const errors: unknown[] = [];
    const turn = new Turn();
    for (const document of documentsOf(manifest)) {
      if (turn.isOver) {
        await turn.next();
        this.#options.signal?.throwIfAborted();
      }
      let json: JsonValue;
      try {
        json = await readYaml(document, this.#readYaml, this.#options.signal);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        // Nothing after it can be told from it.
        errors.push(wrapped('error parsing ', error));
        break;
      }
      if (json === null) continue;
      for (const item of await this.#resources(json)) {
        if (item instanceof Resource) resources.push(item);
        else errors.push(item);
      }
    }
    if (errors.length > 0) throw aggregate(errors);
    return resources;
  }

  async #resources(json: JsonValue): Promise<(Resource | Error)[]> {
    if (!isJsonObject(json) || !textAt(json, 'kind')) {
      return [isJsonObject(json) ? missingKind(json) : this.#notAnObject()];
    }
    const { objects, listed } = flatten(json);
    const found: (Resource | Error)[] = [];
    for (const object of objects) {
      try {
        found.push(await this.#resource(object, listed));
      } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        found.push(error);
      }
    }
    return found;
  }

  #notAnObject(): HelmError {
    return new HelmError(
      'unable to decode "": json: cannot unmarshal into Go value of type struct',
    );
  }

  async #resource(json: JsonObject, listed: boolean): Promise<Resource> {
    const object = toObject(json);
    const type = await this.#type(object, listed);
    const { metadata } = object;
    const labels = textsAt(metadataOf(json), 'labels');
    const annotations = textsAt(metadataOf(json), 'annotations');
    if (labels) metadata.labels = labels;
    if (annotations) metadata.annotations = annotations;
    if (type.namespaced && !metadata.namespace) {
      metadata.namespace = this.#namespace;
    }
    return new Resource(type, object);
  }

  async #type(
    object: UnstructuredObject,
    listed: boolean,
  ): Promise<ApiResource> {
    const { apiVersion, kind, metadata } = object;
    const key = `${apiVersion} ${kind}`;
    let type = this.#types.get(key);
    if (!type) {
      type = this.#client.resourceFor({ apiVersion, kind }, this.#options);
      this.#types.set(key, type);
    }
    try {
      return await type;
    } catch (error) {
      if (listed && isNoMatch(error)) {
        throw new HelmError(`unable to recognize ${error.message}`, {
          cause: error,
        });
      }
      if (isNoMatch(error)) {
        throw new HelmError(
          `resource mapping not found for name: ${quote(
            metadata.name ?? '',
          )} namespace: ${quote(metadata.namespace ?? '')} from "": ${
            error.message
          }\nensure CRDs are installed first`,
          { cause: error },
        );
      }
      this.#options.signal?.throwIfAborted();
      throw wrapped('unable to recognize ""', error);
    }
  }
}

function metadataOf(json: JsonObject): JsonObject {
  const metadata = entryOf(json, 'metadata');
  return isJsonObject(metadata) ? metadata : {};
}

/**
 * The objects of a manifest in its order, lists taken apart, with a namespace where their kind has one (kubectl's resource builder
 * as Helm calls it).
 *
 * @throws HelmError with all that is wrong, in kubectl's words
 */
export async function buildResources(options: {
  client: KubernetesClient;
  manifest: string;
  /** Of objects that name none. */
  namespace: string;
  request?: RequestOptions;
  /** Reads long documents. Default: they are read here. */
  readYaml?: YamlReader;
}): Promise<Resource[]> {
  const {
    client,
    manifest,
    namespace,
    request = {},
    readYaml: reader,
  } = options;
  const builder = new Builder(client, namespace, request, reader);
  return await builder.build(manifest);
}
