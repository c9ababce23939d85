import {
  KustomizeCluster,
  conditions,
  configMap,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('dependencies', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    // Nothing but events may bring these on: the wait of a minute would fail the tests.
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('wake those that wait for them, one after the other', async () => {
    const team = await cluster.team();
    await team.push({
      'a/a.yaml': configMap('a'),
      'b/b.yaml': configMap('b'),
      'c/c.yaml': configMap('c'),
    });
    await team.apply('c', { path: 'c', dependsOn: [{ name: 'b' }] });
    await team.apply('b', { path: 'b', dependsOn: [{ name: 'a' }] });
    await team.untilReady('c', 'False');
    expect(await team.find(team.configMap('c'))).toBeUndefined();
    await team.apply('a', { path: 'a' });
    await team.untilReady('c', 'True');
    // A new revision goes the same way.
    const revision = await team.push({
      'a/a.yaml': configMap('a', 'two'),
      'b/b.yaml': configMap('b', 'two'),
      'c/c.yaml': configMap('c', 'two'),
    });
    await team.until('c', o => o.status?.lastAppliedRevision === revision);
    await team.untilReady('c', 'True');
  });

  it('say why they are waited for', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { dependsOn: [{ name: 'none' }] });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)).toEqual([
      `Ready=False DependencyNotReady: dependency '${team.namespace}/none' not found: kustomizations.kustomize.toolkit.fluxcd.io "none" not found`,
    ]);
    expect(await team.events('app')).toEqual([
      'Normal DependencyNotReady Dependencies do not meet ready condition, retrying in 1m0s',
    ]);
  });

  it('are ready when an expression says so, and wake those that wait', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('base', { suspend: true });
    const readyExpr =
      "has(dep.metadata.labels) && dep.metadata.labels['go'] == self.metadata.name";
    await team.apply('app', { dependsOn: [{ name: 'base', readyExpr }] });
    const waiting = await team.untilReady('app', 'False');
    expect(conditions(waiting)).toEqual([
      `Ready=False DependencyNotReady: dependency '${team.namespace}/base' is not ready according to readyExpr eval`,
    ]);
    await team.client.patch(team.ref('base'), 'merge', {
      metadata: { labels: { go: 'app' } },
    });
    await team.untilReady('app', 'True');
  });

  it('stall what asks for them with a malformed expression', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('base', { suspend: true });
    await team.apply('app', {
      dependsOn: [{ name: 'base', readyExpr: 'dep.metadata.' }],
    });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)).toContainEqual(
      expect.stringMatching(
        /^Stalled=True InvalidCELExpression: .*failed to evaluate dependency base: failed to parse/,
      ),
    );
  });

  it('are not ready while they are suspended from the start', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('base', { suspend: true });
    await team.apply('app', { dependsOn: [{ name: 'base' }] });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)).toEqual([
      `Ready=False DependencyNotReady: dependency '${team.namespace}/base' is not ready`,
    ]);
  });
});
