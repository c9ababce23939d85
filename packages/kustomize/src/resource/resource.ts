import { parseApiVersion } from '@sluice/kubernetes/objects';
import { type JsonObject } from '@sluice/golang/json';
import { type YamlNode, emitSigsYaml } from '@sluice/golang/yaml';
import {
  clearField,
  getOrCreateField,
  lookupOrCreateMapping,
  setField,
  valueOf,
} from '../node/fields';
import {
  isMissingOrEmpty,
  newScalar,
  newString,
  rawTextOf,
} from '../node/scalar';
import { toJson } from '../node/toJson';
import { copyNode } from '../node/tree';
import { BuildPanic } from '../text/buildPanic';
import { type Knowledge } from '../schema/knowledge';
import { type Bookkeeping, readBookkeeping } from './bookkeeping';
import {
  type Gvk,
  type ResourceId,
  apiVersionOf,
  compareText,
  effectiveNamespace,
  identify,
} from './identity';

/**
 * One object of a build: its node tree and what the build remembers about it. Upstream keeps that memory in internal
 * annotations; here it is beside the tree.
 */
export class Resource {
  /** Undefined once a patch has deleted the object. */
  node: YamlNode | undefined;
  readonly memory: Bookkeeping;
  readonly #knowledge: Knowledge;

  constructor(node: YamlNode, knowledge: Knowledge, memory?: Bookkeeping) {
    this.node = node;
    this.#knowledge = knowledge;
    this.memory = memory ?? readBookkeeping(this.annotations());
  }

  copy(): Resource {
    const copy = new Resource(
      this.node ? copyNode(this.node) : newScalar('null', '!!null'),
      this.#knowledge,
      structuredClone(this.memory),
    );
    if (!this.node) copy.node = undefined;
    return copy;
  }

  isEmpty(): boolean {
    return isMissingOrEmpty(this.node);
  }

  kind(): string {
    return rawTextOf(valueOf(this.node, 'kind'));
  }

  apiVersion(): string {
    return rawTextOf(valueOf(this.node, 'apiVersion'));
  }

  gvk(): Gvk {
    return { ...parseApiVersion(this.apiVersion()), kind: this.kind() };
  }

  name(): string {
    return this.#metadataText('name');
  }

  namespace(): string {
    return this.#metadataText('namespace');
  }

  /** The identity it has now. */
  currentId(): ResourceId {
    return identify(this.gvk(), this.name(), this.namespace(), this.#knowledge);
  }

  /** The identities it had, oldest first. */
  previousIds(): ResourceId[] {
    const { group, version } = parseApiVersion(this.apiVersion());
    return this.memory.previous.map(previous => ({
      group,
      version,
      kind: previous.kind,
      name: previous.name,
      namespace: previous.namespace,
      clusterScoped: false,
    }));
  }

  /** The identity it was read with. */
  originalId(): ResourceId {
    return this.previousIds()[0] ?? this.currentId();
  }

  /** Remembers the present identity before something changes it. */
  storePreviousId(): void {
    const id = this.currentId();
    this.memory.previous.push({
      name: id.name,
      namespace: effectiveNamespace(id),
      kind: id.kind,
    });
    requireSeparable(this.memory.previous);
  }

  setKind(kind: string): void {
    if (this.node) setField(this.node, 'kind', newScalar(kind));
  }

  setGvk(gvk: Gvk): void {
    this.setKind(gvk.kind);
    if (this.node) {
      setField(this.node, 'apiVersion', newScalar(apiVersionOf(gvk)));
    }
  }

  setName(name: string): void {
    const metadata = this.#metadata();
    if (metadata) setField(metadata, 'name', newScalar(name));
  }

  /** Sets the namespace; an empty one removes the field. */
  setNamespace(namespace: string): void {
    if (namespace === '') {
      clearField(valueOf(this.node, 'metadata'), 'namespace');
      return;
    }
    const metadata = this.#metadata();
    if (metadata) setField(metadata, 'namespace', newScalar(namespace));
  }

  labels(): Map<string, string> {
    return this.#metadataMap('labels');
  }

  annotations(): Map<string, string> {
    return this.#metadataMap('annotations');
  }

  setLabels(labels: ReadonlyMap<string, string>): void {
    this.#setMetadataMap('labels', labels);
  }

  setAnnotations(annotations: ReadonlyMap<string, string>): void {
    this.#setMetadataMap('annotations', annotations);
  }

  /** @throws YamlError when the object has no JSON form */
  toJson(): JsonObject {
    const value = this.node ? toJson(this.node) : {};
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return {};
    }
    return value;
  }

  /** The object as kustomize prints it. */
  toYaml(): string {
    return emitSigsYaml(this.toJson());
  }

  #metadata(): YamlNode | undefined {
    return this.node && lookupOrCreateMapping(this.node, ['metadata']);
  }

  #metadataText(name: string): string {
    const metadata = valueOf(this.node, 'metadata');
    if (isMissingOrEmpty(metadata)) return '';
    const value = valueOf(metadata, name);
    return isMissingOrEmpty(value) ? '' : rawTextOf(value);
  }

  #metadataMap(name: string): Map<string, string> {
    const map = valueOf(valueOf(this.node, 'metadata'), name);
    const result = new Map<string, string>();
    if (map?.kind === 'sequence') return pairsOf(map.items);
    if (map?.kind !== 'mapping') return result;
    for (const { key, value } of map.entries) {
      result.set(rawTextOf(key), rawTextOf(value));
    }
    return result;
  }

  #setMetadataMap(name: string, values: ReadonlyMap<string, string>): void {
    const metadata = this.#metadata();
    if (!metadata) return;
    clearField(metadata, name);
    if (values.size === 0) return;
    const map = getOrCreateField(metadata, name, 'mapping');
    if (!map) return;
    for (const key of [...values.keys()].sort(compareText)) {
      setField(map, key, newString(values.get(key) ?? ''));
    }
  }
}

/** Upstream takes the elements of a list for keys and values in turn, and fails where a value is missing. */
function pairsOf(items: readonly YamlNode[]): Map<string, string> {
  const result = new Map<string, string>();
  for (let i = 0; i < items.length; i += 2) {
    if (i + 1 >= items.length) {
      throw new BuildPanic(
        `runtime error: index out of range [${i + 1}] with length ${
          items.length
        }`,
        'metadata.annotations and metadata.labels have to be mappings, not lists',
      );
    }
    result.set(rawTextOf(items[i]), rawTextOf(items[i + 1]));
  }
  return result;
}

/**
 * Upstream keeps earlier names, namespaces and kinds in texts separated by commas, and panics when those, read back, are
 * not equally many. (Names with commas are what encryption makes of them.)
 *
 * @throws BuildPanic
 */
function requireSeparable(previous: Bookkeeping['previous']): void {
  const parts = (texts: string[]): number => texts.join().split(',').length;
  const names = parts(previous.map(({ name }) => name));
  const namespaces = parts(previous.map(({ namespace }) => namespace));
  const kinds = parts(previous.map(({ kind }) => kind));
  if (names !== namespaces || names !== kinds) {
    const message =
      'number of previous names, number of previous namespaces, number of previous kinds not equal';
    throw new BuildPanic(message, message);
  }
}

/** The documents of some resources as kustomize prints them, separated by `---`. */
export function asYaml(resources: Iterable<Resource>): string {
  return [...resources].map(resource => resource.toYaml()).join('---\n');
}
