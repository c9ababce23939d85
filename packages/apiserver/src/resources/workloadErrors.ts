import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import {
  forbidden,
  invalid,
  notSupported,
  required,
  sortedMap,
  withoutEmpty,
} from './fieldErrors';
import { at, objectAt, objectsAt, textAt } from './fields';
import {
  immutableField,
  labelSelectorErrors,
  selectorMatches,
} from './objectMeta';
import { podTemplateErrors } from './podValidation';

const mismatch = '`selector` does not match template `labels`';

/** The selector is there, well formed, and matches the template's labels. */
export function selectorErrors(
  spec: JsonObject | undefined,
  kind: string,
  emptyText: string = `empty selector is invalid for ${kind}`,
): FieldError[] {
  const selector = objectAt(spec, 'selector');
  const labels = sortedMap(objectAt(spec, 'template', 'metadata', 'labels'));
  if (!selector) {
    return [
      required('spec.selector'),
      invalid('spec.template.metadata.labels', labels, mismatch),
    ];
  }
  const errors = labelSelectorErrors(selector, 'spec.selector');
  if (
    !objectAt(selector, 'matchLabels') &&
    objectsAt(selector, 'matchExpressions').length === 0
  ) {
    errors.push(invalid('spec.selector', withoutEmpty(selector), emptyText));
    return errors;
  }
  if (errors.length > 0) {
    errors.push(
      invalid(
        'spec.selector',
        withoutEmpty(selector),
        'invalid label selector',
      ),
    );
  } else if (!selectorMatches(selector, labels)) {
    errors.push(invalid('spec.template.metadata.labels', labels, mismatch));
  }
  return errors;
}

function restartErrors(template: unknown, path: string): FieldError[] {
  const policy = textAt(template, 'spec', 'restartPolicy');
  return policy === 'Always'
    ? []
    : [notSupported(`${path}.spec.restartPolicy`, policy, ['Always'])];
}

/** The template is a valid pod that is started again whenever it ends. */
export function templateErrors(spec: JsonObject | undefined): FieldError[] {
  const template = objectAt(spec, 'template');
  return [
    ...podTemplateErrors(template, 'spec.template'),
    ...restartErrors(template, 'spec.template'),
  ];
}

/** A whole number, or a percentage up to `limit`. */
function intOrPercentErrors(
  value: unknown,
  path: string,
  limited: boolean,
): FieldError[] {
  if (typeof value === 'number') {
    return value < 0
      ? [invalid(path, value, 'must be greater than or equal to 0')]
      : [];
  }
  if (typeof value !== 'string') {
    return [];
  }
  if (!/^[0-9]+%$/.test(value)) {
    return [
      invalid(
        path,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    ];
  }
  return limited && Number(value.slice(0, -1)) > 100
    ? [invalid(path, value, 'must not be greater than 100%')]
    : [];
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%';
}

function rollingErrors(rolling: unknown, path: string): FieldError[] {
  const unavailable = at(rolling, 'maxUnavailable');
  const surge = at(rolling, 'maxSurge');
  const errors = [
    ...intOrPercentErrors(unavailable, `${path}.maxUnavailable`, false),
    ...intOrPercentErrors(surge, `${path}.maxSurge`, false),
  ];
  if (isZero(unavailable) && isZero(surge)) {
    errors.push(
      invalid(
        `${path}.maxUnavailable`,
        unavailable,
        'may not be 0 when `maxSurge` is 0',
      ),
    );
  }
  errors.push(
    ...intOrPercentErrors(unavailable, `${path}.maxUnavailable`, true).filter(
      error => error.message.includes('100%'),
    ),
  );
  return errors;
}

/** How a Deployment replaces its pods. */
export function strategyErrors(strategy: unknown, path: string): FieldError[] {
  const type = textAt(strategy, 'type');
  const rolling = objectAt(strategy, 'rollingUpdate');
  if (type === 'Recreate') {
    return rolling
      ? [
          forbidden(
            `${path}.rollingUpdate`,
            "may not be specified when strategy `type` is 'Recreate'",
          ),
        ]
      : [];
  }
  if (type !== 'RollingUpdate') {
    return [
      notSupported(path, { Type: type, RollingUpdate: rolling ?? null }, [
        'Recreate',
        'RollingUpdate',
      ]),
    ];
  }
  return rolling
    ? rollingErrors(rolling, `${path}.rollingUpdate`)
    : [
        required(
          `${path}.rollingUpdate`,
          'this should be defaulted and never be nil',
        ),
      ];
}

/** A selector stays what it was. */
export function selectorChange(
  fields: JsonObject,
  old: JsonObject,
): FieldError[] {
  return immutableField(
    withoutEmpty(at(fields, 'spec', 'selector')),
    withoutEmpty(at(old, 'spec', 'selector')),
    'spec.selector',
  );
}
