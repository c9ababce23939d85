import { formatApiVersion } from '@sluice/kubernetes/objects';
import { type Knowledge } from '../schema/knowledge';

/** Group, version and kind. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A partial group, version and kind; an empty or missing part selects any. */
export type GvkSelector = Partial<Gvk>;

/** The identity of a resource now, or at an earlier moment of the build. */
export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly clusterScoped: boolean;
}

/** The namespace that stands for "has none". */
export const noNamespace = '_non_namespaceable_';
export const defaultNamespace = 'default';

export function apiVersionOf({ group, version }: Gvk): string {
  return formatApiVersion(group, version);
}

/** The identity of an object; whether it is cluster-scoped is looked up. */
export function identify(
  gvk: Gvk,
  name: string,
  namespace: string,
  knowledge: Knowledge,
): ResourceId {
  return {
    group: gvk.group,
    version: gvk.version,
    kind: gvk.kind,
    name,
    namespace,
    clusterScoped: knowledge.isClusterScoped(apiVersionOf(gvk), gvk.kind),
  };
}

/** Cluster-scoped kinds share one pseudo-namespace; no namespace is `default`. */
export function effectiveNamespace(id: ResourceId): string {
  if (id.clusterScoped) return noNamespace;
  return id.namespace === '' ? defaultNamespace : id.namespace;
}

/** Equal for ids that kustomize treats as the same. */
export function idKey(id: ResourceId): string {
  return `${id.group}\0${id.version}\0${id.kind}\0${
    id.name
  }\0${effectiveNamespace(id)}`;
}

export function isSelectedBy(gvk: Gvk, selector: GvkSelector): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  );
}

/** kustomize's text of a group, version and kind: `Deployment.v1.apps`. */
export function gvkText(gvk: GvkSelector): string {
  return `${gvk.kind || '[noKind]'}.${gvk.version || '[noVer]'}.${
    gvk.group || '[noGrp]'
  }`;
}

/** kustomize's text of an id: `ConfigMap.v1.[noGrp]/name.[noNs]`. */
export function idText(
  id: GvkSelector & { name?: string; namespace?: string },
): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}

const orderFirst = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const orderLast = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** The kinds that the legacy order puts first and last. */
export const legacyOrder = { orderFirst, orderLast };

/** Ranks of kinds: negative ones first, then 0 for all that are not named, then the last. */
export function kindRanks(
  first: readonly string[],
  last: readonly string[],
): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  first.forEach((kind, i) => ranks.set(kind, i - first.length));
  last.forEach((kind, i) => ranks.set(kind, i + 1));
  return ranks;
}

const ranks = kindRanks(orderFirst, orderLast);

/** `group_version_kind` with fillers, by which kustomize sorts what its kind does not order. */
export function gvkSortText(gvk: GvkSelector): string {
  return `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;
}

/** Compares as byte strings, which is how Go compares. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The order in which kustomize keeps field specs. */
export function compareGvk(a: GvkSelector, b: GvkSelector): number {
  const rankA = ranks.get(a.kind ?? '') ?? 0;
  const rankB = ranks.get(b.kind ?? '') ?? 0;
  if (rankA !== rankB) return rankA - rankB;
  return compareText(gvkSortText(a), gvkSortText(b));
}
