import { type FieldSpec } from './fieldSpec';

const deployment = { group: 'apps', kind: 'Deployment' };
const statefulSet = { group: 'apps', kind: 'StatefulSet' };
const job = { group: 'batch', kind: 'Job' };
const cronJob = { group: 'batch', kind: 'CronJob' };
const networkPolicy = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };
const replicationController = { version: 'v1', kind: 'ReplicationController' };

export const namePrefixSpecs: readonly FieldSpec[] = [
  { path: 'metadata/name' },
];

export const namespaceSpecs: readonly FieldSpec[] = [
  { path: 'metadata/name', kind: 'Namespace', create: true },
  {
    path: 'spec/service/namespace',
    group: 'apiregistration.k8s.io',
    kind: 'APIService',
    create: true,
  },
  {
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  },
];

/** The labels of objects and of what is made from their templates. */
export const templateLabelSpecs: readonly FieldSpec[] = [
  { path: 'metadata/labels', create: true },
  {
    path: 'spec/template/metadata/labels',
    create: true,
    ...replicationController,
  },
  { path: 'spec/template/metadata/labels', create: true, kind: 'Deployment' },
  { path: 'spec/template/metadata/labels', create: true, kind: 'ReplicaSet' },
  { path: 'spec/template/metadata/labels', create: true, kind: 'DaemonSet' },
  { path: 'spec/template/metadata/labels', create: true, ...statefulSet },
  {
    path: 'spec/volumeClaimTemplates[]/metadata/labels',
    create: true,
    ...statefulSet,
  },
  { path: 'spec/template/metadata/labels', create: true, ...job },
  { path: 'spec/jobTemplate/metadata/labels', create: true, ...cronJob },
  {
    path: 'spec/jobTemplate/spec/template/metadata/labels',
    create: true,
    ...cronJob,
  },
];

/** Selectors inside a pod template: changed where they are, never added. */
function podSelectors(gvk: { group: string; kind: string }): FieldSpec[] {
  const affinity = 'spec/template/spec/affinity';
  return [
    `${affinity}/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
    `${affinity}/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
    `${affinity}/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
    `${affinity}/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
    'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels',
  ].map(path => ({ path, create: false, ...gvk }));
}

/** Labels and the selectors that must agree with them. */
export const commonLabelSpecs: readonly FieldSpec[] = [
  { path: 'spec/selector', create: true, version: 'v1', kind: 'Service' },
  { path: 'spec/selector', create: true, ...replicationController },
  { path: 'spec/selector/matchLabels', create: true, kind: 'Deployment' },
  ...podSelectors(deployment),
  { path: 'spec/selector/matchLabels', create: true, kind: 'ReplicaSet' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'DaemonSet' },
  { path: 'spec/selector/matchLabels', create: true, ...statefulSet },
  ...podSelectors(statefulSet),
  { path: 'spec/selector/matchLabels', create: false, ...job },
  {
    path: 'spec/jobTemplate/spec/selector/matchLabels',
    create: false,
    ...cronJob,
  },
  {
    path: 'spec/selector/matchLabels',
    create: false,
    group: 'policy',
    kind: 'PodDisruptionBudget',
  },
  {
    path: 'spec/podSelector/matchLabels',
    create: false,
    ...networkPolicy,
  },
  {
    path: 'spec/ingress/from/podSelector/matchLabels',
    create: false,
    ...networkPolicy,
  },
  {
    path: 'spec/egress/to/podSelector/matchLabels',
    create: false,
    ...networkPolicy,
  },
  ...templateLabelSpecs,
];

export const commonAnnotationSpecs: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  {
    path: 'spec/template/metadata/annotations',
    create: true,
    ...replicationController,
  },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map(kind => ({
    path: 'spec/template/metadata/annotations',
    create: true,
    kind,
  })),
  { path: 'spec/template/metadata/annotations', create: true, ...job },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, ...cronJob },
  {
    path: 'spec/jobTemplate/spec/template/metadata/annotations',
    create: true,
    ...cronJob,
  },
];

export const imageSpecs: readonly FieldSpec[] = [
  'spec/containers[]/image',
  'spec/initContainers[]/image',
  'spec/volumes[]/image/reference',
  'spec/template/spec/containers[]/image',
  'spec/template/spec/initContainers[]/image',
  'spec/template/spec/volumes[]/image/reference',
].map(path => ({ path, create: true }));

export const replicaSpecs: readonly FieldSpec[] = [
  'Deployment',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
].map(kind => ({ path: 'spec/replicas', create: true, kind }));

/** Where containers of a pod spec may hold variables. */
function containerVariables(podSpec: string, kind: string): FieldSpec[] {
  return ['containers', 'initContainers'].flatMap(list =>
    ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map(field => ({
      path: `${podSpec}/${list}/${field}`,
      kind,
    })),
  );
}

const templatePodSpec = 'spec/template/spec';

/** Where `$(NAME)` is replaced; two paths lead nowhere and are kept as they are upstream. */
export const variableSpecs: readonly FieldSpec[] = [
  ...containerVariables('spec/jobTemplate/spec/template/spec', 'CronJob'),
  {
    path: 'spec/jobTemplate/spec/template/volumes/nfs/server',
    kind: 'CronJob',
  },
  ...['DaemonSet', 'Deployment', 'Job', 'ReplicaSet'].flatMap(kind => [
    ...containerVariables(templatePodSpec, kind),
    { path: `${templatePodSpec}/volumes/nfs/server`, kind },
  ]),
  { path: 'spec/template/metadata/annotations', kind: 'Deployment' },
  { path: 'spec/rules/host', kind: 'Ingress' },
  { path: 'spec/tls/hosts', kind: 'Ingress' },
  { path: 'spec/tls/secretName', kind: 'Ingress' },
  ...containerVariables('spec', 'Pod'),
  { path: 'spec/volumes/nfs/server', kind: 'Pod' },
  { path: 'spec/ports/port', kind: 'Service' },
  { path: 'spec/ports/targetPort', kind: 'Service' },
  ...containerVariables(templatePodSpec, 'StatefulSet'),
  { path: 'spec/volumeClaimTemplates/spec/nfs/server', kind: 'StatefulSet' },
  { path: 'spec/nfs/server', kind: 'PersistentVolume' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];
