import {
  KustomizeCluster,
  conditions,
  configMap,
  deployment,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

/** A Job that never ends: there is no node whose image could be pulled. */
const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: j
spec:
  suspend: false
  parallelism: 0
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: busybox}
`;

describe('health', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('of everything is waited for, and told once', async () => {
    const team = await cluster.team();
    await team.push({ 'd.yaml': deployment('web') });
    await team.apply('app', { wait: true, timeout: '30s' });
    const object = await team.untilReady('app', 'True');
    expect(conditions(object)[1]).toMatch(
      /^Healthy=True Succeeded: Health check passed in /,
    );
    expect((await team.events('app')).map(e => e.split(' ')[2])).toEqual([
      expect.stringContaining('Deployment/'),
      'Health',
      'Reconciliation',
    ]);
  });

  it('that never comes is a failure with the objects named', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', {
      timeout: '1s',
      healthChecks: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'none',
          namespace: team.namespace,
        },
      ],
    });
    const object = await team.untilReady('app', 'False');
    const text = `timeout waiting for: [Deployment/${team.namespace}/none status: 'NotFound']`;
    expect(conditions(object)).toEqual([
      expect.stringContaining(
        'Reconciling=True ProgressingWithRetry: Running health checks for revision',
      ),
      expect.stringMatching(
        /^Ready=False HealthCheckFailed: health check failed after [\d.]+m?s: timeout waiting for/,
      ),
      `Healthy=False HealthCheckFailed: ${text}`,
    ]);
    expect(object.status?.lastAppliedRevision).toBeUndefined();
    expect(object.status?.inventory?.entries).toHaveLength(1);
    expect(object.status?.history?.[0].lastReconciledStatus).toBe(
      'HealthCheckFailed',
    );
  });

  it('is what expressions say, for the kinds that they name', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a', 'one') });
    const healthCheckExprs = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        current: "data.key == 'two'",
        failed: "data.key == 'one'",
      },
    ];
    await team.apply('app', { wait: true, timeout: '30s', healthCheckExprs });
    const failed = await team.untilReady('app', 'False');
    expect(conditions(failed)).toContain(
      `Healthy=False HealthCheckFailed: failed early due to stalled resources: [ConfigMap/${team.namespace}/a status: 'Failed']`,
    );
    await team.push({ 'a.yaml': configMap('a', 'two') });
    await team.untilReady('app', 'True');
  });

  it('is not checked by a malformed expression, which stalls', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    const healthCheckExprs = [
      { apiVersion: 'v1', kind: 'ConfigMap', current: 'data.' },
    ];
    await team.apply('app', { wait: true, healthCheckExprs });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)).toContainEqual(
      expect.stringMatching(
        /^Stalled=True InvalidCELExpression: Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks\[0\]/,
      ),
    );
    expect(await team.find(team.configMap('a'))).toBeUndefined();
  });

  it('does not hold a worker, and is given up for a new revision', async () => {
    const team = await cluster.team();
    await team.push({ 'j.yaml': job });
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    for (const name of names) {
      await team.apply(name, { wait: true, timeout: '10m', namePrefix: name });
    }
    // Four workers, six waits: all of them have begun.
    for (const name of names) {
      await team.until(name, o =>
        conditions(o).some(c => c.includes('Running health checks')),
      );
    }
    await team.push({ 'a.yaml': configMap('a') });
    for (const name of names) await team.untilReady(name, 'True');
    expect(await team.events('one')).toContain(
      `Normal Progressing Health checks canceled due to new reconciliation triggered by GitRepository/${team.namespace}/src`,
    );
  });
});
