import { KustomizeCluster, configMap } from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('a revision that holds the same of what was built', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  const app = { 'app/a.yaml': configMap('a', 'one') };

  it('is not built again', async () => {
    const team = await cluster.team();
    await team.push({ ...app, 'other/b.yaml': configMap('b') });
    await team.apply('app', { path: './app' });
    await team.untilReady('app', 'True');
    cluster.builds.length = 0;

    const revision = await team.push({
      ...app,
      'other/b.yaml': configMap('b', 'two'),
    });
    const object = await team.untilReady('app', 'True', revision);
    expect(cluster.builds).toEqual(['confirmed']);
    expect(object.status).toMatchObject({
      lastAppliedRevision: revision,
      inventory: { entries: [{ id: `${team.namespace}_a__ConfigMap` }] },
    });
    expect(await team.get('app')).toMatchObject({
      status: { history: [{ totalReconciliations: 2 }] },
    });

    // What a user asks for is done in full.
    await team.reconcile('app', 'token-1');
    expect(cluster.builds).toEqual(['confirmed', 'built']);
  });

  it.each([
    ['a file that was read', { 'app/a.yaml': configMap('a', 'two') }],
    ['a file that is new', { ...app, 'app/b.yaml': configMap('b') }],
    [
      'a kustomization where none was',
      { ...app, 'app/kustomization.yaml': 'resources: [a.yaml]\n' },
    ],
  ])('is built when it differs in %s', async (_, files) => {
    const team = await cluster.team();
    await team.push(app);
    await team.apply('app', { path: './app' });
    await team.untilReady('app', 'True');
    cluster.builds.length = 0;
    await team.untilReady('app', 'True', await team.push(files));
    expect(cluster.builds).toEqual(['built']);
  });

  it('is built when the specification differs', async () => {
    const team = await cluster.team();
    await team.push(app);
    await team.apply('app', { path: './app' });
    await team.untilReady('app', 'True');
    cluster.builds.length = 0;
    await team.apply('app', { path: './app', nameSuffix: '-x' });
    await team.untilReady('app', 'True');
    expect(cluster.builds).toEqual(['built']);
  });
});
