import { type MergeSchema } from './mergeSchema';
import { namespacedByKind } from './scopes';

/** A list whose elements are merged by these keys. */
function by(keys: string, items: MergeSchema = {}): MergeSchema {
  return { mergeKeys: keys === '' ? [] : keys.split(' '), items };
}

function type(fields: Record<string, MergeSchema>): MergeSchema {
  return { fields };
}

const metadata = type({ finalizers: by(''), ownerReferences: by('uid') });
const conditionsByType = type({ conditions: by('type') });

const container = type({
  env: by('name'),
  ports: by('containerPort protocol'),
  volumeDevices: by('devicePath'),
  volumeMounts: by('mountPath'),
});

const ephemeralContainer = type({
  env: by('name'),
  volumeDevices: by('devicePath'),
  volumeMounts: by('mountPath'),
});

const claimTemplate = type({ metadata });

const podSpec = type({
  containers: by('name', container),
  ephemeralContainers: by('name', ephemeralContainer),
  hostAliases: by('ip'),
  imagePullSecrets: by('name'),
  initContainers: by('name', container),
  topologySpreadConstraints: by('topologyKey whenUnsatisfiable'),
  volumes: by(
    'name',
    type({ ephemeral: type({ volumeClaimTemplate: claimTemplate }) }),
  ),
});

const podTemplate = type({ metadata, spec: podSpec });
const templated = type({ template: podTemplate });
const jobTemplated = type({
  jobTemplate: type({ metadata, spec: templated }),
});

const webhooks = type({ metadata, webhooks: by('name') });
const budget = type({ metadata, status: conditionsByType });
const apiService = type({ metadata, status: conditionsByType });
const storageNode = type({ metadata, spec: type({ drivers: by('name') }) });
const workload = type({ metadata, spec: templated, status: conditionsByType });
const cronJob = type({ metadata, spec: jobTemplated });

/** The types whose merging needs more than their metadata, by `apiVersion kind`. */
const particular: Readonly<Record<string, MergeSchema>> = {
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration':
    webhooks,
  'apiregistration.k8s.io/v1 APIService': apiService,
  'apiregistration.k8s.io/v1beta1 APIService': apiService,
  'apps/v1 DaemonSet': workload,
  'apps/v1 Deployment': workload,
  'apps/v1 ReplicaSet': workload,
  'apps/v1 StatefulSet': workload,
  'batch/v1 CronJob': cronJob,
  'batch/v1beta1 CronJob': cronJob,
  'batch/v1 Job': workload,
  'kustomize.config.k8s.io/v1beta1 Kustomization': type({
    configMapGenerator: by('name'),
    secretGenerator: by('name'),
  }),
  'policy/v1 PodDisruptionBudget': budget,
  'policy/v1beta1 PodDisruptionBudget': budget,
  'storage.k8s.io/v1 CSINode': storageNode,
  'storage.k8s.io/v1beta1 CSINode': storageNode,
  'v1 ComponentStatus': type({ metadata, conditions: by('type') }),
  'v1 Namespace': type({ metadata, status: conditionsByType }),
  'v1 Node': type({
    metadata,
    spec: type({ podCIDRs: by('') }),
    status: type({ addresses: by('type'), conditions: by('type') }),
  }),
  'v1 PersistentVolumeClaim': type({ metadata, status: conditionsByType }),
  'v1 Pod': type({
    metadata,
    spec: podSpec,
    status: type({ conditions: by('type'), podIPs: by('ip') }),
  }),
  'v1 PodTemplate': type({ metadata, template: podTemplate }),
  'v1 ReplicationController': workload,
  'v1 Service': type({
    metadata,
    spec: type({ ports: by('port protocol') }),
    status: conditionsByType,
  }),
  'v1 ServiceAccount': type({ metadata, secrets: by('name') }),
};

const plain = type({ metadata });

/** How the objects of the kinds that kustomize knows are merged, by `apiVersion kind` (Kubernetes 1.21). */
export const builtinMergeSchemas: ReadonlyMap<string, MergeSchema> = new Map([
  ...[...namespacedByKind.keys()].map((kind): [string, MergeSchema] => [
    kind,
    plain,
  ]),
  ...Object.entries(particular),
]);

/** The types that a schema file may refer to by the names they have in Kubernetes' OpenAPI document. */
export const builtinDefinitions: ReadonlyMap<string, MergeSchema> = new Map([
  ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', metadata],
  ['io.k8s.api.core.v1.PodTemplateSpec', podTemplate],
  ['io.k8s.api.core.v1.PodSpec', podSpec],
  ['io.k8s.api.core.v1.Container', container],
  ['io.k8s.api.core.v1.EphemeralContainer', ephemeralContainer],
  ['io.k8s.api.core.v1.PersistentVolumeClaimTemplate', claimTemplate],
  ['io.k8s.api.core.v1.ServiceSpec', type({ ports: by('port protocol') })],
  ['io.k8s.api.batch.v1.JobSpec', templated],
  ['io.k8s.api.batch.v1.JobTemplateSpec', type({ metadata, spec: templated })],
]);
