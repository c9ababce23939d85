import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import { rbacGroup } from './rbac';

interface Rule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

const apiVersion = `${rbacGroup}/v1`;
const bootstrapping = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const autoupdate = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const read = ['get', 'list', 'watch'];
const all = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

function aggregateLabel(to: string): string {
  return `rbac.authorization.k8s.io/aggregate-to-${to}`;
}

function rule(apiGroups: string[], resources: string[], verbs: string[]): Rule {
  return { verbs, apiGroups, resources };
}

function clusterRole(
  name: string,
  rules: Rule[],
  labels: Record<string, string> = {},
): UnstructuredObject {
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: {
      name,
      labels: { ...bootstrapping, ...labels },
      annotations: autoupdate,
    },
    rules,
  };
}

/** A role whose rules are gathered from those with a label. */
function aggregated(
  name: string,
  labels: Record<string, string> = {},
): UnstructuredObject {
  return {
    ...clusterRole(name, [], labels),
    aggregationRule: {
      clusterRoleSelectors: [
        { matchLabels: { [aggregateLabel(name)]: 'true' } },
      ],
    },
  };
}

function binding(
  name: string,
  subjects: readonly (readonly [kind: string, name: string])[],
): UnstructuredObject {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: bootstrapping, annotations: autoupdate },
    roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name },
    subjects: subjects.map(([kind, subject]) => ({
      apiGroup: rbacGroup,
      kind,
      name: subject,
    })),
  };
}

/** Every workload with its subresources, as the real roles list them. */
const readableWorkloads = [
  'daemonsets',
  'daemonsets/status',
  'deployments',
  'deployments/scale',
  'deployments/status',
  'replicasets',
  'replicasets/scale',
  'replicasets/status',
];
const writableWorkloads = [
  'daemonsets',
  'deployments',
  'deployments/rollback',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
];
const ingresses = ['ingresses', 'ingresses/status', 'networkpolicies'];

const viewRules = [
  rule(
    [''],
    [
      'configmaps',
      'endpoints',
      'persistentvolumeclaims',
      'persistentvolumeclaims/status',
      'pods',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'serviceaccounts',
      'services',
      'services/status',
    ],
    read,
  ),
  rule(
    [''],
    [
      'bindings',
      'limitranges',
      'namespaces/status',
      'pods/log',
      'pods/status',
      'replicationcontrollers/status',
      'resourcequotas',
      'resourcequotas/status',
    ],
    read,
  ),
  rule([''], ['namespaces'], read),
  rule(['', 'events.k8s.io'], ['events'], read),
  rule(['discovery.k8s.io'], ['endpointslices'], read),
  rule(
    ['apps'],
    [
      'controllerrevisions',
      ...readableWorkloads,
      'statefulsets',
      'statefulsets/scale',
      'statefulsets/status',
    ],
    read,
  ),
  rule(
    ['autoscaling'],
    ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'],
    read,
  ),
  rule(['batch'], ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], read),
  rule(
    ['extensions'],
    [
      ...readableWorkloads.slice(0, 5),
      ...ingresses,
      ...readableWorkloads.slice(5),
      'replicationcontrollers/scale',
    ],
    read,
  ),
  rule(
    ['policy'],
    ['poddisruptionbudgets', 'poddisruptionbudgets/status'],
    read,
  ),
  rule(['networking.k8s.io'], ingresses, read),
  rule(
    ['resource.k8s.io'],
    ['resourceclaims', 'resourceclaims/status', 'resourceclaimtemplates'],
    read,
  ),
];

const podConnections = [
  'pods/attach',
  'pods/exec',
  'pods/portforward',
  'pods/proxy',
];

const editRules = [
  rule([''], [...podConnections, 'secrets', 'services/proxy'], read),
  rule([''], ['serviceaccounts'], ['impersonate']),
  rule([''], ['pods', ...podConnections], write),
  rule([''], ['pods/eviction'], ['create']),
  rule(
    [''],
    [
      'configmaps',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'secrets',
      'serviceaccounts',
      'services',
      'services/proxy',
    ],
    write,
  ),
  rule([''], ['serviceaccounts/token'], ['create']),
  rule(['', 'events.k8s.io'], ['events'], write),
  rule(
    ['apps'],
    [...writableWorkloads, 'statefulsets', 'statefulsets/scale'],
    write,
  ),
  rule(['autoscaling'], ['horizontalpodautoscalers'], write),
  rule(['batch'], ['cronjobs', 'jobs'], write),
  rule(
    ['extensions'],
    [
      ...writableWorkloads.slice(0, 4),
      'ingresses',
      'networkpolicies',
      ...writableWorkloads.slice(4),
      'replicationcontrollers/scale',
    ],
    write,
  ),
  rule(['policy'], ['poddisruptionbudgets'], write),
  rule(['networking.k8s.io'], ['ingresses', 'networkpolicies'], write),
  rule(['coordination.k8s.io'], ['leases'], all),
  rule(
    ['resource.k8s.io'],
    ['resourceclaims', 'resourceclaimtemplates'],
    write,
  ),
];

const adminRules = [
  rule(['authorization.k8s.io'], ['localsubjectaccessreviews'], ['create']),
  rule([rbacGroup], ['rolebindings', 'roles'], all),
];

const discoveryPaths = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

const publicPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

/** Roles and bindings that are there from the start: those of the real server that this one has a use for. */
export function bootstrapRbac(): KubernetesObject[] {
  return [
    clusterRole('cluster-admin', [
      rule(['*'], ['*'], ['*']),
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ]),
    clusterRole('system:discovery', [
      { verbs: ['get'], nonResourceURLs: discoveryPaths },
    ]),
    clusterRole('system:public-info-viewer', [
      { verbs: ['get'], nonResourceURLs: publicPaths },
    ]),
    clusterRole('system:basic-user', [
      rule(
        ['authorization.k8s.io'],
        ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        ['create'],
      ),
      rule(['authentication.k8s.io'], ['selfsubjectreviews'], ['create']),
    ]),
    clusterRole('system:auth-delegator', [
      rule(['authentication.k8s.io'], ['tokenreviews'], ['create']),
      rule(['authorization.k8s.io'], ['subjectaccessreviews'], ['create']),
    ]),
    clusterRole('system:aggregate-to-view', viewRules, {
      [aggregateLabel('view')]: 'true',
    }),
    clusterRole('system:aggregate-to-edit', editRules, {
      [aggregateLabel('edit')]: 'true',
    }),
    clusterRole('system:aggregate-to-admin', adminRules, {
      [aggregateLabel('admin')]: 'true',
    }),
    aggregated('view', { [aggregateLabel('edit')]: 'true' }),
    aggregated('edit', { [aggregateLabel('admin')]: 'true' }),
    aggregated('admin'),
    binding('cluster-admin', [['Group', 'system:masters']]),
    binding('system:discovery', [['Group', 'system:authenticated']]),
    binding('system:basic-user', [['Group', 'system:authenticated']]),
    binding('system:public-info-viewer', [
      ['Group', 'system:authenticated'],
      ['Group', 'system:unauthenticated'],
    ]),
  ];
}
