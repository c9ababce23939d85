import type { Kustomization } from '@sluice/api';
import { difference, unionOf } from './inventory';
import {
  KustomizeCluster,
  configMap,
  eventually,
  inventory,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('inventories', () => {
  const a = { id: 'ns_a__ConfigMap', v: 'v1' };
  const b = { id: 'ns_b__ConfigMap', v: 'v1' };

  it('are united without doubles, and compared without versions', () => {
    expect(unionOf([a], [b, a, b])).toEqual([a, b]);
    expect(difference([a, b], [{ ...b, v: 'v2' }])).toEqual([a]);
  });
});

describe('the inventory', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('names objects before they are created', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    const seen: { created: boolean; ids: string[] | undefined }[] = [];
    const watching = new AbortController();
    const followed = (async () => {
      const events = team.client.watch<Kustomization>(
        { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
        { namespace: team.namespace, signal: watching.signal },
      );
      for await (const { object } of events) {
        seen.push({
          created: object.status?.lastAppliedRevision !== undefined,
          ids: inventory(object),
        });
      }
    })().catch(() => undefined);
    await team.apply('app');
    await team.untilReady('app', 'True');
    await eventually(async () => seen.some(s => s.created) || undefined);
    watching.abort();
    await followed;
    expect(seen.find(s => s.ids)).toEqual({
      created: false,
      ids: [`${team.namespace}_a__ConfigMap`, `${team.namespace}_b__ConfigMap`],
    });
  });

  it('is what it was after a run that failed half-way', async () => {
    const team = await cluster.team();
    const made = `${team.namespace}-made`;
    await team.push({
      'n.yaml': `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${made}\n`,
      'd.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: ${made}\nspec:\n  replicas: x\n`,
    });
    await team.apply('app', { targetNamespace: undefined });
    const failed = await team.untilReady('app', 'False');
    expect(inventory(failed)).toBeUndefined();
    expect(
      failed.status?.conditions?.find(c => c.type === 'Ready')?.message,
    ).toMatch(/dry-run failed.*\nNamespace\/.* created\n$/s);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: made };
    expect(await team.find(namespace)).toBeDefined();
    // What it created is remembered, and pruned by the next run that succeeds without it.
    await team.push({
      'a.yaml': configMap('a', 'one', `  namespace: ${team.namespace}\n`),
    });
    await team.untilReady('app', 'True');
    await team.untilGone(namespace);
  });
});
