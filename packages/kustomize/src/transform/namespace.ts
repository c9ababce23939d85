import { type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { asSequence } from '../node/elements';
import { getField, getOrCreateField, setScalar } from '../node/fields';
import { NodeKindError } from '../node/kindError';
import { isPresent, newScalar, rawTextOf, stringTag } from '../node/scalar';
import { helmGeneratedAnnotation } from '../resource/bookkeeping';
import { idText } from '../resource/identity';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { ContextError, findCause, withContext } from '../text/context';
import { applyFieldSpec, specsFor } from './applyFieldSpec';

export interface NamespaceOptions {
  namespace: string;
  specs: readonly FieldSpec[];
  /** Leaves fields that have a value. */
  unsetOnly: boolean;
  /** Which subjects of role bindings are moved. */
  subjects: 'defaultOnly' | 'allServiceAccounts' | 'none';
}

const metadataNamespace: FieldSpec = {
  path: 'metadata/namespace',
  create: true,
};

class NamespaceTransformer {
  readonly #options: NamespaceOptions;

  constructor(options: NamespaceOptions) {
    this.#options = options;
  }

  transform(resource: Resource): void {
    if (!resource.currentId().clusterScoped) {
      applyFieldSpec(resource, metadataNamespace, this.#set, {
        kind: 'scalar',
        tag: '',
      });
    }
    const roleBinding =
      resource.kind() === 'RoleBinding' ||
      resource.kind() === 'ClusterRoleBinding';
    if (roleBinding) this.#moveSubjects(resource);
    const isCoreV1 = resource.apiVersion() === 'v1';
    const specs = specsFor(resource, this.#options.specs).filter(
      spec =>
        spec.path !== 'metadata/namespace' &&
        (isCoreV1 || spec.path !== 'metadata/name') &&
        !(
          roleBinding &&
          (spec.kind === 'RoleBinding' || spec.kind === 'ClusterRoleBinding') &&
          spec.path === 'subjects/namespace'
        ),
    );
    try {
      for (const spec of specs) {
        applyFieldSpec(resource, spec, this.#set, {
          kind: 'scalar',
          tag: stringTag,
        });
      }
    } catch (error) {
      const kindError = findCause(error, NodeKindError);
      throw new ContextError(
        kindError && kindError.actual !== 'scalar'
          ? 'namespace field specs must target scalar nodes'
          : 'namespace transformation failed',
        error,
      );
    }
  }

  readonly #set = (node: YamlNode): void => {
    if (this.#options.unsetOnly && isPresent(node) && rawTextOf(node) !== '') {
      return;
    }
    setScalar(node, newScalar(this.#options.namespace, stringTag));
  };

  #moveSubjects(resource: Resource): void {
    const { subjects } = this.#options;
    if (subjects === 'none') return;
    const [field, wanted] =
      subjects === 'defaultOnly'
        ? ['name', 'default']
        : ['kind', 'ServiceAccount'];
    const list = getField(resource.node, 'subjects');
    if (!isPresent(list)) return;
    withContext('setting namespace on (cluster)role binding subjects', () => {
      for (const subject of asSequence(list)?.items ?? []) {
        const value = getField(subject, field);
        if (!isPresent(value) || rawTextOf(value) !== wanted) continue;
        const namespace = getOrCreateField(subject, 'namespace', 'scalar');
        if (namespace) this.#set(namespace);
      }
    });
  }
}

/** Moves one object, whatever others there are. @throws Error */
export function moveToNamespace(
  resource: Resource,
  options: NamespaceOptions,
): void {
  if (!resource.isEmpty())
    new NamespaceTransformer(options).transform(resource);
}

/** Moves all namespaced objects into a namespace. @throws Error when two become the same */
export function setNamespace(
  resources: ResourceMap,
  options: NamespaceOptions,
): void {
  if (options.namespace === '') return;
  const transformer = new NamespaceTransformer(options);
  for (const resource of resources) {
    if (resource.isEmpty()) continue;
    if (resource.annotations().get(helmGeneratedAnnotation) === 'true') {
      continue;
    }
    const before = resource.currentId();
    resource.storePreviousId();
    transformer.transform(resource);
    resources.identityChanged(resource, before);
    const same = resources.withCurrentId(resource.currentId());
    if (same.length !== 1) {
      throw new Error(
        `namespace transformation produces ID conflict: [${same
          .map(other => idText(other.currentId()))
          .join(' ')}]`,
      );
    }
  }
}
