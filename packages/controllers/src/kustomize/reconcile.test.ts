import {
  KustomizeCluster,
  conditions,
  configMap,
  deployment,
  inventory,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('Kustomization', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('applies what its source has, and says so', async () => {
    const team = await cluster.team();
    const { namespace } = team;
    const revision = await team.push({
      'app/a.yaml': configMap('a'),
      'app/d.yaml': deployment('web'),
    });
    await team.apply('app', { path: './app' });
    const object = await team.untilReady('app', 'True');
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(conditions(object)).toEqual([
      `Ready=True ReconciliationSucceeded: Applied revision: ${revision}`,
    ]);
    expect(object.status).toMatchObject({
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      observedGeneration: 1,
    });
    expect(inventory(object)).toEqual([
      `${namespace}_a__ConfigMap`,
      `${namespace}_web_apps_Deployment`,
    ]);
    expect(object.status?.history).toEqual([
      expect.objectContaining({
        lastReconciledStatus: 'ReconciliationSucceeded',
        totalReconciliations: 1,
        metadata: { revision },
      }),
    ]);
    const applied = await team.find(team.configMap('a'));
    expect(applied?.metadata.labels).toEqual({
      'kustomize.toolkit.fluxcd.io/name': 'app',
      'kustomize.toolkit.fluxcd.io/namespace': namespace,
    });
    expect(
      applied?.metadata.managedFields?.map(e => [e.manager, e.operation]),
    ).toEqual([['kustomize-controller', 'Apply']]);
    expect(await team.events('app')).toEqual([
      `Normal Progressing ConfigMap/${namespace}/a created\nDeployment/${namespace}/web created`,
      expect.stringMatching(
        /^Normal ReconciliationSucceeded Reconciliation finished in \S+, next run in 1h0m0s$/,
      ),
    ]);
  });

  it('waits for its source without an event', async () => {
    const team = await cluster.team();
    await team.apply('app');
    const missing = await team.untilReady('app', 'False');
    expect(conditions(missing)).toEqual([
      'Ready=False ArtifactFailed: GitRepository.source.toolkit.fluxcd.io "src" not found',
    ]);
    expect(missing.status?.observedGeneration ?? -1).toBe(-1);
    expect(await team.events('app')).toEqual([]);
    // The new artifact wakes it, long before the retry interval.
    await team.push({ 'a.yaml': configMap('a') });
    await team.untilReady('app', 'True');
  });

  it('names what is wrong with the build, and prunes nothing', async () => {
    const team = await cluster.team();
    const good = await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app');
    await team.untilReady('app', 'True');
    const bad = await team.push({ 'a.yaml': 'kind: [\n' });
    const object = await team.untilReady('app', 'False', bad);
    expect(conditions(object)[0]).toBe(
      `Reconciling=True ProgressingWithRetry: Building manifests for revision ${bad} with a timeout of 59m30s`,
    );
    expect(conditions(object)[1]).toMatch(
      /^Ready=False BuildFailed: .*a\.yaml/,
    );
    expect(object.status?.lastAppliedRevision).toBe(good);
    expect(object.status?.history).toHaveLength(1);
    expect(inventory(object)).toEqual([`${team.namespace}_a__ConfigMap`]);
    expect(await team.find(team.configMap('a'))).toBeDefined();
  });

  it('says which path is missing', async () => {
    const team = await cluster.team();
    const revision = await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { path: './none' });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)).toEqual([
      `Reconciling=True ProgressingWithRetry: Fetching manifests for revision ${revision} with a timeout of 59m30s`,
      expect.stringMatching(
        /^Ready=False ArtifactFailed: kustomization path not found: stat \/tmp\/kustomization-\d+\/none: no such file or directory$/,
      ),
    ]);
    expect(object.status?.lastAttemptedRevision).toBeUndefined();
  });

  it('counts requested runs, and new revisions without a change', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app');
    await team.untilReady('app', 'True');
    const requested = await team.reconcile('app', 'token-1');
    expect(requested.status?.history?.[0].totalReconciliations).toBe(2);
    const revision = await team.push({
      'a.yaml': configMap('a'),
      'README.md': 'x',
    });
    const renewed = await team.until(
      'app',
      o => o.status?.lastAppliedRevision === revision,
    );
    expect(renewed.status?.history).toHaveLength(1);
    expect(renewed.status?.history?.[0].totalReconciliations).toBe(3);
  });

  it('does nothing while suspended, and catches up when resumed', async () => {
    const team = await cluster.team();
    const first = await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app');
    await team.untilReady('app', 'True');
    await team.apply('app', { suspend: true });
    await team.until('app', o => o.status?.observedGeneration === 2);
    await team.push({ 'a.yaml': configMap('a', 'two') });
    const suspended = await team.reconcile('app', 'token-1');
    expect(suspended.status?.lastAppliedRevision).toBe(first);
    expect((await team.find(team.configMap('a')))?.data).toEqual({
      key: 'one',
    });
    await team.apply('app', { suspend: false });
    await team.untilThere(
      team.configMap('a'),
      o => JSON.stringify(o.data) === '{"key":"two"}',
    );
  });

  it('refuses a Secret that nobody has decrypted', async () => {
    const team = await cluster.team();
    await team.push({
      's.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  a: ENC[x]\nsops:\n  version: 3.9.0\n',
    });
    await team.apply('app');
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)[1]).toBe(
      `Ready=False ReconciliationFailed: Secret/${team.namespace}/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
    );
    expect(object.status?.inventory).toBeUndefined();
  });

  it('says that it cannot decrypt', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a') });
    await team.apply('app', { decryption: { provider: 'sops' } });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)[1]).toBe(
      'Ready=False BuildFailed: spec.decryption: decrypting with SOPS is not supported yet',
    );
  });

  it('raises removed versions of Flux kinds, and tells', async () => {
    const team = await cluster.team();
    await team.push({
      'g.yaml':
        'apiVersion: source.toolkit.fluxcd.io/v1beta2\nkind: GitRepository\nmetadata:\n  name: other\nspec:\n  interval: 1h\n  url: https://git.invalid/x.git\n',
    });
    await team.apply('app');
    const object = await team.untilReady('app', 'True');
    expect(object.status?.inventory?.entries).toEqual([
      {
        id: `${team.namespace}_other_source.toolkit.fluxcd.io_GitRepository`,
        v: 'v1',
      },
    ]);
    expect(await team.events('app')).toContain(
      `Warning Progressing GitRepository/${team.namespace}/other: source.toolkit.fluxcd.io/v1beta2 is not served any more, applied as source.toolkit.fluxcd.io/v1; please update the manifest`,
    );
  });

  it('substitutes variables from ConfigMaps and Secrets', async () => {
    const team = await cluster.team();
    await team.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'vars', namespace: team.namespace },
      data: { value: Buffer.from('from\nsecret').toString('base64') },
    });
    await team.push({ 'a.yaml': configMap('a', '${value} ${own}') });
    await team.apply('app', {
      postBuild: {
        substitute: { own: 'inline' },
        substituteFrom: [
          { kind: 'Secret', name: 'vars' },
          { kind: 'ConfigMap', name: 'none', optional: true },
        ],
      },
    });
    await team.untilReady('app', 'True');
    expect((await team.find(team.configMap('a')))?.data).toEqual({
      key: 'fromsecret inline',
    });
  });

  it('says which variables it could not read', async () => {
    const team = await cluster.team();
    await team.push({ 'a.yaml': configMap('a', '${value}') });
    await team.apply('app', {
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] },
    });
    const object = await team.untilReady('app', 'False');
    expect(conditions(object)[1]).toBe(
      `Ready=False BuildFailed: post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/vars' error: configmaps "vars" not found`,
    );
  });
});
