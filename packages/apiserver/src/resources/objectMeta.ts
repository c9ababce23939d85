import type { KubernetesObject } from '@sluice/kubernetes';
import type { FieldError } from '../resource';
import { forbidden, invalid, required } from './fieldErrors';
import {
  at,
  listAt,
  objectAt,
  objectsAt,
  sameValue,
  textAt,
  textsAt,
} from './fields';
import { checkLabelValue, checkQualifiedName, type TextCheck } from './names';

const annotationsLimit = 256 * 1024;
const standardFinalizers = new Set([
  'kubernetes',
  'orphan',
  'foregroundDeletion',
]);

export interface ObjectMetaRules {
  checkName: TextCheck;
  namespaced: boolean;
  /** Built-in kinds refuse finalizers without a domain; custom resources accept them. */
  qualifiedFinalizers: boolean;
}

/** Labels as apimachinery validates them; `path` is printed. */
export function labelErrors(labels: unknown, path: string): FieldError[] {
  return textsAt(labels).flatMap(([key, value]) => [
    ...checkQualifiedName(key).map(problem => invalid(path, key, problem)),
    ...checkLabelValue(value).map(problem => invalid(path, value, problem)),
  ]);
}

function annotationErrors(annotations: unknown, path: string): FieldError[] {
  const entries = textsAt(annotations);
  const errors = entries.flatMap(([key]) =>
    checkQualifiedName(key.toLowerCase()).map(problem =>
      invalid(path, key, problem),
    ),
  );
  const size = entries.reduce(
    (sum, [key, value]) =>
      sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  if (size > annotationsLimit) {
    errors.push({
      type: 'FieldValueTooLong',
      field: path,
      message: `Too long: may not be more than ${annotationsLimit} bytes`,
    });
  }
  return errors;
}

function ownerReferenceErrors(metadata: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const references = objectsAt(metadata, 'ownerReferences');
  let controller: string | undefined;
  for (const reference of references) {
    for (const [name, text] of [
      ['apiVersion', 'version must not be empty'],
      ['kind', 'must not be empty'],
      ['name', 'must not be empty'],
      ['uid', 'must not be empty'],
    ]) {
      if (textAt(reference, name) === '') {
        errors.push(invalid(`${path}.${name}`, '', text));
      }
    }
    if (
      textAt(reference, 'apiVersion') === 'v1' &&
      textAt(reference, 'kind') === 'Event'
    ) {
      errors.push(
        invalid(
          path,
          reference,
          '/v1, Kind=Event is disallowed from being an owner',
        ),
      );
    }
    if (at(reference, 'controller') === true) {
      const label = `${textAt(reference, 'kind')}/${textAt(reference, 'name')}`;
      if (controller === undefined) {
        controller = label;
      } else {
        errors.push(
          invalid(
            path,
            references,
            `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${label}`,
          ),
        );
      }
    }
  }
  return errors;
}

function finalizerErrors(
  metadata: unknown,
  path: string,
  qualified: boolean,
): FieldError[] {
  const finalizers = listAt(metadata, 'finalizers').map(String);
  const errors = finalizers.flatMap(finalizer =>
    checkQualifiedName(finalizer).map(problem =>
      invalid(path, finalizer, problem),
    ),
  );
  if (qualified) {
    finalizers.forEach((finalizer, index) => {
      if (!finalizer.includes('/') && !standardFinalizers.has(finalizer)) {
        errors.push(
          invalid(
            `${path}[${index}]`,
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        );
      }
    });
  }
  return errors;
}

/** Problems of `metadata` on create, in the order of the real server. */
export function objectMetaErrors(
  object: KubernetesObject,
  rules: ObjectMetaRules,
): FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  const generateName = metadata.generateName ?? '';
  if (generateName !== '') {
    // What a suffix would be appended to may end with a dash.
    errors.push(
      ...rules
        .checkName(generateName.replace(/-$/, 'a'))
        .map(problem =>
          invalid('metadata.generateName', generateName, problem),
        ),
    );
  }
  const name = metadata.name ?? '';
  if (name === '') {
    errors.push(required('metadata.name', 'name or generateName is required'));
  } else {
    errors.push(
      ...rules
        .checkName(name)
        .map(problem => invalid('metadata.name', name, problem)),
    );
  }
  if (!rules.namespaced && (metadata.namespace ?? '') !== '') {
    errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  errors.push(...sharedErrors(object, rules));
  return errors;
}

function sharedErrors(
  object: KubernetesObject,
  rules: ObjectMetaRules,
): FieldError[] {
  const { metadata } = object;
  return [
    ...labelErrors(metadata.labels, 'metadata.labels'),
    ...annotationErrors(metadata.annotations, 'metadata.annotations'),
    ...ownerReferenceErrors(metadata, 'metadata.ownerReferences'),
    ...finalizerErrors(
      metadata,
      'metadata.finalizers',
      rules.qualifiedFinalizers,
    ),
  ];
}

/** Problems of `metadata` on update. */
export function objectMetaUpdateErrors(
  object: KubernetesObject,
  old: KubernetesObject,
  rules: ObjectMetaRules,
): FieldError[] {
  const errors = sharedErrors(object, rules);
  if (old.metadata.deletionTimestamp) {
    const before = new Set(old.metadata.finalizers ?? []);
    const added = (object.metadata.finalizers ?? []).filter(
      finalizer => !before.has(finalizer),
    );
    if (added.length > 0) {
      errors.push(
        forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added
            .map(finalizer => JSON.stringify(finalizer))
            .join(', ')}}`,
        ),
      );
    }
  }
  return errors;
}

/** A label selector as metav1 validates it. */
export function labelSelectorErrors(
  selector: unknown,
  path: string,
): FieldError[] {
  const errors = labelErrors(
    objectAt(selector, 'matchLabels'),
    `${path}.matchLabels`,
  );
  objectsAt(selector, 'matchExpressions').forEach((expression, index) => {
    const at_ = `${path}.matchExpressions[${index}]`;
    const operator = textAt(expression, 'operator');
    const values = listAt(expression, 'values');
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) {
        errors.push(
          required(
            `${at_}.values`,
            "must be specified when `operator` is 'In' or 'NotIn'",
          ),
        );
      }
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) {
        errors.push(
          forbidden(
            `${at_}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      }
    } else {
      errors.push(
        invalid(`${at_}.operator`, operator, 'not a valid selector operator'),
      );
    }
    const key = textAt(expression, 'key');
    errors.push(
      ...checkQualifiedName(key).map(problem =>
        invalid(`${at_}.key`, key, problem),
      ),
    );
    values.forEach((value, valueIndex) => {
      errors.push(
        ...checkLabelValue(String(value)).map(problem =>
          invalid(`${at_}.values[${valueIndex}]`, value, problem),
        ),
      );
    });
  });
  return errors;
}

/** Whether labels satisfy a LabelSelector; an empty one matches everything. */
export function selectorMatches(
  selector: unknown,
  labels: Readonly<Record<string, unknown>> | undefined,
): boolean {
  const value = (key: string) =>
    labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  return (
    textsAt(selector, 'matchLabels').every(
      ([key, wanted]) => value(key) === wanted,
    ) &&
    objectsAt(selector, 'matchExpressions').every(expression => {
      const found = value(textAt(expression, 'key'));
      const values = listAt(expression, 'values');
      switch (textAt(expression, 'operator')) {
        case 'In':
          return values.some(wanted => wanted === found);
        case 'NotIn':
          return !values.some(wanted => wanted === found);
        case 'Exists':
          return found !== undefined;
        case 'DoesNotExist':
          return found === undefined;
        default:
          return false;
      }
    })
  );
}

/** An error when a field was changed. */
export function immutableField(
  value: unknown,
  old: unknown,
  path: string,
): FieldError[] {
  return sameValue(value ?? null, old ?? null)
    ? []
    : [invalid(path, value, 'field is immutable')];
}
