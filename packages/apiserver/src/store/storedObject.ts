import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { copyJson } from './json';

/** An object as one served version shows it. Shared by every reader: never changed. */
export class ObjectView {
  readonly object: KubernetesObject;
  #json: string | undefined;

  constructor(object: KubernetesObject, json?: string) {
    this.object = object;
    this.#json = json;
  }

  /** The object's JSON on one line; made once. It starts with `kind` and `apiVersion`. */
  get json(): string {
    this.#json ??= JSON.stringify(this.object);
    return this.#json;
  }

  /** The JSON without `kind` and `apiVersion`, as lists of built-in kinds have it. */
  get itemJson(): string {
    const { kind, apiVersion } = this.object;
    const prefix = JSON.stringify({ kind, apiVersion }).length - 1;
    const rest = this.json.slice(prefix);
    return rest.startsWith(',') ? `{${rest.slice(1)}` : `{${rest}`;
  }
}

/** One state of an object, from the write that made it until the next. Never changed. */
export class StoredObject {
  /** `NAMESPACE/NAME`, or the name alone for cluster-scoped kinds. */
  readonly key: string;
  readonly revision: number;
  /** As it was written. */
  readonly stored: ObjectView;
  #views: Map<ResourceDefinition, ObjectView> | undefined;
  readonly #definition: ResourceDefinition | undefined;

  constructor(options: {
    key: string;
    revision: number;
    object: KubernetesObject;
    json?: string;
    /** The definition that the object passed through when it was written; absent when it was loaded. */
    definition?: ResourceDefinition;
  }) {
    this.key = options.key;
    this.revision = options.revision;
    this.stored = new ObjectView(options.object, options.json);
    this.#definition = options.definition;
  }

  /** The object as a served version shows it: its apiVersion, its fields, its defaults. */
  view(definition: ResourceDefinition): ObjectView {
    if (definition === this.#definition) {
      return this.stored;
    }
    let view = this.#views?.get(definition);
    if (!view) {
      view = this.#convert(definition);
      this.#views ??= new Map();
      if (this.#views.size > 4) {
        this.#views.clear();
      }
      this.#views.set(definition, view);
    }
    return view;
  }

  #convert(definition: ResourceDefinition): ObjectView {
    const { group, version, kind } = definition;
    const copy = copyJson(this.stored.object);
    copy.kind = kind;
    copy.apiVersion = group === '' ? version : `${group}/${version}`;
    definition.prune(copy);
    definition.applyDefaults(copy);
    return new ObjectView(orderedObject(copy));
  }
}

/** The same object with kind, apiVersion and metadata first, as the server prints it. */
export function orderedObject(object: KubernetesObject): KubernetesObject {
  const { kind, apiVersion, metadata, ...rest } = object;
  return { kind, apiVersion, metadata: orderedMetadata(metadata), ...rest };
}

const metadataOrder = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

function orderedMetadata(
  metadata: KubernetesObject['metadata'],
): KubernetesObject['metadata'] {
  const ordered: Record<string, unknown> = {};
  for (const key of metadataOrder) {
    const value = metadata[key];
    if (value !== undefined) {
      ordered[key] = value;
    }
  }
  return ordered;
}
