import type { KubernetesObject } from '../objects';
import { CustomHealthChecks } from './customHealthChecks';
import { computePodControllerStatus } from './podControllers';
import { computeStatus } from './status';

const NOW = Date.parse('2026-03-04T05:06:07Z');

function object(
  apiVersion: string,
  kind: string,
  more: object = {},
  metadata: KubernetesObject['metadata'] = {},
): KubernetesObject {
  return { apiVersion, kind, metadata: { name: 'x', ...metadata }, ...more };
}

const crashing = (metadata: KubernetesObject['metadata'] = {}) =>
  object(
    'v1',
    'Pod',
    {
      status: {
        phase: 'Running',
        containerStatuses: [
          { name: 'a', state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
    },
    metadata,
  );
const unschedulable = object(
  'v1',
  'Pod',
  {
    status: {
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
      ],
    },
  },
  { creationTimestamp: '2026-03-04T05:00:00Z' },
);

describe('controllers of Pods', () => {
  const set = object('apps/v1', 'StatefulSet', { status: { replicas: 0 } });

  it('fail with their Pods', () => {
    expect(
      computePodControllerStatus(set, [crashing(), crashing()], { now: NOW }),
    ).toMatchObject({ status: 'Failed', message: '2 pods have failed' });
  });

  it('wait for a node and for Pods to go', () => {
    expect(computeStatus(unschedulable, { now: NOW }).status).toBe('Failed');
    const leaving = crashing({ deletionTimestamp: '2026-03-04T05:00:00Z' });
    expect(
      computePodControllerStatus(set, [unschedulable, leaving], { now: NOW }),
    ).toMatchObject({ status: 'InProgress', message: 'Replicas: 0/1' });
  });
});

describe('unschedulable Pods', () => {
  it('fail after 15 seconds', () => {
    const created = Date.parse('2026-03-04T05:00:00Z');
    const at = (now: number) => computeStatus(unschedulable, { now }).status;
    expect(at(created + 14_000)).toBe('InProgress');
    expect(at(created + 15_000)).toBe('Failed');
  });
});

describe('custom health checks', () => {
  const compile = (text: string) => {
    if (text === 'bad') {
      throw new Error('syntax');
    }
    return { evaluateBoolean: () => text === 'true' };
  };

  it('take the first of in progress, failed and current', () => {
    const status = (exprs: {
      current: string;
      failed?: string;
      inProgress?: string;
    }) =>
      new CustomHealthChecks(
        [{ apiVersion: 'a/v1', ...exprs }],
        compile,
      ).compute(object('a/v1', 'X')).status;
    expect(status({ current: 'true' })).toBe('Current');
    expect(status({ current: 'true', failed: 'true' })).toBe('Failed');
    expect(
      status({ current: 'true', failed: 'true', inProgress: 'true' }),
    ).toBe('InProgress');
    expect(status({ current: 'false' })).toBe('InProgress');
  });

  it('prefer the kind to the group and wait for the generation', () => {
    const checks = new CustomHealthChecks(
      [
        { apiVersion: 'a/v1', current: 'false', failed: 'true' },
        { apiVersion: 'a/v1', kind: 'X', current: 'true' },
      ],
      compile,
    );
    expect(checks.compute(object('a/v1', 'X')).status).toBe('Current');
    expect(checks.compute(object('a/v2', 'Y')).status).toBe('Failed');
    expect(
      checks.compute(
        object(
          'a/v1',
          'X',
          { status: { observedGeneration: 1 } },
          { generation: 2 },
        ),
      ).status,
    ).toBe('InProgress');
    expect(() => checks.compute(object('b/v1', 'X'))).toThrow(
      'the GroupKind X.b is not supported',
    );
  });

  it('are refused when they make no sense', () => {
    const make =
      (...checks: { kind?: string; current: string }[]) =>
      () =>
        new CustomHealthChecks(
          checks.map(check => ({ apiVersion: 'a/v1', ...check })),
          compile,
        );
    expect(make({ current: '' })).toThrow('expression Current not specified');
    expect(make({ current: 'bad' })).toThrow(
      'failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: syntax',
    );
    expect(
      make({ kind: 'X', current: 'true' }, { kind: 'X', current: 'true' }),
    ).toThrow(
      'duplicate custom health check for GroupKind X.a at healthchecks[1]',
    );
  });
});
