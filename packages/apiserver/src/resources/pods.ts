import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden } from './fieldErrors';
import {
  at,
  ensureObject,
  field,
  listAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
  fieldSelectors,
} from './fields';
import { defaultPod, defaultPodSpec } from './podDefaults';
import { podSubresources } from './podSubresources';
import { podSpecErrors } from './podValidation';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenVolumePrefix = 'kube-api-access-';

/** The volume with the account's token that the server mounts into every pod. */
function addTokenVolume(spec: JsonObject, uid: string): void {
  if (field(spec, 'automountServiceAccountToken') === false) {
    return;
  }
  const volumes = listAt(spec, 'volumes');
  if (
    volumes.some(volume => textAt(volume, 'name').startsWith(tokenVolumePrefix))
  ) {
    return;
  }
  const name = `${tokenVolumePrefix}${uid.replace(/-/g, '').slice(0, 5)}`;
  spec.volumes = [
    ...volumes,
    {
      name,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          {
            configMap: {
              name: 'kube-root-ca.crt',
              items: [{ key: 'ca.crt', path: 'ca.crt' }],
            },
          },
          {
            downwardAPI: {
              items: [
                {
                  path: 'namespace',
                  fieldRef: {
                    apiVersion: 'v1',
                    fieldPath: 'metadata.namespace',
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ];
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) {
      const mounts = listAt(container, 'volumeMounts');
      if (!mounts.some(mount => textAt(mount, 'mountPath') === tokenPath)) {
        container.volumeMounts = [
          ...mounts,
          { name, readOnly: true, mountPath: tokenPath },
        ];
      }
    }
  }
}

function addTolerations(spec: JsonObject): void {
  const tolerations = objectsAt(spec, 'tolerations');
  for (const key of [
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
  ]) {
    const covered = tolerations.some(
      toleration =>
        (textAt(toleration, 'key') === key ||
          (textAt(toleration, 'key') === '' &&
            textAt(toleration, 'operator') === 'Exists')) &&
        ['', 'NoExecute'].includes(textAt(toleration, 'effect')),
    );
    if (!covered) {
      tolerations.push({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      });
    }
  }
  spec.tolerations = tolerations;
}

/** `Guaranteed`, `Burstable` or `BestEffort`, from the requests and limits of cpu and memory. */
export function qualityOfService(spec: unknown): string {
  const containers = [
    ...objectsAt(spec, 'initContainers'),
    ...objectsAt(spec, 'containers'),
  ];
  const names = ['cpu', 'memory'];
  const any = containers.some(container =>
    ['limits', 'requests'].some(list =>
      names.some(name => at(container, 'resources', list, name) !== undefined),
    ),
  );
  if (!any) {
    return 'BestEffort';
  }
  const all = containers.every(container =>
    names.every(name => {
      const limit = at(container, 'resources', 'limits', name);
      const request = at(container, 'resources', 'requests', name);
      return limit !== undefined && (request ?? limit) === limit;
    }),
  );
  return all ? 'Guaranteed' : 'Burstable';
}

const changeText =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function fixedPart(fields: JsonObject): JsonObject {
  const spec = structuredClone(objectAt(fields, 'spec') ?? {});
  delete spec.activeDeadlineSeconds;
  delete spec.tolerations;
  delete spec.schedulingGates;
  delete spec.nodeName;
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) {
      delete container.image;
    }
  }
  return spec;
}

const pod: KindBehaviour = {
  extraSubresources: podSubresources,
  returnsDeletedObject: true,
  hasGeneration: true,
  selectableFields: fieldSelectors([
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ]),
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    defaultPodSpec(spec);
    defaultPod(spec);
  },
  prepareForCreate(fields) {
    const spec = ensureObject(fields, 'spec');
    setDefault(spec, 'serviceAccountName', 'default');
    spec.serviceAccount = textAt(spec, 'serviceAccountName');
    setDefault(spec, 'priority', 0);
    setDefault(spec, 'preemptionPolicy', 'PreemptLowerPriority');
    addTokenVolume(spec, textAt(fields, 'metadata', 'uid'));
    addTolerations(spec);
    fields.status = { phase: 'Pending', qosClass: qualityOfService(spec) };
  },
  validate: fields => podSpecErrors(objectAt(fields, 'spec'), 'spec'),
  validateUpdate(fields, old) {
    const errors: FieldError[] = [];
    for (const list of ['containers', 'initContainers']) {
      if (
        listAt(fields, 'spec', list).length !== listAt(old, 'spec', list).length
      ) {
        return [
          forbidden(
            `spec.${list}`,
            'pod updates may not add or remove containers',
          ),
        ];
      }
    }
    if (!sameValue(fixedPart(fields), fixedPart(old))) {
      errors.push(forbidden('spec', changeText));
    }
    return errors;
  },
};

export const podBehaviours: Behaviours = { Pod: pod };
