import type { KubernetesObject } from '@sluice/kubernetes';
import { humanAge } from './age';
import {
  type CellReader,
  none,
  number,
  path,
  printedMap,
  printedSelector,
} from './cellReaders';
import { eventCells } from './eventCells';
import {
  at,
  isObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from './fields';
import { jobCompletions, jobDuration, jobStatus } from './jobCells';
import { networkCells } from './networkCells';
import { podSummary } from './podCells';

const age: CellReader = (object, now) =>
  humanAge(object.metadata.creationTimestamp, now);
function containers(...spec: string[]): Record<string, CellReader> {
  const join = (object: KubernetesObject, name: string) =>
    objectsAt(object, ...spec, 'containers')
      .map(container => textAt(container, name))
      .join(',');
  return {
    Containers: object => join(object, 'name'),
    Images: object => join(object, 'image'),
  };
}

const workload = {
  ...containers('spec', 'template', 'spec'),
  Selector: (object: KubernetesObject) =>
    printedSelector(at(object, 'spec', 'selector')),
};

function metricTargets(object: KubernetesObject): string {
  const current = objectsAt(object, 'status', 'currentMetrics');
  const parts = objectsAt(object, 'spec', 'metrics').map((metric, index) => {
    const name = textAt(metric, 'resource', 'name');
    const target = objectAt(metric, 'resource', 'target');
    const utilization = numberAt(target, 'averageUtilization');
    const now = numberAt(
      current[index],
      'resource',
      'current',
      'averageUtilization',
    );
    const shown = now === undefined ? '<unknown>' : `${now}%`;
    return utilization === undefined
      ? `${name || textAt(metric, 'type').toLowerCase()}: <unknown>/${
          textAt(target, 'averageValue') || '<auto>'
        }`
      : `${name}: ${shown}/${utilization}%`;
  });
  const v1 = numberAt(object, 'spec', 'targetCPUUtilizationPercentage');
  if (v1 !== undefined) {
    parts.push(`cpu: <unknown>/${v1}%`);
  }
  return parts.join(', ') || none;
}

function subjects(kind: string): CellReader {
  return object =>
    objectsAt(object, 'subjects')
      .filter(subject => textAt(subject, 'kind') === kind)
      .map(subject =>
        kind === 'ServiceAccount'
          ? `${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`
          : textAt(subject, 'name'),
      )
      .join(', ');
}

const roleColumns: Record<string, CellReader> = {
  Role: object =>
    `${textAt(object, 'roleRef', 'kind')}/${textAt(object, 'roleRef', 'name')}`,
  Users: subjects('User'),
  Groups: subjects('Group'),
  ServiceAccounts: subjects('ServiceAccount'),
};

function claimSize(object: KubernetesObject): string {
  return textAt(object, 'status', 'capacity', 'storage');
}

const modeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function modes(object: KubernetesObject, holder: string): string {
  return listAt(object, holder, 'accessModes')
    .map(mode => modeNames[String(mode)] ?? '')
    .join(',');
}

function quotaCell(limits: boolean): CellReader {
  return object =>
    textsAt(object, 'status', 'hard')
      .filter(([name]) => name.startsWith('limits.') === limits)
      .map(
        ([name, hard]) =>
          `${name}: ${textAt(object, 'status', 'used', name) || '0'}/${hard}`,
      )
      .sort()
      .join(', ');
}

function nodeAddress(type: string): CellReader {
  return object =>
    textAt(
      objectsAt(object, 'status', 'addresses').find(
        address => textAt(address, 'type') === type,
      ),
      'address',
    ) || none;
}

/** `group/Kind` → column → how its cell is read. `Name` and `Age` of every kind are known without being listed. */
export const cells: Readonly<
  Record<string, Readonly<Record<string, CellReader>>>
> = {
  ConfigMap: {
    Data: object =>
      Object.keys(objectAt(object, 'data') ?? {}).length +
      Object.keys(objectAt(object, 'binaryData') ?? {}).length,
  },
  Secret: {
    Type: path('type'),
    Data: object => Object.keys(objectAt(object, 'data') ?? {}).length,
  },
  Namespace: { Status: path('status', 'phase') },
  Node: {
    Status: object => {
      const ready = objectsAt(object, 'status', 'conditions').find(
        item => textAt(item, 'type') === 'Ready',
      );
      const status = textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
      const cordoned = at(object, 'spec', 'unschedulable') === true;
      return `${ready ? status : 'Unknown'}${
        cordoned ? ',SchedulingDisabled' : ''
      }`;
    },
    Roles: object =>
      Object.keys(object.metadata.labels ?? {})
        .filter(label => label.startsWith('node-role.kubernetes.io/'))
        .map(label => label.slice('node-role.kubernetes.io/'.length))
        .sort()
        .join(',') || none,
    Version: path('status', 'nodeInfo', 'kubeletVersion'),
    'Internal-IP': nodeAddress('InternalIP'),
    'External-IP': nodeAddress('ExternalIP'),
    'OS-Image': path('status', 'nodeInfo', 'osImage'),
    'Kernel-Version': path('status', 'nodeInfo', 'kernelVersion'),
    'Container-Runtime': path('status', 'nodeInfo', 'containerRuntimeVersion'),
  },
  Pod: {
    Ready: object => podSummary(object).ready,
    Status: object => podSummary(object).status,
    Restarts: (object, now) => podSummary(object, now).restarts,
    IP: object => textAt(object, 'status', 'podIP') || none,
    Node: object => textAt(object, 'spec', 'nodeName') || none,
    'Nominated Node': object =>
      textAt(object, 'status', 'nominatedNodeName') || none,
    'Readiness Gates': () => none,
  },
  ...networkCells,
  Event: eventCells,
  'events.k8s.io/Event': eventCells,
  ReplicationController: {
    Desired: number('spec', 'replicas'),
    Current: number('status', 'replicas'),
    Ready: number('status', 'readyReplicas'),
    ...containers('spec', 'template', 'spec'),
    Selector: object => printedMap(at(object, 'spec', 'selector')),
  },
  PersistentVolumeClaim: {
    Status: object =>
      object.metadata.deletionTimestamp
        ? 'Terminating'
        : textAt(object, 'status', 'phase'),
    Volume: path('spec', 'volumeName'),
    Capacity: claimSize,
    'Access Modes': object => modes(object, 'status'),
    StorageClass: path('spec', 'storageClassName'),
    VolumeAttributesClass: object =>
      textAt(object, 'spec', 'volumeAttributesClassName') || '<unset>',
    VolumeMode: path('spec', 'volumeMode'),
  },
  PersistentVolume: {
    Capacity: path('spec', 'capacity', 'storage'),
    'Access Modes': object => modes(object, 'spec'),
    'Reclaim Policy': path('spec', 'persistentVolumeReclaimPolicy'),
    Status: object =>
      object.metadata.deletionTimestamp
        ? 'Terminating'
        : textAt(object, 'status', 'phase'),
    Claim: object => {
      const claim = objectAt(object, 'spec', 'claimRef');
      return claim
        ? `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}`
        : '';
    },
    StorageClass: path('spec', 'storageClassName'),
    VolumeAttributesClass: object =>
      textAt(object, 'spec', 'volumeAttributesClassName') || '<unset>',
    Reason: path('status', 'reason'),
    VolumeMode: path('spec', 'volumeMode'),
  },
  ResourceQuota: { Request: quotaCell(false), Limit: quotaCell(true) },
  'apps/Deployment': {
    Ready: object =>
      `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${
        numberAt(object, 'spec', 'replicas') ?? 0
      }`,
    'Up-to-date': number('status', 'updatedReplicas'),
    Available: number('status', 'availableReplicas'),
    ...workload,
  },
  'apps/ReplicaSet': {
    Desired: number('spec', 'replicas'),
    Current: number('status', 'replicas'),
    Ready: number('status', 'readyReplicas'),
    ...workload,
  },
  'apps/StatefulSet': {
    Ready: object =>
      `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${
        numberAt(object, 'spec', 'replicas') ?? 0
      }`,
    ...workload,
  },
  'apps/DaemonSet': {
    Desired: number('status', 'desiredNumberScheduled'),
    Current: number('status', 'currentNumberScheduled'),
    Ready: number('status', 'numberReady'),
    'Up-to-date': number('status', 'updatedNumberScheduled'),
    Available: number('status', 'numberAvailable'),
    'Node Selector': object =>
      printedMap(at(object, 'spec', 'template', 'spec', 'nodeSelector')),
    ...workload,
  },
  'apps/ControllerRevision': {
    Controller: object => {
      const owner = (object.metadata.ownerReferences ?? []).find(
        reference => reference.controller,
      );
      if (!owner) {
        return none;
      }
      const group = owner.apiVersion.split('/')[0];
      return `${owner.kind.toLowerCase()}.${group}/${owner.name}`;
    },
    Revision: number('revision'),
  },
  'batch/Job': {
    Status: jobStatus,
    Completions: jobCompletions,
    Duration: jobDuration,
    ...workload,
  },
  'batch/CronJob': {
    Schedule: path('spec', 'schedule'),
    Timezone: object => textAt(object, 'spec', 'timeZone') || none,
    Suspend: object =>
      at(object, 'spec', 'suspend') === true ? 'True' : 'False',
    Active: object => listAt(object, 'status', 'active').length,
    'Last Schedule': (object, now) => {
      const last = textAt(object, 'status', 'lastScheduleTime');
      return last === '' ? none : humanAge(last, now);
    },
    ...containers('spec', 'jobTemplate', 'spec', 'template', 'spec'),
    Selector: object =>
      printedSelector(at(object, 'spec', 'jobTemplate', 'spec', 'selector')),
  },
  'autoscaling/HorizontalPodAutoscaler': {
    Reference: object =>
      `${textAt(object, 'spec', 'scaleTargetRef', 'kind')}/${textAt(
        object,
        'spec',
        'scaleTargetRef',
        'name',
      )}`,
    Targets: metricTargets,
    MinPods: object =>
      String(numberAt(object, 'spec', 'minReplicas') ?? '<unset>'),
    MaxPods: number('spec', 'maxReplicas'),
    Replicas: number('status', 'currentReplicas'),
  },
  'policy/PodDisruptionBudget': {
    'Min Available': object =>
      String(at(object, 'spec', 'minAvailable') ?? 'N/A'),
    'Max Unavailable': object =>
      String(at(object, 'spec', 'maxUnavailable') ?? 'N/A'),
    'Allowed Disruptions': number('status', 'disruptionsAllowed'),
  },
  'rbac.authorization.k8s.io/RoleBinding': roleColumns,
  'rbac.authorization.k8s.io/ClusterRoleBinding': roleColumns,
  'storage.k8s.io/StorageClass': {
    Name: object =>
      object.metadata.annotations?.[
        'storageclass.kubernetes.io/is-default-class'
      ] === 'true'
        ? `${object.metadata.name} (default)`
        : object.metadata.name ?? '',
    Provisioner: path('provisioner'),
    ReclaimPolicy: path('reclaimPolicy'),
    VolumeBindingMode: path('volumeBindingMode'),
    AllowVolumeExpansion: object => at(object, 'allowVolumeExpansion') === true,
  },
  'scheduling.k8s.io/PriorityClass': {
    Value: number('value'),
    'Global-Default': object => at(object, 'globalDefault') === true,
    PreemptionPolicy: path('preemptionPolicy'),
  },
  'coordination.k8s.io/Lease': { Holder: path('spec', 'holderIdentity') },
  'node.k8s.io/RuntimeClass': { Handler: path('handler') },
  'apiregistration.k8s.io/APIService': {
    Service: object => {
      const service = objectAt(object, 'spec', 'service');
      return service
        ? `${textAt(service, 'namespace')}/${textAt(service, 'name')}`
        : 'Local';
    },
    Available: object =>
      textAt(
        objectsAt(object, 'status', 'conditions').find(
          item => textAt(item, 'type') === 'Available',
        ),
        'status',
      ),
  },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': {
    Webhooks: object => listAt(object, 'webhooks').length,
  },
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': {
    Webhooks: object => listAt(object, 'webhooks').length,
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': {
    Validations: object => listAt(object, 'spec', 'validations').length,
    ParamKind: object => paramKind(object),
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': {
    PolicyName: path('spec', 'policyName'),
    ParamRef: object => {
      const reference = objectAt(object, 'spec', 'paramRef');
      return reference
        ? `${textAt(reference, 'namespace') || '*'}/${
            textAt(reference, 'name') || '*'
          }`
        : '<unset>';
    },
  },
};

function paramKind(object: KubernetesObject): string {
  const kind = objectAt(object, 'spec', 'paramKind');
  return kind
    ? `${textAt(kind, 'apiVersion')}/${textAt(kind, 'kind')}`
    : '<unset>';
}

/** The cell of a column, for kinds that list it or by what every kind has. */
export function cellReader(kind: string, column: string): CellReader {
  const listed = Object.hasOwn(cells, kind) ? cells[kind] : undefined;
  if (listed && Object.hasOwn(listed, column)) {
    return listed[column];
  }
  switch (column) {
    case 'Name':
      return object => object.metadata.name ?? '';
    case 'Age':
      return age;
    case 'Created At':
      return object => object.metadata.creationTimestamp ?? '';
    default:
      return object => {
        const value = at(
          object,
          'spec',
          column[0].toLowerCase() + column.slice(1),
        );
        return isObject(value) || Array.isArray(value) || value === undefined
          ? ''
          : String(value);
      };
  }
}
