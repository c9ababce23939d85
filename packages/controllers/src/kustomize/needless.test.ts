import {
  KustomizeCluster,
  configMap,
  deployment,
  eventually,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('work that is known to be needless', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('is not done at the interval while the watches are unbroken', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a'), 'd.yaml': deployment('web') });
    await team.apply('app', { interval: '1s', wait: true, timeout: '30s' });
    await team.untilReady('app', 'True');
    const dryRuns = () =>
      cluster.requests.filter(r => r.includes('dryRun=All')).length;
    // The first run at the interval tries everything, now that the watches run.
    await eventually(async () => (dryRuns() >= 4 ? true : undefined));
    await eventually(async () => {
      cluster.requests.length = 0;
      await new Promise(resolve => {
        setTimeout(resolve, 2_500);
      });
      const asked = cluster.requests.filter(
        r => !r.includes('watch=true') && !r.includes('/events'),
      );
      return asked.length === 0 ? true : undefined;
    });
    // A requested run is made in full all the same.
    cluster.requests.length = 0;
    const object = await team.reconcile('app', 'token-1');
    expect(dryRuns()).toBeGreaterThanOrEqual(2);
    expect(object.status?.history?.[0].totalReconciliations).toBeGreaterThan(1);
  });

  it('is done when a variable changed', async () => {
    const team = await cluster.team();
    const variables = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'vars', namespace: team.namespace },
      data: { value: 'one' },
    };
    await team.client.apply(variables, { fieldManager: 'test' });
    await team.push({ 'a.yaml': configMap('a', '${value}') });
    await team.apply('app', {
      interval: '1s',
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] },
    });
    await team.untilReady('app', 'True');
    await team.client.patch(team.configMap('vars'), 'merge', {
      data: { value: 'two' },
    });
    const object = await team.untilThere(
      team.configMap('a'),
      o => JSON.stringify(o.data) !== '{"key":"one"}',
    );
    expect(object.data).toEqual({ key: 'two' });
  });
});
