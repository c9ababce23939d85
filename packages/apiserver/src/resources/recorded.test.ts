import type { KubernetesObject } from '@sluice/kubernetes';
import type { FieldError, ResourceDefinition } from '../resource';
import { ServiceAddresses } from './addresses';
import { builtinResources } from './builtin';
import { fieldsOf, isObject, objectsAt, textAt } from './fields';
import creations from './fixtures/creations.json';
import updates from './fixtures/updates.json';

const clock = () => Date.parse('2026-11-21T14:31:26Z');
const uid = '2378a0b6-c711-4056-a91e-7156ac1707d9';

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

const definitions = builtinResources({
  clock,
  addresses: new ServiceAddresses(() => 0.5),
});

function definitionOf(object: KubernetesObject): ResourceDefinition {
  const found = definitions.find(
    definition =>
      definition.kind === object.kind &&
      [definition.group, definition.version].filter(Boolean).join('/') ===
        object.apiVersion,
  );
  if (!found) {
    throw new Error(`no definition of ${object.apiVersion} ${object.kind}`);
  }
  return found;
}

type Outcome =
  | { object: KubernetesObject }
  | { problem: string }
  | { causes: FieldError[] };

function create(input: unknown): Outcome {
  const object = asObject(input);
  const definition = definitionOf(object);
  const problem = definition.decodeProblem(object);
  if (problem) {
    return { problem };
  }
  object.metadata.uid = uid;
  if (object.metadata.generateName && !object.metadata.name) {
    object.metadata.name = `${object.metadata.generateName}pxdl5`;
  }
  definition.prune(object);
  definition.applyDefaults(object);
  definition.prepareForCreate(object);
  const causes = definition.validateCreate(object);
  if (causes.length > 0) {
    return { causes };
  }
  delete object.metadata.uid;
  if (definition.hasGeneration) {
    object.metadata.generation = 1;
  }
  return { object };
}

function update(old: unknown, input: unknown): Outcome {
  const before = asObject(old);
  const object = asObject(input);
  const definition = definitionOf(object);
  const problem = definition.decodeProblem(object);
  if (problem) {
    return { problem };
  }
  definition.prune(object);
  definition.applyDefaults(object);
  definition.prepareForUpdate(object, before, '');
  const causes = definition.validateUpdate(object, before, '');
  return causes.length > 0 ? { causes } : { object };
}

/** What differs from one run to the next. */
const volatile: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{uid}'],
  [/kube-api-access-[a-z0-9]+/g, 'kube-api-access-{x}'],
  [/"10\.0\.\d+\.\d+"/g, '"{ip}"'],
  [/"nodePort":\d+/g, '"nodePort":"{port}"'],
];

function masked(value: unknown): unknown {
  const text = volatile.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    JSON.stringify(value),
  );
  return JSON.parse(text);
}

function causesOf(status: unknown) {
  const causes: unknown = isObject(status) ? status.details : undefined;
  return objectsAt(causes, 'causes').map(cause => ({
    type: textAt(cause, 'reason'),
    field: textAt(cause, 'field'),
    message: textAt(cause, 'message'),
  }));
}

function byText(left: FieldError, right: FieldError): number {
  const key = ({ field, message }: FieldError) => `${field} ${message}`;
  return key(left).localeCompare(key(right));
}

/** Without the value where the real server prints its internal types at length. */
function comparable(causes: readonly FieldError[]): FieldError[] {
  return causes
    .map(cause =>
      cause.field === 'spec.versions'
        ? { ...cause, message: cause.message.replace(/\[.*\]|null/s, '…') }
        : cause,
    )
    .sort(byText);
}

function comparableOutcome(outcome: Outcome): unknown {
  return 'causes' in outcome
    ? { causes: masked(comparable(outcome.causes)) }
    : masked(outcome);
}

describe('objects that the real server created', () => {
  it.each(
    creations
      .filter(({ code }) => code < 400)
      .map(item => [item.name, item] as const),
  )('%s', (_name, { input, output }) => {
    const outcome = create(input);
    expect(comparableOutcome(outcome)).toEqual(masked({ object: output }));
    // Defaulting again, as when a stored object is read, changes nothing.
    const again = structuredClone(outcome);
    if ('object' in again) {
      definitionOf(again.object).applyDefaults(again.object);
    }
    expect(again).toEqual(outcome);
  });
});

describe('objects that the real server refused', () => {
  it.each(
    creations
      .filter(({ code }) => code >= 400)
      .map(item => [item.name, item] as const),
  )('%s', (_name, { input, output }) => {
    const expected =
      textAt(output, 'reason') === 'BadRequest'
        ? { problem: textAt(output, 'message') }
        : { causes: masked(comparable(causesOf(output))) };
    expect(comparableOutcome(create(input))).toEqual(expected);
  });
});

/** The storage of the real server refuses these before the kind is asked. */
const refusedByStorage = new Set(['deployment name', 'runtime class']);

/** Without what the real server's controllers wrote in between. */
function settled(outcome: Outcome): Outcome {
  if ('object' in outcome) {
    const copy = structuredClone(outcome.object);
    delete copy.metadata.generation;
    delete fieldsOf(copy).status;
    return { object: copy };
  }
  return outcome;
}

describe('updates that the real server was asked for', () => {
  it.each(
    updates
      .filter(({ name }) => !refusedByStorage.has(name))
      .map(item => [item.name, item] as const),
  )('%s', (_name, { old, input, code, output }) => {
    const expected: Outcome =
      code < 400
        ? { object: asObject(output) }
        : {
            causes: causesOf(output).map(cause =>
              // A diff of the whole specification follows, which we leave out.
              cause.message.includes('pod updates')
                ? { ...cause, message: cause.message.split('\n')[0] }
                : cause,
            ),
          };
    expect(masked(settled(update(old, input)))).toEqual(
      masked(settled(expected)),
    );
  });
});
