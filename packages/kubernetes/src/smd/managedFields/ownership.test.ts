import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '../../objects';
import { builtinSchema } from '../../schema/builtin';
import { ApplyConflictError } from './errors';
import { createFieldManager, type FieldManager } from './fieldManager';

interface Step {
  op: 'create' | 'put' | 'patch' | 'apply';
  manager: string;
  subresource?: string;
  force?: boolean;
  body: KubernetesObject;
  status: number;
  after?: KubernetesObject;
  error?: { message: string; causes?: { message: string; field: string }[] };
}

interface Recording {
  crd: {
    spec: { versions: { schema: { openAPIV3Schema: JsonObject } }[] };
  };
  plays: { name: string; steps: Step[] }[];
}

/** A step with the object that it starts from. */
interface Scene extends Step {
  live: KubernetesObject | undefined;
}

// What a real API server made of these writes: scripts/record-ownership.mjs
const recording: Recording = JSON.parse(
  readFileSync(join(__dirname, '__fixtures__/ownership.json'), 'utf8'),
);

const WIDGET_SCHEMA = recording.crd.spec.versions[0].schema.openAPIV3Schema;

const RESET_FIELDS: Record<string, Record<string, string[][]>> = {
  Deployment: { '': [['status']], status: [['spec']] },
  Service: { '': [['status']], status: [['spec']] },
  Widget: {
    '': [['status']],
    status: [['spec'], ['metadata']],
  },
};

function managerFor(object: KubernetesObject): FieldManager {
  const { apiVersion, kind } = object;
  return createFieldManager({
    apiVersion,
    kind,
    schema: builtinSchema(apiVersion, kind) ?? WIDGET_SCHEMA,
    resetFields: RESET_FIELDS[kind],
  });
}

/** The order of fields inside fieldsV1 counts, the order of an entry's own members does not. */
function owners(object: KubernetesObject | undefined): unknown {
  return object?.metadata.managedFields?.map(entry => ({
    ...entry,
    fieldsV1: JSON.stringify(entry.fieldsV1),
  }));
}

function withoutOwners({
  metadata: { managedFields, ...metadata },
  ...object
}: KubernetesObject): KubernetesObject {
  return { ...object, metadata };
}

function latest(object: KubernetesObject): number {
  return Math.max(
    0,
    ...(object.metadata.managedFields ?? []).map(({ time }) =>
      time === undefined ? 0 : Date.parse(time),
    ),
  );
}

function play(step: Scene): KubernetesObject | undefined {
  const manager = managerFor(step.after ?? step.body);
  const { live } = step;
  const options = {
    manager: step.manager,
    subresource: step.subresource,
    now: step.after ? latest(step.after) : 0,
  };
  if (step.op === 'apply') {
    return manager.apply(live, step.body, { ...options, force: step.force })
      .object;
  }
  return step.after && manager.update(live, withoutOwners(step.after), options);
}

function scenesOf(steps: readonly Step[]): Scene[] {
  let live: KubernetesObject | undefined;
  return steps.map(step => {
    const scene = { ...step, live };
    live = step.after ?? live;
    return scene;
  });
}

describe.each(recording.plays)('$name', recorded => {
  const steps = scenesOf(recorded.steps);
  const accepted = steps.flatMap((step, i) =>
    step.after && !JSON.stringify(step.body).includes('managedFields')
      ? [{ step, i, text: `${step.op} by ${step.manager}` }]
      : [],
  );
  const refused = steps.flatMap((step, i) =>
    // 422 is validation, which comes after the owners.
    step.error && step.status !== 422
      ? [{ step, i, text: `${step.op} by ${step.manager}` }]
      : [],
  );

  it.each(accepted)('step $i, $text: owners', ({ step }) => {
    expect(owners(play(step))).toEqual(owners(step.after));
  });

  if (refused.length > 0) {
    it.each(refused)('step $i, $text: refused', ({ step }) => {
      let error: unknown;
      try {
        play(step);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ message: step.error?.message });
      if (error instanceof ApplyConflictError) {
        expect(
          error.causes.map(({ message, field }) => ({ message, field })),
        ).toEqual(
          step.error?.causes?.map(({ message, field }) => ({
            message,
            field,
          })),
        );
      }
    });
  }
});
