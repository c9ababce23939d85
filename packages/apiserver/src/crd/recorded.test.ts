import type { KubernetesObject } from '@sluice/kubernetes';
import type { FieldError } from '../resource';
import { fieldsOf, isObject, objectsAt, textAt } from '../resources/fields';
import { crdDefinitions } from './crdController';
import recorded from './fixtures/instances.json';

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isObject(value) && isObject(value.metadata);
}

function asObject(value: unknown): KubernetesObject {
  const copy: unknown = structuredClone(value);
  if (!isKubernetesObject(copy)) {
    throw new TypeError('not a Kubernetes object');
  }
  return copy;
}

const [definition] = crdDefinitions(asObject(recorded.definition));

function completed(input: unknown): KubernetesObject {
  const object = asObject(input);
  definition.prune(object);
  definition.applyDefaults(object);
  return object;
}

function causesOf(status: unknown): FieldError[] {
  const details: unknown = isObject(status) ? status.details : undefined;
  return objectsAt(details, 'causes').map(cause => ({
    type: textAt(cause, 'reason'),
    field: textAt(cause, 'field'),
    message: textAt(cause, 'message'),
  }));
}

function byText(left: FieldError, right: FieldError): number {
  const key = ({ field, message }: FieldError) => `${field} ${message}`;
  return key(left).localeCompare(key(right));
}

const instances: readonly {
  name: string;
  old?: unknown;
  input: unknown;
  code: number;
  output: unknown;
}[] = recorded.instances;

describe('instances that the real server judged', () => {
  it.each(instances.map(item => [item.name, item] as const))(
    '%s',
    (_name, { old, input, code, output }) => {
      const object = completed(input);
      let errors: FieldError[];
      if (old) {
        const before = asObject(old);
        definition.prepareForUpdate(object, before, '');
        errors = definition.validateUpdate(object, before, '');
      } else {
        definition.prepareForCreate(object);
        errors = definition.validateCreate(object);
      }
      expect([...errors].sort(byText)).toEqual(
        code < 400 ? [] : causesOf(output).sort(byText),
      );
      const stored = isObject(output) ? output.spec : undefined;
      const made = fieldsOf(object).spec;
      expect(code < 400 ? made : undefined).toEqual(
        code < 400 ? stored : undefined,
      );
    },
  );
});

it('describes its columns as the real server does', () => {
  expect(
    definition.columns.map(({ cell: _cell, ...column }) => column),
  ).toEqual(recorded.columns);
});

it('shows what the columns point at', () => {
  const object = asObject({
    ...recorded.instances[0].input,
    spec: { text: 'hello', size: 3, list: ['a', 'b'] },
    status: {
      conditions: [
        { type: 'Other', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
    },
  });
  object.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
  const now = Date.parse('2026-01-01T01:00:00Z');
  expect(definition.columns.map(column => column.cell(object, now))).toEqual([
    'i',
    'hello',
    3,
    'True',
    'a',
    '60m',
  ]);
});

it('names what it prunes', () => {
  const object = asObject(
    instances.find(({ name }) => name === 'unknown fields')?.input,
  );
  expect(definition.prune(object)).toEqual([
    'unknown field "spec.items[0].nope"',
    'unknown field "spec.nested.nope"',
    'unknown field "spec.nope"',
  ]);
});
