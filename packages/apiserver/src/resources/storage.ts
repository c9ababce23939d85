import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden, invalid, notSupported, required } from './fieldErrors';
import {
  at,
  ensureObject,
  listAt,
  objectAt,
  sameValue,
  setDefault,
  textAt,
} from './fields';
import { immutableField } from './objectMeta';
import { parseQuantity } from './quantity';

const accessModes = [
  'ReadOnlyMany',
  'ReadWriteMany',
  'ReadWriteOnce',
  'ReadWriteOncePod',
];

function modeErrors(spec: unknown, path: string): FieldError[] {
  return listAt(spec, 'accessModes')
    .map(String)
    .filter(mode => !accessModes.includes(mode))
    .map(mode => notSupported(`${path}.accessModes`, mode, accessModes));
}

function addFinalizer(fields: JsonObject, finalizer: string): void {
  const metadata = ensureObject(fields, 'metadata');
  const finalizers = listAt(metadata, 'finalizers');
  if (!finalizers.includes(finalizer)) {
    metadata.finalizers = [...finalizers, finalizer];
  }
}

/** The lines of a specification in the order of Go's internal type, as the diff in the refusal shows it. */
function printedClaim(spec: JsonObject | undefined): string {
  const requests = objectAt(spec, 'resources', 'requests') ?? null;
  const limits = objectAt(spec, 'resources', 'limits') ?? null;
  return JSON.stringify(
    {
      AccessModes: at(spec, 'accessModes') ?? null,
      Selector: at(spec, 'selector') ?? null,
      Resources: { Limits: limits, Requests: requests },
      VolumeName: textAt(spec, 'volumeName'),
      StorageClassName: at(spec, 'storageClassName') ?? null,
      VolumeMode: at(spec, 'volumeMode') ?? null,
      DataSource: at(spec, 'dataSource') ?? null,
      DataSourceRef: at(spec, 'dataSourceRef') ?? null,
      VolumeAttributesClassName: at(spec, 'volumeAttributesClassName') ?? null,
    },
    null,
    1,
  );
}

/** A unified diff of lines with three lines around each change, as Kubernetes prints the change of a specification. */
function unifiedDiff(before: string, after: string): string {
  const left = before.split('\n');
  const right = after.split('\n');
  let start = 0;
  while (start < left.length && left[start] === right[start]) {
    start += 1;
  }
  let leftEnd = left.length;
  let rightEnd = right.length;
  while (
    leftEnd > start &&
    rightEnd > start &&
    left[leftEnd - 1] === right[rightEnd - 1]
  ) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  const first = Math.max(0, start - 3);
  const leftLast = Math.min(left.length, leftEnd + 3);
  const rightLast = Math.min(right.length, rightEnd + 3);
  return [
    `@@ -${first + 1},${leftLast - first} +${first + 1},${
      rightLast - first
    } @@`,
    ...left.slice(first, start).map(line => ` ${line}`),
    ...left.slice(start, leftEnd).map(line => `-${line}`),
    ...right.slice(start, rightEnd).map(line => `+${line}`),
    ...left.slice(leftEnd, leftLast).map(line => ` ${line}`),
    '',
  ].join('\n');
}

const claim: KindBehaviour = {
  returnsDeletedObject: true,
  initialStatus: { phase: 'Pending' },
  defaults(fields) {
    setDefault(ensureObject(fields, 'spec'), 'volumeMode', 'Filesystem');
  },
  prepareForCreate: fields =>
    addFinalizer(fields, 'kubernetes.io/pvc-protection'),
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors: FieldError[] = [];
    if (listAt(spec, 'accessModes').length === 0) {
      errors.push(
        required('spec.accessModes', 'at least 1 access mode is required'),
      );
    }
    errors.push(...modeErrors(spec, 'spec'));
    const storage = at(spec, 'resources', 'requests', 'storage');
    if (storage === undefined) {
      errors.push(required('spec.resources[storage]'));
    } else if ((parseQuantity(String(storage))?.nanos ?? 0n) <= 0n) {
      errors.push(
        invalid(
          'spec.resources[storage]',
          storage,
          'must be greater than zero',
        ),
      );
    }
    const mode = textAt(spec, 'volumeMode');
    if (!['Block', 'Filesystem'].includes(mode)) {
      errors.push(
        notSupported('spec.volumeMode', mode, ['Block', 'Filesystem']),
      );
    }
    return errors;
  },
  validateUpdate(fields, old) {
    const spec = objectAt(fields, 'spec') ?? {};
    const before = objectAt(old, 'spec') ?? {};
    const bound = textAt(old, 'status', 'phase') === 'Bound';
    const fixed = (value: JsonObject, from: JsonObject) => {
      const copy = structuredClone(value);
      const request = at(copy, 'resources', 'requests', 'storage');
      const earlier = at(from, 'resources', 'requests', 'storage');
      if (bound && request !== undefined && earlier !== undefined) {
        ensureObject(ensureObject(copy, 'resources'), 'requests').storage =
          earlier;
      }
      // The binder names the volume, and a class may still be given to a claim without one.
      if (textAt(from, 'volumeName') === '') {
        delete copy.volumeName;
      }
      if (at(from, 'storageClassName') === undefined) {
        delete copy.storageClassName;
      }
      return copy;
    };
    if (!sameValue(fixed(spec, before), fixed(before, before))) {
      return [
        forbidden(
          'spec',
          `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${unifiedDiff(
            printedClaim(before),
            printedClaim(spec),
          )}`,
        ),
      ];
    }
    const size = (value: JsonObject) =>
      parseQuantity(String(at(value, 'resources', 'requests', 'storage')))
        ?.nanos ?? 0n;
    return size(spec) < size(before)
      ? [
          forbidden(
            'spec.resources.requests.storage',
            'field can not be less than status.capacity',
          ),
        ]
      : [];
  },
};

const volumeFields = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);

const volume: KindBehaviour = {
  returnsDeletedObject: true,
  initialStatus: { phase: 'Pending' },
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    setDefault(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setDefault(spec, 'volumeMode', 'Filesystem');
    const hostPath = objectAt(spec, 'hostPath');
    if (hostPath) {
      setDefault(hostPath, 'type', '');
    }
  },
  prepareForCreate(fields, { clock }) {
    addFinalizer(fields, 'kubernetes.io/pv-protection');
    ensureObject(fields, 'status').lastPhaseTransitionTime = `${new Date(
      clock(),
    )
      .toISOString()
      .slice(0, 19)}Z`;
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec') ?? {};
    const errors: FieldError[] = [];
    if (listAt(spec, 'accessModes').length === 0) {
      errors.push(required('spec.accessModes'));
    }
    errors.push(...modeErrors(spec, 'spec'));
    const capacity = objectAt(spec, 'capacity');
    if (!capacity) {
      errors.push(required('spec.capacity'));
    }
    if (at(capacity, 'storage') === undefined) {
      errors.push(notSupported('spec.capacity', capacity ?? null, ['storage']));
    }
    if (!Object.keys(spec).some(name => !volumeFields.has(name))) {
      errors.push(required('spec', 'must specify a volume type'));
    }
    return errors;
  },
};

const storageClass: KindBehaviour = {
  returnsDeletedObject: true,
  defaults(fields) {
    setDefault(fields, 'reclaimPolicy', 'Delete');
    setDefault(fields, 'volumeBindingMode', 'Immediate');
  },
  validate(fields) {
    const errors: FieldError[] = [];
    if (textAt(fields, 'provisioner') === '') {
      errors.push(required('provisioner'));
    }
    for (const [name, supported] of [
      ['reclaimPolicy', ['Delete', 'Retain']],
      ['volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']],
    ] as const) {
      const value = textAt(fields, name);
      if (!supported.some(item => item === value)) {
        errors.push(notSupported(name, value, supported));
      }
    }
    return errors;
  },
  validateUpdate: (fields, old) =>
    ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'].flatMap(
      name => immutableField(at(fields, name), at(old, name), name),
    ),
};

export const storageBehaviours: Behaviours = {
  PersistentVolumeClaim: claim,
  PersistentVolume: volume,
  'storage.k8s.io/StorageClass': storageClass,
};
