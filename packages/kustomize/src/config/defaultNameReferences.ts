import { type GvkSelector } from '../resource/identity';
import { type FieldSpec } from './fieldSpec';

/** A kind, and the fields of other kinds that hold names of its objects. */
export interface NameReference extends GvkSelector {
  readonly fieldSpecs: readonly FieldSpec[];
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

/** Where each kind keeps its pod spec. */
const podSpecs = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
  ReplicationController: 'spec/template/spec',
};
type PodKind = keyof typeof podSpecs;

/** The kinds whose references to ConfigMaps and Secrets are followed. */
const configured: PodKind[] = [
  'Pod',
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'StatefulSet',
  'Job',
  'CronJob',
];

/** The kinds whose references to accounts, claims and priorities are followed; ReplicaSet is not among them upstream. */
const running: PodKind[] = [
  'Pod',
  'StatefulSet',
  'Deployment',
  'ReplicationController',
  'CronJob',
  'Job',
  'DaemonSet',
];

function inPodSpecs(kinds: PodKind[], fields: string[]): FieldSpec[] {
  return kinds.flatMap(kind =>
    fields.map(field => ({ path: `${podSpecs[kind]}/${field}`, kind })),
  );
}

/** Pods are matched with their version where ConfigMaps and Secrets are concerned. */
function inConfiguredPodSpecs(fields: string[]): FieldSpec[] {
  return inPodSpecs(configured, fields).map(spec =>
    spec.kind === 'Pod' ? { ...spec, version: 'v1' } : spec,
  );
}

function scaled(kind: string): NameReference {
  return {
    kind,
    fieldSpecs: [
      { path: 'spec/scaleTargetRef/name', kind: 'HorizontalPodAutoscaler' },
    ],
  };
}

const configMap: NameReference = {
  kind: 'ConfigMap',
  version: 'v1',
  fieldSpecs: [
    ...inConfiguredPodSpecs([
      'volumes/configMap/name',
      'containers/env/valueFrom/configMapKeyRef/name',
      'initContainers/env/valueFrom/configMapKeyRef/name',
      'containers/envFrom/configMapRef/name',
      'initContainers/envFrom/configMapRef/name',
      'volumes/projected/sources/configMap/name',
    ]),
    { path: 'spec/configSource/configMap', kind: 'Node' },
    { path: 'rules/resourceNames', kind: 'Role' },
    { path: 'rules/resourceNames', kind: 'ClusterRole' },
    {
      path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap',
      kind: 'Ingress',
    },
  ],
};

const secret: NameReference = {
  kind: 'Secret',
  version: 'v1',
  fieldSpecs: [
    ...inConfiguredPodSpecs([
      'volumes/secret/secretName',
      'containers/env/valueFrom/secretKeyRef/name',
      'initContainers/env/valueFrom/secretKeyRef/name',
      'containers/envFrom/secretRef/name',
      'initContainers/envFrom/secretRef/name',
      'imagePullSecrets/name',
      'volumes/projected/sources/secret/name',
    ]),
    { path: 'spec/tls/secretName', kind: 'Ingress' },
    {
      path: 'metadata/annotations/ingress.kubernetes.io\\/auth-secret',
      kind: 'Ingress',
    },
    {
      path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret',
      kind: 'Ingress',
    },
    {
      path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret',
      kind: 'Ingress',
    },
    { path: 'imagePullSecrets/name', kind: 'ServiceAccount' },
    { path: 'parameters/secretName', kind: 'StorageClass' },
    { path: 'parameters/adminSecretName', kind: 'StorageClass' },
    { path: 'parameters/userSecretName', kind: 'StorageClass' },
    { path: 'parameters/secretRef', kind: 'StorageClass' },
    { path: 'rules/resourceNames', kind: 'Role' },
    { path: 'rules/resourceNames', kind: 'ClusterRole' },
    {
      path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
      kind: 'Service',
      group: 'serving.knative.dev',
      version: 'v1',
    },
    { path: 'spec/azureFile/secretName', kind: 'PersistentVolume' },
  ],
};

const service: NameReference = {
  kind: 'Service',
  version: 'v1',
  fieldSpecs: [
    { path: 'spec/serviceName', kind: 'StatefulSet', group: 'apps' },
    { path: 'spec/rules/http/paths/backend/serviceName', kind: 'Ingress' },
    { path: 'spec/backend/serviceName', kind: 'Ingress' },
    { path: 'spec/rules/http/paths/backend/service/name', kind: 'Ingress' },
    { path: 'spec/defaultBackend/service/name', kind: 'Ingress' },
    {
      path: 'spec/service/name',
      kind: 'APIService',
      group: 'apiregistration.k8s.io',
    },
    {
      path: 'webhooks/clientConfig/service',
      kind: 'ValidatingWebhookConfiguration',
      group: admission,
    },
    {
      path: 'webhooks/clientConfig/service',
      kind: 'MutatingWebhookConfiguration',
      group: admission,
    },
  ],
};

/** The references that kustomize follows without being told. */
export const nameReferences: readonly NameReference[] = [
  scaled('Deployment'),
  scaled('ReplicationController'),
  scaled('ReplicaSet'),
  scaled('StatefulSet'),
  configMap,
  secret,
  service,
  {
    kind: 'Role',
    group: rbac,
    fieldSpecs: [{ path: 'roleRef/name', kind: 'RoleBinding', group: rbac }],
  },
  {
    kind: 'ClusterRole',
    group: rbac,
    fieldSpecs: [
      { path: 'roleRef/name', kind: 'RoleBinding', group: rbac },
      { path: 'roleRef/name', kind: 'ClusterRoleBinding', group: rbac },
    ],
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fieldSpecs: [
      { path: 'subjects', kind: 'RoleBinding', group: rbac },
      { path: 'subjects', kind: 'ClusterRoleBinding', group: rbac },
      ...inPodSpecs(running, ['serviceAccountName']),
    ],
  },
  {
    kind: 'PersistentVolumeClaim',
    version: 'v1',
    fieldSpecs: inPodSpecs(running, [
      'volumes/persistentVolumeClaim/claimName',
    ]),
  },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fieldSpecs: [
      { path: 'spec/volumeName', kind: 'PersistentVolumeClaim' },
      { path: 'rules/resourceNames', kind: 'ClusterRole' },
    ],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fieldSpecs: [
      { path: 'spec/storageClassName', kind: 'PersistentVolume' },
      { path: 'spec/storageClassName', kind: 'PersistentVolumeClaim' },
      {
        path: 'spec/volumeClaimTemplates/spec/storageClassName',
        kind: 'StatefulSet',
      },
    ],
  },
  {
    kind: 'PriorityClass',
    version: 'v1',
    group: 'scheduling.k8s.io',
    fieldSpecs: inPodSpecs(running, ['priorityClassName']),
  },
  {
    // Upstream has the version in the group, so this never matches anything.
    kind: 'IngressClass',
    version: 'v1',
    group: 'networking.k8s.io/v1',
    fieldSpecs: [{ path: 'spec/ingressClassName', kind: 'Ingress' }],
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: admission,
    fieldSpecs: [
      {
        path: 'spec/policyName',
        kind: 'ValidatingAdmissionPolicyBinding',
        group: admission,
      },
    ],
  },
];
