import { formatApiVersion, type KubernetesObject } from '@sluice/kubernetes';
import { createFieldManager, type FieldManager } from '@sluice/kubernetes/smd';
import type { ResourceDefinition } from '../resource';

/** A definition with what the registry derives from it once. */
export class RegisteredResource {
  readonly definition: ResourceDefinition;
  /** `GROUP/PLURAL`: all versions of a resource are stored together. */
  readonly table: string;
  readonly apiVersion: string;
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  #fieldManager: FieldManager | undefined;

  constructor(definition: ResourceDefinition) {
    this.definition = definition;
    this.group = definition.group;
    this.plural = definition.plural;
    this.kind = definition.kind;
    this.table = `${definition.group}/${definition.plural}`;
    this.apiVersion = formatApiVersion(definition.group, definition.version);
  }

  /** `namespace` is empty for cluster-scoped kinds. */
  key(namespace: string, name: string): string {
    return this.definition.namespaced ? `${namespace}/${name}` : name;
  }

  keyOf(object: KubernetesObject): string {
    return this.key(
      object.metadata.namespace ?? '',
      object.metadata.name ?? '',
    );
  }

  /** What keys of a namespace start with; all keys when the namespace is empty. */
  prefix(namespace: string): string {
    return this.definition.namespaced && namespace ? `${namespace}/` : '';
  }

  get fieldManager(): FieldManager {
    const { schema, kind, hasStatus, custom } = this.definition;
    this.#fieldManager ??= createFieldManager({
      schema,
      apiVersion: this.apiVersion,
      kind,
      resetFields: hasStatus
        ? {
            '': [['status']],
            status: [['spec'], custom ? ['metadata'] : ['metadata', 'labels']],
          }
        : {},
    });
    return this.#fieldManager;
  }
}
