import {
  KustomizeCluster,
  conditions,
  configMap,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

const all = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }];

describe('impersonation', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('acts with the rights of the account', async () => {
    const team = await cluster.team();
    await team.account('deployer', all);
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { serviceAccountName: 'deployer' });
    await team.untilReady('app', 'True');
    expect(await team.find(team.configMap('a'))).toBeDefined();
  });

  it('has no more rights than the account', async () => {
    const team = await cluster.team();
    await team.account('deployer', []);
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { serviceAccountName: 'deployer' });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)[1]).toBe(
      `Ready=False ReconciliationFailed: ConfigMap/${team.namespace}/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:${team.namespace}:deployer" cannot patch resource "configmaps" in API group "" in the namespace "${team.namespace}"\n`,
    );
  });

  it('does not act for an account that is missing although a binding names it', async () => {
    const team = await cluster.team();
    await team.account('deployer', all);
    await team.client.delete({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      name: 'deployer',
      namespace: team.namespace,
    });
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { serviceAccountName: 'deployer' });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)[1]).toBe(
      `Ready=False ReconciliationFailed: service account '${team.namespace}/deployer' not found: nothing is applied in its name`,
    );
    expect(await team.find(team.configMap('a'))).toBeUndefined();
  });

  describe('with switches', () => {
    it('takes the default account', async () => {
      await cluster.stopController();
      cluster.startController({ defaultServiceAccount: 'standard' });
      const team = await cluster.team();
      await team.account('standard', []);
      await team.push({ 'a.yaml': configMap('a') });
      await team.apply('app');
      const object = await team.untilReady('app', 'False');
      expect(conditions(object)[1]).toContain(
        `User "system:serviceaccount:${team.namespace}:standard" cannot patch`,
      );
    });

    it('refuses to act with its own rights', async () => {
      await cluster.stopController();
      cluster.startController({ requireServiceAccount: true });
      const team = await cluster.team();
      await team.push({ 'a.yaml': configMap('a') });
      await team.apply('app');
      const object = await team.untilReady('app', 'False');
      expect(conditions(object).map(c => c.split(':')[0])).toEqual([
        'Stalled=True AccessDenied',
        'Ready=False AccessDenied',
      ]);
      expect(await team.find(team.configMap('a'))).toBeUndefined();
    });

    it('refuses sources of other namespaces', async () => {
      await cluster.stopController();
      cluster.startController({ noCrossNamespaceRefs: true });
      const [team, other] = [await cluster.team(), await cluster.team()];
      await other.push({ 'a.yaml': configMap('a') });
      await team.apply('app', {
        sourceRef: {
          kind: 'GitRepository',
          name: 'src',
          namespace: other.namespace,
        },
      });
      const object = await team.untilReady('app', 'False');
      expect(conditions(object)).toContain(
        `Ready=False AccessDenied: can't access 'GitRepository/${other.namespace}/src', cross-namespace references have been blocked`,
      );
      expect(conditions(object)[0]).toContain('Stalled=True');
    });
  });
});
