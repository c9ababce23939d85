import type { JsonObject } from '@sluice/golang/json';
import type { FieldError, ScaleSubresource } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden, invalid, notSupported } from './fieldErrors';
import {
  at,
  ensureObject,
  field,
  isObject,
  numberAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
} from './fields';
import { defaultPodTemplate } from './podDefaults';
import { negativeErrors } from './containerValidation';
import {
  selectorChange,
  selectorErrors,
  strategyErrors,
  templateErrors,
} from './workloadErrors';

const replicasScale: ScaleSubresource = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};

function specOf(fields: JsonObject): JsonObject {
  return ensureObject(fields, 'spec');
}

const deployment: KindBehaviour = {
  hasGeneration: true,
  scale: replicasScale,
  initialStatus: {},
  defaults(fields) {
    const spec = specOf(fields);
    setDefault(spec, 'replicas', 1);
    const strategy = ensureObject(spec, 'strategy');
    if (textAt(strategy, 'type') === '') {
      strategy.type = 'RollingUpdate';
    }
    if (strategy.type === 'RollingUpdate') {
      const rolling = ensureObject(strategy, 'rollingUpdate');
      setDefault(rolling, 'maxUnavailable', '25%');
      setDefault(rolling, 'maxSurge', '25%');
    }
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'progressDeadlineSeconds', 600);
    defaultPodTemplate(spec);
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors = [
      ...negativeErrors(spec, 'replicas', 'spec'),
      ...selectorErrors(spec, 'deployment'),
      ...templateErrors(spec),
      ...strategyErrors(at(spec, 'strategy'), 'spec.strategy'),
      ...negativeErrors(spec, 'minReadySeconds', 'spec'),
      ...negativeErrors(spec, 'revisionHistoryLimit', 'spec'),
    ];
    const deadline = numberAt(spec, 'progressDeadlineSeconds');
    if (deadline !== undefined) {
      errors.push(...negativeErrors(spec, 'progressDeadlineSeconds', 'spec'));
      if (deadline <= (numberAt(spec, 'minReadySeconds') ?? 0)) {
        errors.push(
          invalid(
            'spec.progressDeadlineSeconds',
            deadline,
            'must be greater than minReadySeconds',
          ),
        );
      }
    }
    return errors;
  },
  validateUpdate: selectorChange,
};

const replicaSet: KindBehaviour = {
  hasGeneration: true,
  scale: replicasScale,
  initialStatus: { replicas: 0 },
  defaults(fields) {
    const spec = specOf(fields);
    setDefault(spec, 'replicas', 1);
    defaultPodTemplate(spec);
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    return [
      ...negativeErrors(spec, 'replicas', 'spec'),
      ...negativeErrors(spec, 'minReadySeconds', 'spec'),
      ...selectorErrors(spec, 'replicaset'),
      ...templateErrors(spec),
    ];
  },
  validateUpdate: selectorChange,
};

const replicationController: KindBehaviour = {
  defaultPropagation: 'Orphan',
  hasGeneration: true,
  scale: replicasScale,
  initialStatus: { replicas: 0 },
  defaults(fields) {
    const spec = specOf(fields);
    setDefault(spec, 'replicas', 1);
    defaultPodTemplate(spec);
    const labels = objectAt(spec, 'template', 'metadata', 'labels');
    if (labels) {
      if (!objectAt(spec, 'selector')) {
        spec.selector = { ...labels };
      }
      const metadata = ensureObject(fields, 'metadata');
      if (!objectAt(metadata, 'labels')) {
        metadata.labels = { ...labels };
      }
    }
  },
  finish(fields) {
    const spec = objectAt(fields, 'spec');
    if (spec && field(spec, 'minReadySeconds') === 0) {
      delete spec.minReadySeconds;
    }
  },
  validate: fields => templateErrors(objectAt(fields, 'spec')),
};

/** Fields of a StatefulSet's spec that may change. */
const changeable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

function fixedPart(fields: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(objectAt(fields, 'spec') ?? {}).filter(
      ([name]) => !changeable.has(name),
    ),
  );
}

const statefulSet: KindBehaviour = {
  hasGeneration: true,
  scale: replicasScale,
  initialStatus: { replicas: 0, availableReplicas: 0 },
  defaults(fields) {
    const spec = specOf(fields);
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = ensureObject(spec, 'updateStrategy');
    if (textAt(strategy, 'type') === '') {
      strategy.type = 'RollingUpdate';
      setDefault(ensureObject(strategy, 'rollingUpdate'), 'partition', 0);
    }
    const rolling = objectAt(strategy, 'rollingUpdate');
    if (rolling) {
      setDefault(rolling, 'partition', 0);
    }
    setDefault(spec, 'revisionHistoryLimit', 10);
    const retention = ensureObject(
      spec,
      'persistentVolumeClaimRetentionPolicy',
    );
    setDefault(retention, 'whenDeleted', 'Retain');
    setDefault(retention, 'whenScaled', 'Retain');
    for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
      claim.apiVersion = 'v1';
      claim.kind = 'PersistentVolumeClaim';
      setDefault(ensureObject(claim, 'spec'), 'volumeMode', 'Filesystem');
      setDefault(ensureObject(claim, 'status'), 'phase', 'Pending');
    }
    defaultPodTemplate(spec);
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors: FieldError[] = [];
    const policy = textAt(spec, 'podManagementPolicy');
    if (!['OrderedReady', 'Parallel'].includes(policy)) {
      errors.push(
        invalid(
          'spec.podManagementPolicy',
          policy,
          "must be 'OrderedReady' or 'Parallel'",
        ),
      );
    }
    const type = textAt(spec, 'updateStrategy', 'type');
    if (!['RollingUpdate', 'OnDelete'].includes(type)) {
      errors.push(
        invalid(
          'spec.updateStrategy',
          { Type: type, RollingUpdate: null },
          "must be 'RollingUpdate' or 'OnDelete'",
        ),
      );
    }
    return [
      ...errors,
      ...negativeErrors(spec, 'replicas', 'spec'),
      ...negativeErrors(spec, 'minReadySeconds', 'spec'),
      ...selectorErrors(spec, 'statefulset'),
      ...templateErrors(spec),
    ];
  },
  validateUpdate(fields, old) {
    return sameValue(fixedPart(fields), fixedPart(old))
      ? []
      : [
          forbidden(
            'spec',
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
          ),
        ];
  },
};

const templateGeneration = 'deprecated.daemonset.template.generation';

const daemonSet: KindBehaviour = {
  hasGeneration: true,
  initialStatus: {
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  },
  defaults(fields) {
    const spec = specOf(fields);
    const strategy = ensureObject(spec, 'updateStrategy');
    if (textAt(strategy, 'type') === '') {
      strategy.type = 'RollingUpdate';
    }
    if (strategy.type === 'RollingUpdate') {
      const rolling = ensureObject(strategy, 'rollingUpdate');
      setDefault(rolling, 'maxUnavailable', 1);
      setDefault(rolling, 'maxSurge', 0);
    }
    setDefault(spec, 'revisionHistoryLimit', 10);
    defaultPodTemplate(spec);
  },
  prepareForCreate(fields) {
    const metadata = ensureObject(fields, 'metadata');
    ensureObject(metadata, 'annotations')[templateGeneration] = '1';
  },
  prepareForUpdate(fields, old) {
    const before = textAt(old, 'metadata', 'annotations', templateGeneration);
    const changed = !sameValue(
      at(fields, 'spec', 'template'),
      at(old, 'spec', 'template'),
    );
    const metadata = ensureObject(fields, 'metadata');
    ensureObject(metadata, 'annotations')[templateGeneration] = String(
      (Number(before) || 1) + (changed ? 1 : 0),
    );
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors = [
      ...selectorErrors(spec, 'daemonset'),
      ...templateErrors(spec),
      ...negativeErrors(spec, 'minReadySeconds', 'spec'),
    ];
    const strategy = at(spec, 'updateStrategy');
    const type = textAt(strategy, 'type');
    if (!['RollingUpdate', 'OnDelete'].includes(type)) {
      const rolling = isObject(strategy)
        ? field(strategy, 'rollingUpdate') ?? null
        : null;
      errors.push(
        notSupported(
          'spec.updateStrategy',
          { Type: type, RollingUpdate: rolling },
          ['RollingUpdate', 'OnDelete'],
        ),
      );
    }
    return errors;
  },
  validateUpdate: selectorChange,
};

export const workloadBehaviours: Behaviours = {
  'apps/Deployment': deployment,
  'apps/ReplicaSet': replicaSet,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  ReplicationController: replicationController,
  'apps/ControllerRevision': {},
  PodTemplate: { returnsDeletedObject: true },
};
