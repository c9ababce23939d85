import { KustomizeCluster, configMap } from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('deletion', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it.each([
    ['deletes what it applied', { prune: true }, false],
    ['leaves it without prune', { prune: false }, true],
    [
      'deletes it without prune when told to',
      { prune: false, deletionPolicy: 'Delete' as const },
      false,
    ],
    [
      'leaves it as an orphan when told to',
      { prune: true, deletionPolicy: 'Orphan' as const },
      true,
    ],
    [
      'waits until it is gone',
      { prune: true, deletionPolicy: 'WaitForTermination' as const },
      false,
    ],
  ])('%s', async (_, spec, remains) => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', spec);
    await team.untilReady('app', 'True');
    await team.client.delete(team.ref('app'));
    await team.untilGone(team.ref('app'));
    expect((await team.find(team.configMap('a'))) !== undefined).toBe(remains);
  });

  it('leaves everything while suspended', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app');
    await team.untilReady('app', 'True');
    await team.apply('app', { suspend: true });
    await team.client.delete(team.ref('app'));
    await team.untilGone(team.ref('app'));
    expect(await team.find(team.configMap('a'))).toBeDefined();
  });

  it('does not wait for an account that is gone', async () => {
    const team = await cluster.team();
    const { client, namespace } = team;
    await team.account('admin', [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['*'] },
    ]);
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { serviceAccountName: 'admin' });
    await team.untilReady('app', 'True');
    await client.delete({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      name: 'admin',
      namespace,
    });
    await client.delete(team.ref('app'));
    await team.untilGone(team.ref('app'));
    expect(await team.find(team.configMap('a'))).toBeDefined();
    expect(await team.events('app')).toContainEqual(
      expect.stringContaining(
        `unable to prune objects: \nConfigMap/${namespace}/a`,
      ),
    );
  });
});
