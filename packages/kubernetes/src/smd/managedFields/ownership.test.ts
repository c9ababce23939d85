import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { KubernetesObject } from '../../objects';
import { applyJsonPatch, applyMergePatch } from '../../patch';
import { builtinSchema } from '../../schema/builtin';
import { ApplyConflictError } from './errors';
import { createFieldManager, type FieldManager } from './fieldManager';
import { jsonOf, objectOf } from './versions';

interface Step {
  op: 'create' | 'put' | 'patch' | 'apply';
  manager: string;
  subresource?: string;
  force?: boolean;
  type?: 'json' | 'merge' | 'strategic';
  body: JsonValue;
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

/** What an apply decides of an object: without owners, what the server counts, and what it defaults. */
function contents(object: KubernetesObject | undefined, { live }: Scene) {
  const { managedFields, generation, resourceVersion, ...metadata } =
    object?.metadata ?? {};
  const status: unknown = Object(live).status;
  return {
    ...withoutDefaults(object),
    metadata,
    ...(status === undefined ? {} : { status }),
  };
}

function withoutDefaults(object: unknown): object {
  return JSON.parse(JSON.stringify(object), (key, value) =>
    [
      'imagePullPolicy',
      'replicas',
      'resources',
      'terminationMessagePath',
      'terminationMessagePolicy',
      'targetPort',
    ].includes(key)
      ? undefined
      : value,
  );
}

/** Such writes are replayed from the request; of others the server's own changes are part of what is written. */
function mentionsOwners({ body }: Step): boolean {
  return JSON.stringify(body).includes('managedFields');
}

function play(step: Scene): KubernetesObject | undefined {
  const manager = managerFor(step.after ?? objectOf(step.body));
  const { live } = step;
  const options = {
    manager: step.manager,
    subresource: step.subresource,
    now: step.after ? latest(step.after) : 0,
  };
  if (step.op === 'patch' && live && mentionsOwners(step)) {
    const next = objectOf(
      step.type === 'json'
        ? applyJsonPatch(jsonOf(live), step.body)
        : applyMergePatch(jsonOf(live), step.body),
    );
    return manager.update(live, next, options);
  }
  if (step.op === 'apply') {
    return manager.apply(live, objectOf(step.body), {
      ...options,
      force: step.force,
    }).object;
  }
  return step.after && manager.update(live, withoutOwners(step.after), options);
}

/** The error of a step; causes for conflicts only. */
function refusal(step: Scene): unknown {
  try {
    return play(step);
  } catch (error) {
    return {
      message: error instanceof Error ? error.message : error,
      causes:
        error instanceof ApplyConflictError
          ? error.causes.map(({ message, field }) => ({ message, field }))
          : undefined,
    };
  }
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
    step.after ? [{ step, i, text: `${step.op} by ${step.manager}` }] : [],
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

  const reapplied = accepted.filter(
    ({ step }) =>
      step.op === 'apply' &&
      step.live !== undefined &&
      step.after?.metadata.resourceVersion ===
        step.live.metadata.resourceVersion,
  );
  if (reapplied.length > 0) {
    it.each(reapplied)('step $i, $text: nothing is stored', ({ step }) => {
      expect(play(step)).toBe(step.live);
    });
  }

  const onLive = accepted.filter(
    ({ step }) => step.op === 'apply' && step.live && step.after,
  );
  if (onLive.length > 0) {
    it.each(onLive)('step $i, $text: object', ({ step }) => {
      expect(contents(play(step), step)).toEqual(contents(step.after, step));
    });
  }

  if (refused.length > 0) {
    it.each(refused)('step $i, $text: refused', ({ step }) => {
      expect(refusal(step)).toEqual({
        message: step.error?.message,
        causes: step.error?.causes?.map(({ message, field }) => ({
          message,
          field,
        })),
      });
    });
  }
});
