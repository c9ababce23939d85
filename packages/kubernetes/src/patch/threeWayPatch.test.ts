import type { JsonObject } from '@sluice/golang/json';
import { builtinSchema } from '../schema';
import { applyMergePatch } from './mergePatch';
import { applyStrategicMergePatch } from './strategicMergePatch';
import {
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
} from './threeWayPatch';

const schema = builtinSchema('apps/v1', 'Deployment') ?? {};

function deployment(spec: JsonObject, podSpec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { ...spec, template: { spec: podSpec } },
  };
}

/** The patch of three states, and what becomes of the live one. */
function patched(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): { patch: JsonObject; result: JsonObject } {
  const patch = createThreeWayStrategicPatch({
    original,
    modified,
    current,
    schema,
  });
  return { patch, result: applyStrategicMergePatch(current, patch, schema) };
}

describe('the strategic patch of three states', () => {
  it('is empty when there is nothing to do', () => {
    const state = deployment({ replicas: 1 }, { containers: [{ name: 'a' }] });
    const live = deployment(
      { replicas: 1, revisionHistoryLimit: 10 },
      { containers: [{ name: 'a' }], restartPolicy: 'Always' },
    );
    expect(patched(state, state, live).patch).toEqual({});
  });

  it('sets, removes, and leaves what others added', () => {
    const { patch, result } = patched(
      deployment({ replicas: 1, paused: true }),
      deployment({ replicas: 2 }),
      deployment({ replicas: 1, paused: true, minReadySeconds: 5 }),
    );
    expect(patch).toEqual({ spec: { replicas: 2, paused: null } });
    expect(result.spec).toMatchObject({ replicas: 2, minReadySeconds: 5 });
    expect(result.spec).not.toHaveProperty('paused');
  });

  it('undoes what others changed', () => {
    const state = deployment({ replicas: 1 });
    const { result } = patched(state, state, deployment({ replicas: 7 }));
    expect(result.spec).toMatchObject({ replicas: 1 });
  });

  it('merges lists by their keys', () => {
    const env = (...names: string[]) =>
      names.map(name => ({ name, value: name }));
    const { patch, result } = patched(
      deployment(
        {},
        { containers: [{ name: 'a', env: env('X', 'Y') }, { name: 'old' }] },
      ),
      deployment(
        {},
        { containers: [{ name: 'new' }, { name: 'a', env: env('Y') }] },
      ),
      deployment(
        {},
        {
          containers: [
            { name: 'a', env: env('X', 'Y', 'THEIRS') },
            { name: 'old' },
            { name: 'sidecar' },
          ],
        },
      ),
    );
    expect(patch).toEqual({
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'new' }, { name: 'a' }],
            containers: [
              { name: 'new' },
              {
                name: 'a',
                env: [{ name: 'X', $patch: 'delete' }],
                '$setElementOrder/env': [{ name: 'Y' }],
              },
              { name: 'old', $patch: 'delete' },
            ],
          },
        },
      },
    });
    expect(result).toEqual(
      deployment(
        {},
        {
          containers: [
            { name: 'new' },
            { name: 'a', env: env('Y', 'THEIRS') },
            { name: 'sidecar' },
          ],
        },
      ),
    );
  });

  it('takes items out of lists of texts', () => {
    const state = (finalizers: string[]): JsonObject => ({
      ...deployment({}),
      metadata: { name: 'web', finalizers },
    });
    const { patch, result } = patched(
      state(['a/one', 'a/two']),
      state(['a/two', 'a/new']),
      state(['a/one', 'a/two', 'a/theirs']),
    );
    expect(patch).toMatchObject({
      metadata: {
        finalizers: ['a/new'],
        '$deleteFromPrimitiveList/finalizers': ['a/one'],
      },
    });
    expect(result.metadata).toMatchObject({
      finalizers: expect.arrayContaining(['a/two', 'a/new', 'a/theirs']),
    });
    expect(JSON.stringify(result)).not.toContain('a/one');
  });

  it('replaces lists without keys, and keeps only what a strategy states', () => {
    const { patch, result } = patched(
      deployment(
        { strategy: { type: 'RollingUpdate' } },
        { containers: [{ name: 'a', args: ['1'] }] },
      ),
      deployment(
        { strategy: { type: 'Recreate' } },
        { containers: [{ name: 'a', args: ['2', '3'] }] },
      ),
      deployment(
        { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        { containers: [{ name: 'a', args: ['1'] }] },
      ),
    );
    expect(patch.spec).toMatchObject({
      strategy: { type: 'Recreate', $retainKeys: ['type'] },
    });
    expect(result).toEqual(
      deployment(
        { strategy: { type: 'Recreate' } },
        { containers: [{ name: 'a', args: ['2', '3'] }] },
      ),
    );
  });

  it('takes keys such as __proto__ for data', () => {
    const named = (text: string): JsonObject =>
      JSON.parse(`{"metadata":{"labels":${text}}}`);
    const patch = createThreeWayStrategicPatch({
      original: named('{"constructor":"1"}'),
      modified: named('{"__proto__":"2"}'),
      current: named('{"constructor":"1"}'),
      schema,
    });
    expect(JSON.stringify(patch)).toBe(
      '{"metadata":{"labels":{"__proto__":"2","constructor":null}}}',
    );
  });
});

describe('the JSON merge patch of three states', () => {
  it('sets, removes, and leaves what others added', () => {
    const original = { a: 1, old: { x: 1, y: 1 }, list: [1] };
    const modified = { a: 2, old: { x: 1 }, list: [1] };
    const current = {
      a: 1,
      old: { x: 1, y: 1, z: 1 },
      list: [1, 2],
      theirs: 1,
    };
    const patch = createThreeWayMergePatch({ original, modified, current });
    expect(patch).toEqual({ a: 2, old: { y: null }, list: [1] });
    expect(applyMergePatch(current, patch)).toEqual({
      a: 2,
      old: { x: 1, z: 1 },
      list: [1],
      theirs: 1,
    });
  });
});
