import { at, TestApiServer } from '../testing/testApiServer';
import { compareVersions } from './servedTypes';

describe('discovery', () => {
  let api: TestApiServer;
  beforeAll(async () => {
    api = await TestApiServer.start();
  });
  afterAll(() => api.stop());

  it('lists groups and their resources', async () => {
    const groups = await api.call('GET', '/apis');
    expect(groups.body.kind).toBe('APIGroupList');
    expect(
      at(
        (await api.call('GET', '/apis/apps')).body,
        'preferredVersion',
        'groupVersion',
      ),
    ).toBe('apps/v1');
    const apps = await api.call('GET', '/apis/apps/v1');
    const resources = at(apps.body, 'resources');
    expect(resources).toContainEqual(
      expect.objectContaining({
        name: 'deployments',
        kind: 'Deployment',
        namespaced: true,
        shortNames: ['deploy'],
      }),
    );
    expect(resources).toContainEqual(
      expect.objectContaining({
        name: 'deployments/scale',
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
      }),
    );
    expect((await api.call('GET', '/apis/none')).status).toBe(404);
  });

  it('answers aggregated discovery to clients that ask for it', async () => {
    const accept = (version: string) => ({
      Accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`,
    });
    for (const version of ['v2', 'v2beta1']) {
      const core = await api.call('GET', '/api', { headers: accept(version) });
      expect(core.body).toMatchObject({
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${version}`,
      });
      expect(core.headers['content-type']).toContain(
        'as=APIGroupDiscoveryList',
      );
      const again = await api.call('GET', '/api', {
        headers: {
          ...accept(version),
          'If-None-Match': String(core.headers.etag),
        },
      });
      expect(again.status).toBe(304);
    }
  });

  it('describes kinds so that kubectl validates and applies', async () => {
    const index = await api.call('GET', '/openapi/v3');
    const address = String(
      at(index.body, 'paths', 'apis/apps/v1', 'serverRelativeURL'),
    );
    const document = await api.call('GET', address);
    const patch = at(
      document.body,
      'paths',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
      'patch',
    );
    expect(at(patch, 'x-kubernetes-group-version-kind')).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
    });
    expect(at(patch, 'parameters')).toContainEqual(
      expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
    );
    const schemas = Object(at(document.body, 'components', 'schemas'));
    const references =
      JSON.stringify(document.body).match(/#\/components\/schemas\/[\w.-]+/g) ??
      [];
    const missing = new Set(
      references
        .map(reference => reference.slice(21))
        .filter(name => !Object.hasOwn(schemas, name)),
    );
    expect([...missing]).toEqual([]);
    const same = await api.call('GET', address, {
      headers: { 'If-None-Match': String(document.headers.etag) },
    });
    expect(same.status).toBe(304);
    const stale = await api.call('GET', '/openapi/v3/apis/apps/v1?hash=OLD');
    expect(stale.status).toBe(301);
    expect(stale.headers.location).toBe(address);
  });

  it('forgets what is no longer served', async () => {
    const { internalApi } = api.server;
    const definition = internalApi
      .definitions()
      .find(({ kind }) => kind === 'ConfigMap');
    if (!definition) {
      throw new Error('no ConfigMap');
    }
    const served = {
      ...definition,
      group: 'example.com',
      kind: 'Thing',
      plural: 'things',
      singular: 'thing',
      custom: true,
    };
    internalApi.setDefinition(served);
    expect(
      (await api.call('GET', '/apis/example.com/v1/namespaces/default/things'))
        .status,
    ).toBe(200);
    expect((await api.call('GET', '/openapi/v3')).text).toContain(
      'apis/example.com/v1',
    );
    internalApi.removeDefinition('example.com', 'v1', 'things');
    const gone = await api.call(
      'GET',
      '/apis/example.com/v1/namespaces/default/things',
    );
    expect(gone.status).toBe(404);
    expect(gone.text).toBe('404 page not found\n');
  });

  it('answers health and version', async () => {
    for (const path of ['/healthz', '/livez', '/readyz']) {
      expect((await api.call('GET', path, { anonymous: true })).text).toBe(
        'ok',
      );
    }
    expect(
      (await api.call('GET', '/version', { anonymous: true })).body.gitVersion,
    ).toBe('v1.36.2');
  });

  it('puts stable versions first', () => {
    const versions = [
      'v1beta1',
      'v10',
      'foo',
      'v2',
      'v2alpha1',
      'v1',
      'v2beta2',
    ];
    expect(versions.sort(compareVersions)).toEqual([
      'v10',
      'v2',
      'v1',
      'v2beta2',
      'v1beta1',
      'v2alpha1',
      'foo',
    ]);
  });
});
