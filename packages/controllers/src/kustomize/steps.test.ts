import type { Kustomization, KustomizationSpec } from '@sluice/api';
import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import { withoutCycles } from './dependencies';
import { baselineOf, judgeDrift } from './driftJudge';
import { goDuration, retryIntervalOf, timeoutOf } from './durations';
import { recordHistory } from './history';
import { compileIgnoreRules } from './ignore';
import { actorFor } from './impersonation';
import { formerManagers } from './ownership';
import { raisedApiVersion } from './raiseVersions';

function kustomization(
  spec: Partial<KustomizationSpec> = {},
  name = 'app',
): Kustomization {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'ns' },
    spec: {
      interval: '10m',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'src' },
      ...spec,
    },
  };
}

describe('durations', () => {
  it.each([
    [{}, 570_000, 600_000],
    [{ timeout: '5m', retryInterval: '2m' }, 300_000, 120_000],
    [{ timeout: '8s' }, 30_000, 600_000],
    [{ interval: '10s' }, 30_000, 10_000],
  ])('of %j', (spec, timeout, retry) => {
    expect(timeoutOf(kustomization(spec), 30_000)).toBe(timeout);
    expect(retryIntervalOf(kustomization(spec))).toBe(retry);
  });

  it('are printed as Go prints them', () => {
    expect([3_600_000, 30_000, 1_500, 12].map(goDuration)).toEqual([
      '1h0m0s',
      '30s',
      '1.5s',
      '12ms',
    ]);
  });
});

describe('history', () => {
  const record = (object: Kustomization, digest: string, status = 'ok') =>
    recordHistory(object, {
      digest,
      status,
      now: Date.parse('2026-01-01T00:00:00.7Z'),
      duration: 1_500,
      revision: `main@sha1:${digest}`,
    });

  it('counts the same, puts the newest first, and keeps five', () => {
    const object = kustomization();
    for (const digest of ['a', 'b', 'a', 'c', 'd', 'e', 'f']) {
      record(object, digest);
    }
    record(object, 'e', 'failed');
    expect(
      object.status?.history?.map(h => [
        h.digest,
        h.lastReconciledStatus,
        h.totalReconciliations,
      ]),
    ).toEqual([
      ['e', 'failed', 1],
      ['f', 'ok', 1],
      ['e', 'ok', 1],
      ['d', 'ok', 1],
      ['c', 'ok', 1],
    ]);
    expect(object.status?.history?.[0]).toMatchObject({
      firstReconciled: '2026-01-01T00:00:00Z',
      lastReconciledDuration: '1.5s',
      metadata: { revision: 'main@sha1:e' },
    });
  });
});

describe('circles of dependencies', () => {
  it('are left out, and nothing else', () => {
    const on = (name: string, ...names: string[]) =>
      kustomization({ dependsOn: names.map(n => ({ name: n })) }, name);
    const names = withoutCycles([
      on('self', 'self'),
      on('a', 'b'),
      on('b', 'a'),
      on('c', 'a'),
      on('free'),
      on('d', 'free'),
    ]).map(k => k.metadata.name);
    expect(names).toEqual(['c', 'free', 'd']);
  });
});

describe('ignore rules', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'ns', labels: { tier: 'front' } },
  };
  const matches = (target: object) =>
    compileIgnoreRules(kustomization({ ignore: [{ paths: ['/x'], target }] }))
      ?.at(0)
      ?.matches(deployment);

  it.each([
    [{ kind: 'Deployment' }, true],
    [{ kind: 'Deploy' }, false],
    [{ name: 'w.*', group: 'apps' }, true],
    [{ labelSelector: 'tier=front,!other' }, true],
    [{ labelSelector: 'tier!=front' }, false],
  ])('%j', (target, result) => {
    expect(matches(target)).toBe(result);
  });

  it('that cannot be read are an error', () => {
    expect(() => matches({ name: '(' })).toThrow('spec.ignore');
    expect(() => matches({ labelSelector: 'a in (b)' })).toThrow(
      'not understood',
    );
  });
});

describe('the actor', () => {
  const signal = new AbortController().signal;

  it('is asked for once, live, and only when there is one', async () => {
    const cluster = new FakeCluster();
    const options = { defaultServiceAccount: '', requireServiceAccount: false };
    const actor = actorFor(
      kustomization({ serviceAccountName: 'team' }),
      fakeClient(cluster),
      options,
      signal,
    );
    expect(await actor.exists()).toBe(false);
    expect(await actor.exists()).toBe(false);
    expect(cluster.summary()).toEqual(['get ServiceAccount/team']);
    const own = actorFor(kustomization(), fakeClient(cluster), options, signal);
    expect(own.account).toBeUndefined();
    expect(await own.exists()).toBe(true);
    expect(() =>
      actorFor(
        kustomization(),
        fakeClient(cluster),
        { ...options, requireServiceAccount: true },
        signal,
      ),
    ).toThrow('has been forbidden');
  });
});

describe('drift', () => {
  const former = formerManagers([]);
  const object = (
    resourceVersion: string,
    value: string,
    more: { manager?: string; subresource?: string; owner?: string } = {},
  ) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'a',
      uid: 'u',
      resourceVersion,
      labels: {
        'kustomize.toolkit.fluxcd.io/name': more.owner ?? 'app',
        'kustomize.toolkit.fluxcd.io/namespace': 'ns',
      },
      managedFields: [
        {
          manager: 'kustomize-controller',
          operation: 'Apply' as const,
          time: '2026-01-01T00:00:00Z',
          fieldsV1: { [`f:${value}`]: {} },
        },
        ...(more.manager
          ? [
              {
                manager: more.manager,
                operation: 'Update' as const,
                subresource: more.subresource,
                fieldsV1: {},
              },
            ]
          : []),
      ],
    },
  });
  const baseline = baselineOf(object('10', 'x'));
  const judge = (candidate: ReturnType<typeof object>) =>
    judgeDrift(candidate, baseline, 'ns/app', former)?.kind;

  it('is what changed our fields, or what kubectl owns', () => {
    expect(judge(object('11', 'y'))).toBe('changed');
    expect(judge(object('11', 'x', { manager: 'kubectl-edit' }))).toBe(
      'changed',
    );
    expect(judge(object('11', 'x', { owner: 'other' }))).toBe('contested');
  });

  it('is not what others own, a status, or the past', () => {
    expect(judge(object('11', 'x', { manager: 'controller' }))).toBeUndefined();
    expect(
      judge(object('11', 'x', { manager: 'kubectl', subresource: 'status' })),
    ).toBeUndefined();
    expect(judge(object('9', 'y'))).toBeUndefined();
  });
});

describe('removed versions', () => {
  it.each([
    ['source.toolkit.fluxcd.io/v1beta2', 'GitRepository', 'v1'],
    ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 'v2'],
    ['notification.toolkit.fluxcd.io/v1beta1', 'Alert', 'v1beta3'],
    ['notification.toolkit.fluxcd.io/v1beta1', 'Receiver', 'v1'],
    ['source.toolkit.fluxcd.io/v1', 'GitRepository', undefined],
    ['apps/v1', 'Deployment', undefined],
  ])('%s %s becomes %s', (apiVersion, kind, version) => {
    const raised = raisedApiVersion({ apiVersion, kind, metadata: {} });
    expect(raised?.split('/')[1]).toBe(version);
  });
});
