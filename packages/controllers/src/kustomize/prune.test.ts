import {
  KustomizeCluster,
  conditions,
  configMap,
  inventory,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('pruning', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  const both = { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') };
  const one = { 'a.yaml': configMap('a') };

  it('deletes what the source does not have any more', async () => {
    const team = await cluster.team();
    await team.push(both);
    await team.apply('app');
    await team.untilReady('app', 'True');
    await team.push(one);
    await team.untilGone(team.configMap('b'));
    const object = await team.until(
      'app',
      o => inventory(o)?.length === 1 && conditions(o).length === 1,
    );
    expect(inventory(object)).toEqual([`${team.namespace}_a__ConfigMap`]);
    expect(await team.events('app')).toContain(
      `Normal Progressing ConfigMap/${team.namespace}/b deleted`,
    );
  });

  it('forgets what it may not delete', async () => {
    const team = await cluster.team();
    await team.push(both);
    await team.apply('app', { prune: false });
    await team.untilReady('app', 'True');
    await team.push(one);
    await team.until('app', o => inventory(o)?.length === 1);
    expect(await team.find(team.configMap('b'))).toBeDefined();
  });

  it.each([
    [
      'has another owner',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'x' } },
    ],
    [
      'says so',
      { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' } },
    ],
  ])('leaves an object alone that %s', async (_, metadata) => {
    const team = await cluster.team();
    await team.push(both);
    await team.apply('app');
    await team.untilReady('app', 'True');
    await team.client.patch(
      team.configMap('b'),
      'merge',
      { metadata },
      { fieldManager: 'somebody' },
    );
    await team.push(one);
    await team.until('app', o => inventory(o)?.length === 1);
    expect(await team.find(team.configMap('b'))).toBeDefined();
    expect(await team.events('app')).toContain(
      `Normal Progressing ConfigMap/${team.namespace}/b skipped`,
    );
  });

  it('keeps in the inventory what could not be deleted', async () => {
    const team = await cluster.team();
    await team.push(both);
    await team.account('deployer', [
      {
        apiGroups: [''],
        resources: ['configmaps'],
        verbs: ['get', 'list', 'create', 'patch'],
      },
    ]);
    await team.apply('app', { serviceAccountName: 'deployer' });
    await team.untilReady('app', 'True');
    const revision = await team.push(one);
    const object = await team.untilReady('app', 'False', revision);
    expect(conditions(object)[1]).toMatch(
      /^Ready=False PruneFailed: delete failed, errors: ConfigMap\/.*\/b delete failed: .*cannot delete.*;$/,
    );
    expect(inventory(object)).toEqual([
      `${team.namespace}_a__ConfigMap`,
      `${team.namespace}_b__ConfigMap`,
    ]);
  });
});
