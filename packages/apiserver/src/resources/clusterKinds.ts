import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden, invalid } from './fieldErrors';
import {
  at,
  ensureObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
  fieldSelectors,
} from './fields';
import { checkShortName } from './names';
import { immutableField } from './objectMeta';

const nameLabel = 'kubernetes.io/metadata.name';

const namespace: KindBehaviour = {
  checkName: checkShortName,
  initialStatus: { phase: 'Active' },
  selectableFields: {
    'status.phase': object => textAt(object, 'status', 'phase'),
  },
  defaults(fields) {
    const metadata = ensureObject(fields, 'metadata');
    const name = textAt(metadata, 'name');
    if (name !== '') {
      ensureObject(metadata, 'labels')[nameLabel] = name;
    }
  },
  prepareForCreate(fields) {
    const spec = ensureObject(fields, 'spec');
    const finalizers = listAt(spec, 'finalizers');
    if (!finalizers.includes('kubernetes')) {
      spec.finalizers = [...finalizers, 'kubernetes'];
    }
  },
  prepareForUpdate(fields, old) {
    // Only the finalize subresource changes them.
    const spec = ensureObject(fields, 'spec');
    const kept = listAt(old, 'spec', 'finalizers');
    if (kept.length > 0) {
      spec.finalizers = kept;
    } else {
      delete spec.finalizers;
    }
  },
};

const node: KindBehaviour = {
  prepareForCreate(fields) {
    const spec = ensureObject(fields, 'spec');
    const key = 'node.kubernetes.io/not-ready';
    const taints = objectsAt(spec, 'taints');
    if (!taints.some(taint => textAt(taint, 'key') === key)) {
      spec.taints = [...taints, { key, effect: 'NoSchedule' }];
    }
  },
  selectableFields: {
    'spec.unschedulable': object =>
      String(at(object, 'spec', 'unschedulable') ?? false),
  },
  initialStatus: {
    daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      osImage: '',
      containerRuntimeVersion: '',
      kubeletVersion: '',
      kubeProxyVersion: '',
      operatingSystem: '',
      architecture: '',
    },
  },
};

const priorityClass: KindBehaviour = {
  hasGeneration: true,
  defaults(fields) {
    setDefault(fields, 'preemptionPolicy', 'PreemptLowerPriority');
  },
  validate(fields) {
    const name = textAt(fields, 'metadata', 'name');
    return name.startsWith('system-') &&
      !['system-cluster-critical', 'system-node-critical'].includes(name)
      ? [
          forbidden(
            'metadata.name',
            `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`,
          ),
        ]
      : [];
  },
  validateUpdate: (fields, old) =>
    at(fields, 'value') === at(old, 'value')
      ? []
      : [forbidden('value', 'may not be changed in an update.')],
};

const lease: KindBehaviour = {
  createOnUpdate: true,
  unconditionalUpdate: false,
  validate(fields) {
    const errors: FieldError[] = [];
    const duration = numberAt(fields, 'spec', 'leaseDurationSeconds');
    if (duration !== undefined && duration <= 0) {
      errors.push(
        invalid(
          'spec.leaseDurationSeconds',
          duration,
          'must be greater than 0',
        ),
      );
    }
    const transitions = numberAt(fields, 'spec', 'leaseTransitions');
    if (transitions !== undefined && transitions < 0) {
      errors.push(
        invalid(
          'spec.leaseTransitions',
          transitions,
          'must be greater than or equal to 0',
        ),
      );
    }
    return errors;
  },
};

const runtimeClass: KindBehaviour = {
  unconditionalUpdate: false,
  validateUpdate: (fields, old) =>
    immutableField(at(fields, 'handler'), at(old, 'handler'), 'handler'),
};

const limitRange: KindBehaviour = {
  createOnUpdate: true,
  defaults(fields) {
    for (const limit of objectsAt(fields, 'spec', 'limits')) {
      if (textAt(limit, 'type') !== 'Container') {
        continue;
      }
      const missing = (name: string, sources: readonly string[]) => {
        for (const source of sources) {
          const amounts = objectAt(limit, source);
          if (amounts) {
            const target = ensureObject(limit, name);
            for (const [resource, amount] of Object.entries(amounts)) {
              if (amount !== undefined) {
                setDefault(target, resource, amount);
              }
            }
          }
        }
      };
      missing('default', ['max']);
      missing('defaultRequest', ['default', 'min']);
    }
  },
};

function defaultWebhooks(fields: JsonObject): void {
  for (const webhook of objectsAt(fields, 'webhooks')) {
    setDefault(webhook, 'failurePolicy', 'Fail');
    setDefault(webhook, 'matchPolicy', 'Equivalent');
    setDefault(webhook, 'namespaceSelector', {});
    setDefault(webhook, 'objectSelector', {});
    setDefault(webhook, 'timeoutSeconds', 10);
    const service = objectAt(webhook, 'clientConfig', 'service');
    if (service) {
      setDefault(service, 'port', 443);
    }
    for (const rule of objectsAt(webhook, 'rules')) {
      setDefault(rule, 'scope', '*');
    }
  }
}

const admissionGroup = 'admissionregistration.k8s.io';

const admissionPolicy: KindBehaviour = {
  unconditionalUpdate: false,
  hasGeneration: true,
  initialStatus: {},
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    setDefault(spec, 'failurePolicy', 'Fail');
    const constraints = objectAt(spec, 'matchConstraints');
    if (constraints) {
      setDefault(constraints, 'namespaceSelector', {});
      setDefault(constraints, 'objectSelector', {});
      setDefault(constraints, 'matchPolicy', 'Equivalent');
      for (const rule of [
        ...objectsAt(constraints, 'resourceRules'),
        ...objectsAt(constraints, 'excludeResourceRules'),
      ]) {
        setDefault(rule, 'scope', '*');
      }
    }
  },
};

const event: KindBehaviour = {
  createOnUpdate: true,
  selectableFields: fieldSelectors([
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'type',
  ]),
  finish(fields) {
    // Always printed, null when there is none.
    fields.eventTime = at(fields, 'eventTime') ?? null;
  },
  validate(fields) {
    const namespaceOf = textAt(fields, 'metadata', 'namespace');
    const involved = textAt(fields, 'involvedObject', 'namespace');
    const expected = involved === '' ? 'default' : involved;
    return namespaceOf === expected
      ? []
      : [
          invalid(
            'involvedObject.namespace',
            involved,
            'does not match event.namespace',
          ),
        ];
  },
};

const newEvent: KindBehaviour = {
  createOnUpdate: true,
  selectableFields: {
    reason: object => textAt(object, 'reason'),
    type: object => textAt(object, 'type'),
    reportingController: object => textAt(object, 'reportingController'),
    'regarding.kind': object => textAt(object, 'regarding', 'kind'),
    'regarding.name': object => textAt(object, 'regarding', 'name'),
    'regarding.namespace': object => textAt(object, 'regarding', 'namespace'),
  },
  finish(fields) {
    fields.eventTime = at(fields, 'eventTime') ?? null;
    fields.deprecatedFirstTimestamp =
      at(fields, 'deprecatedFirstTimestamp') ?? null;
    fields.deprecatedLastTimestamp =
      at(fields, 'deprecatedLastTimestamp') ?? null;
  },
};

const apiService: KindBehaviour = {
  unconditionalUpdate: false,
  initialStatus: {},
  defaults(fields) {
    const service = objectAt(fields, 'spec', 'service');
    if (service) {
      setDefault(service, 'port', 443);
    }
  },
};

const resourceQuota: KindBehaviour = {
  returnsDeletedObject: true,
  initialStatus: {},
  validateUpdate: (fields, old) =>
    sameValue(
      at(fields, 'spec', 'scopes') ?? [],
      at(old, 'spec', 'scopes') ?? [],
    )
      ? []
      : [
          invalid(
            'spec.scopes',
            at(fields, 'spec', 'scopes') ?? null,
            'field is immutable',
          ),
        ],
};

export const clusterBehaviours: Behaviours = {
  Namespace: namespace,
  Node: node,
  Event: event,
  'events.k8s.io/Event': newEvent,
  LimitRange: limitRange,
  ResourceQuota: resourceQuota,
  'scheduling.k8s.io/PriorityClass': priorityClass,
  'coordination.k8s.io/Lease': lease,
  'node.k8s.io/RuntimeClass': runtimeClass,
  'apiregistration.k8s.io/APIService': apiService,
  [`${admissionGroup}/ValidatingWebhookConfiguration`]: {
    hasGeneration: true,
    defaults: defaultWebhooks,
  },
  [`${admissionGroup}/MutatingWebhookConfiguration`]: {
    hasGeneration: true,
    defaults(fields) {
      defaultWebhooks(fields);
      for (const webhook of objectsAt(fields, 'webhooks')) {
        setDefault(webhook, 'reinvocationPolicy', 'Never');
      }
    },
  },
  [`${admissionGroup}/ValidatingAdmissionPolicy`]: admissionPolicy,
  [`${admissionGroup}/ValidatingAdmissionPolicyBinding`]: {
    hasGeneration: true,
  },
};
