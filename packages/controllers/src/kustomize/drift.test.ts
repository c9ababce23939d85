import {
  KustomizeCluster,
  configMap,
  deployment,
  eventually,
} from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

describe('drift', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  async function ready(files: Record<string, string>, spec = {}) {
    const team = await cluster.team();
    await team.push(files);
    await team.apply('app', spec);
    const object = await team.untilReady('app', 'True');
    return { team, object };
  }

  it('of a scaled Deployment is undone at once, with requests for it alone', async () => {
    const { team, object } = await ready({
      'd.yaml': deployment('web'),
      'a.yaml': configMap('a'),
    });
    const ref = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'web',
      namespace: team.namespace,
    };
    cluster.requests.length = 0;
    const before = Date.now();
    await team.client.patch(
      ref,
      'merge',
      { spec: { replicas: 2 } },
      { fieldManager: 'kubectl', subresource: 'scale' },
    );
    await eventually(async () => {
      const events = await team.events('app');
      return (
        events.includes(
          `Normal Progressing Deployment/${team.namespace}/web configured`,
        ) || undefined
      );
    });
    expect(Date.now() - before).toBeLessThan(2_000);
    const { items } = await team.client.list(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace: team.namespace },
    );
    expect(items.map(event => event.metadata.annotations)).toContainEqual(
      expect.objectContaining({ 'sluice.dev/drift-manager': 'kubectl' }),
    );
    expect((await team.find(ref))?.spec).toMatchObject({ replicas: 0 });
    const named = cluster.requests.filter(r => !r.includes('watch=true'));
    expect(
      named.every(r => r.includes('/deployments/web') || r.includes('/events')),
    ).toBe(true);
    const after = await team.get('app');
    expect(after.status).toEqual(object.status);
  });

  it('of an object that was deleted is undone', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    await team.client.delete(team.configMap('a'));
    const object = await team.untilThere(team.configMap('a'));
    expect(object.data).toEqual({ key: 'one' });
  });

  it('by kubectl edit is undone, by a controller it is not', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    await team.client.patch(
      team.configMap('a'),
      'merge',
      { data: { injected: 'x' } },
      { fieldManager: 'injector' },
    );
    await team.client.patch(
      team.configMap('a'),
      'merge',
      { data: { edited: 'x' } },
      { fieldManager: 'kubectl-edit' },
    );
    const object = await team.untilThere(
      team.configMap('a'),
      o => !JSON.stringify(o.data).includes('edited'),
    );
    expect(object.data).toEqual({ key: 'one', injected: 'x' });
  });

  it('made while the controller was away is undone when it is back', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    await cluster.stopController();
    await team.client.patch(team.configMap('a'), 'merge', {
      data: { key: 'changed' },
    });
    cluster.startController();
    const object = await team.untilThere(
      team.configMap('a'),
      o => JSON.stringify(o.data) !== '{"key":"changed"}',
    );
    expect(object.data).toEqual({ key: 'one' });
  });

  it.each([
    ['interval', 0],
    ['warn', 1],
  ])('is left to the interval when its mode is %s', async (mode, warnings) => {
    const { team } = await ready({
      'a.yaml': configMap(
        'a',
        'one',
        `  annotations: {sluice.dev/drift: ${mode}}\n`,
      ),
    });
    await team.client.patch(
      team.configMap('a'),
      'merge',
      { data: { key: 'changed' } },
      { fieldManager: 'somebody' },
    );
    // A change of another object that is undone shows that the watch has got that far.
    await team.client.patch(
      team.configMap('a'),
      'merge',
      { data: { key: 'changed again' } },
      { fieldManager: 'somebody' },
    );
    const told = await eventually(async () => {
      const events = (await team.events('app')).filter(e =>
        e.includes('DriftDetected'),
      );
      return events.length >= warnings ? events : undefined;
    });
    expect(told.every(e => e.includes("by 'somebody'"))).toBe(true);
    expect((await team.find(team.configMap('a')))?.data).toEqual({
      key: 'changed again',
    });
    await team.reconcile('app', 'token-1');
    expect((await team.find(team.configMap('a')))?.data).toEqual({
      key: 'one',
    });
  });

  it('that comes again and again is undone ever later, and the manager named', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    for (let round = 0; round < 3; round += 1) {
      await team.client.patch(
        team.configMap('a'),
        'merge',
        { data: { key: `round ${round}` } },
        { fieldManager: 'autoscaler' },
      );
      await team.untilThere(
        team.configMap('a'),
        o => JSON.stringify(o.data) === '{"key":"one"}',
      );
    }
    const events = await team.events('app');
    expect(events).toContain(
      `Warning DriftContended ConfigMap/${team.namespace}/a is changed again and again by 'autoscaler'; it is put back less and less often, down to every 1h0m0s`,
    );
  });

  it('is not fought over by two Kustomizations', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    await team.apply('two');
    await team.untilReady('two', 'True');
    const label = 'kustomize.toolkit.fluxcd.io/name';
    expect(
      (await team.find(team.configMap('a')))?.metadata.labels?.[label],
    ).toBe('two');
    await team.client.delete(team.ref('two'));
    await team.untilGone(team.ref('two'));
    // It was two's when it was deleted, so its deletion is no drift of app.
    expect(await team.find(team.configMap('a'))).toBeUndefined();
    await team.reconcile('app', 'token-1');
    expect(
      (await team.find(team.configMap('a')))?.metadata.labels?.[label],
    ).toBe('app');
  });

  it('between two owners is told to both', async () => {
    const { team } = await ready({ 'a.yaml': configMap('a') });
    await team.apply('two');
    await team.untilReady('two', 'True');
    for (const round of [1, 2]) {
      await team.reconcile('app', `token-${round}`);
      await team.reconcile('two', `token-${round}`);
    }
    const told = (name: string, other: string) =>
      eventually(async () =>
        (await team.events(name)).find(e => e.includes(`/${other} too`)),
      );
    const text = (owner: string) =>
      `Warning DriftContested ConfigMap/${team.namespace}/a is applied by Kustomization/${team.namespace}/${owner} too; it is left to the interval. Let only one of them have it`;
    expect(await told('app', 'two')).toBe(text('two'));
    expect(await told('two', 'app')).toBe(text('app'));
  });
});
