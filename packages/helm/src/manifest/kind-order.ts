/** Kinds in the order in which objects are made. */
const INSTALL = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Backwards, but for Services, which go before what they lead to. */
const UNINSTALL = [...INSTALL].reverse().filter(kind => kind !== 'Service');
UNINSTALL.splice(UNINSTALL.indexOf('IngressClass') + 1, 0, 'Service');

function ranksOf(kinds: readonly string[]): ReadonlyMap<string, number> {
  return new Map(kinds.map((kind, index) => [kind, index]));
}

/** The order of kinds; what it does not name comes last, by name. */
export interface KindOrder {
  readonly ranks: ReadonlyMap<string, number>;
}

export const installOrder: KindOrder = { ranks: ranksOf(INSTALL) };
export const uninstallOrder: KindOrder = { ranks: ranksOf(UNINSTALL) };

function compareKinds(a: string, b: string, { ranks }: KindOrder): number {
  const first = ranks.get(a);
  const second = ranks.get(b);
  if (first !== undefined && second !== undefined) return first - second;
  if (first !== undefined) return -1;
  if (second !== undefined) return 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Sorted by kind; of the same kind, in the order they had. */
export function sortByKind<T>(
  items: readonly T[],
  order: KindOrder,
  kindOf: (item: T) => string,
): T[] {
  return [...items].sort((a, b) => compareKinds(kindOf(a), kindOf(b), order));
}
