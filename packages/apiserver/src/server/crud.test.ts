import {
  at,
  configMap,
  mergePatch,
  TestApiServer,
} from '../testing/testApiServer';

const path = '/api/v1/namespaces/default/configmaps';

describe('create, read, update, delete', () => {
  let api: TestApiServer;
  beforeAll(async () => {
    api = await TestApiServer.start();
  });
  afterAll(() => api.stop());

  it('creates an object with everything that the server owns', async () => {
    const created = await api.call('POST', path, {
      body: configMap('made', { x: '1' }),
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        name: 'made',
        namespace: 'default',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
        creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        managedFields: [
          {
            manager: 'tester',
            operation: 'Update',
            apiVersion: 'v1',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { '.': {}, 'f:x': {} } },
          },
        ],
      },
    });
    const read = await api.call('GET', `${path}/made`);
    expect(read.body).toEqual(created.body);
  });

  it('says what is wrong in the words of the real server', async () => {
    const duplicate = await api.call('POST', path, { body: configMap('made') });
    expect(duplicate.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "made" already exists',
      reason: 'AlreadyExists',
      details: { name: 'made', kind: 'configmaps' },
      code: 409,
    });
    const messages = await Promise.all(
      [
        api.call('GET', `${path}/nope`),
        api.call('GET', '/api/v1/namespaces/default/foos'),
        api.call('PUT', path, { body: {} }),
        api.call('POST', '/api/v1/namespaces/nope/configmaps', {
          body: configMap('a'),
        }),
        api.call('POST', path, {
          body: { ...configMap('a'), metadata: { name: 'a', namespace: 'b' } },
        }),
        api.call('PUT', `${path}/made`, { body: configMap('other') }),
        api.call('POST', path, { body: '{"a"' }),
        api.call('POST', path, { body: '', contentType: 'text/plain' }),
        api.call('PATCH', `${path}/made`, { body: {} }),
        api.call('DELETE', '/api/v1/namespaces/default'),
      ].map(async pending => {
        const { status, body } = await pending;
        return `${status} ${String(body.reason)} ${String(body.message)}`;
      }),
    );
    expect(messages).toEqual([
      '404 NotFound configmaps "nope" not found',
      '404 NotFound the server could not find the requested resource',
      '405 MethodNotAllowed the server does not allow this method on the requested resource',
      '404 NotFound namespaces "nope" not found',
      '400 BadRequest the namespace of the provided object does not match the namespace sent on the request',
      '400 BadRequest the name of the object (other) does not match the name on the URL (made)',
      `400 BadRequest the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({"a")`,
      '415 UnsupportedMediaType the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      '415 UnsupportedMediaType 415: Unsupported Media Type',
      '403 Forbidden namespaces "default" is forbidden: this namespace may not be deleted',
    ]);
  });

  it('lists every cause of an invalid object', async () => {
    const { status, body } = await api.call('POST', path, {
      body: {
        ...configMap('A_'),
        metadata: { name: 'A_', labels: { 'a b': 'c' } },
      },
    });
    expect(status).toBe(422);
    expect(at(body, 'details', 'causes')).toEqual([
      expect.objectContaining({
        reason: 'FieldValueInvalid',
        field: 'metadata.name',
      }),
      expect.objectContaining({
        reason: 'FieldValueInvalid',
        field: 'metadata.labels',
      }),
    ]);
  });

  it('generates names', async () => {
    const { body } = await api.call('POST', path, {
      body: { metadata: { generateName: 'gen-' } },
    });
    expect(at(body, 'metadata', 'name')).toMatch(/^gen-[a-z0-9]{5}$/);
  });

  it('refuses an update that was made from an old state', async () => {
    const created = await api.call('POST', path, { body: configMap('old') });
    const changed = await api.call('PUT', `${path}/old`, {
      body: { ...created.body, data: { a: '1' } },
    });
    expect(changed.status).toBe(200);
    const late = await api.call('PUT', `${path}/old`, {
      body: { ...created.body, data: { a: '2' } },
    });
    expect(late.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "old": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it('stores nothing when nothing changes', async () => {
    const created = await api.call('POST', path, {
      body: configMap('same', { a: '1' }),
    });
    const same = await api.call('PUT', `${path}/same`, { body: created.body });
    expect(same.body).toEqual(created.body);
  });

  it('patches by merge and by JSON patch', async () => {
    await api.call('POST', path, { body: configMap('patched', { a: '1' }) });
    const merged = await api.call('PATCH', `${path}/patched`, {
      contentType: mergePatch,
      body: { data: { a: null, b: '2' } },
    });
    expect(merged.body.data).toEqual({ b: '2' });
    const json = await api.call('PATCH', `${path}/patched`, {
      contentType: 'application/json-patch+json',
      body: [
        { op: 'test', path: '/data/b', value: '2' },
        { op: 'add', path: '/data/c', value: '3' },
      ],
    });
    expect(json.body.data).toEqual({ b: '2', c: '3' });
    const failed = await api.call('PATCH', `${path}/patched`, {
      contentType: 'application/json-patch+json',
      body: [{ op: 'test', path: '/data/b', value: 'other' }],
    });
    expect(failed.status).toBe(422);
  });

  it('tells unknown and repeated fields, as asked', async () => {
    const text =
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"odd"},"data":{"x":"1","x":"2"},"foo":1}';
    const strict = await api.call('POST', `${path}?fieldValidation=Strict`, {
      body: text,
    });
    expect(strict.status).toBe(400);
    expect(strict.body.message).toContain('duplicate field "data.x"');
    expect(strict.body.message).toContain('unknown field "foo"');
    const warned = await api.call('POST', `${path}?dryRun=All`, { body: text });
    expect(warned.status).toBe(201);
    expect(warned.headers.warning).toContain(
      '299 - "duplicate field \\"data.x\\""',
    );
    expect(warned.body.foo).toBeUndefined();
    const ignored = await api.call(
      'POST',
      `${path}?dryRun=All&fieldValidation=Ignore`,
      { body: text },
    );
    expect(ignored.headers.warning).toBeUndefined();
  });

  it('stores nothing in a dry run', async () => {
    const created = await api.call('POST', `${path}?dryRun=All`, {
      body: configMap('dry'),
    });
    expect(created.status).toBe(201);
    expect((await api.call('GET', `${path}/dry`)).status).toBe(404);
  });

  it('keeps an object with finalizers until the last is gone', async () => {
    await api.call('POST', path, {
      body: {
        ...configMap('kept'),
        metadata: { name: 'kept', finalizers: ['example.com/a'] },
      },
    });
    const deleted = await api.call('DELETE', `${path}/kept`);
    expect(deleted.body).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        deletionTimestamp: expect.any(String),
        deletionGracePeriodSeconds: 0,
      },
    });
    const more = await api.call('PATCH', `${path}/kept`, {
      contentType: mergePatch,
      body: { metadata: { finalizers: ['example.com/a', 'example.com/b'] } },
    });
    expect(more.status).toBe(422);
    await api.call('PATCH', `${path}/kept`, {
      contentType: mergePatch,
      body: { metadata: { finalizers: null } },
    });
    expect((await api.call('GET', `${path}/kept`)).status).toBe(404);
  });

  it.each([
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ])(
    'marks a %s deletion for the garbage collector',
    async (policy, finalizer) => {
      const name = policy.toLowerCase();
      await api.call('POST', path, { body: configMap(name) });
      const { body } = await api.call('DELETE', `${path}/${name}`, {
        body: { propagationPolicy: policy },
      });
      expect(at(body, 'metadata', 'finalizers')).toEqual([finalizer]);
    },
  );

  it('deletes only what the preconditions name', async () => {
    await api.call('POST', path, { body: configMap('pre') });
    const wrong = await api.call('DELETE', `${path}/pre`, {
      body: { preconditions: { uid: 'other' } },
    });
    expect(wrong.status).toBe(409);
    const right = await api.call('DELETE', `${path}/pre`);
    expect(right.body).toMatchObject({
      status: 'Success',
      details: { name: 'pre', kind: 'configmaps', uid: expect.any(String) },
    });
  });

  it('deletes a collection by label', async () => {
    for (const name of ['c1', 'c2', 'c3']) {
      await api.call('POST', path, {
        body: {
          ...configMap(name),
          metadata: { name, labels: { set: name === 'c3' ? 'b' : 'a' } },
        },
      });
    }
    await api.call('DELETE', `${path}?labelSelector=set%3Da`);
    const statuses = await Promise.all(
      ['c1', 'c2', 'c3'].map(
        async name => (await api.call('GET', `${path}/${name}`)).status,
      ),
    );
    expect(statuses).toEqual([404, 404, 200]);
  });

  it('takes keys such as __proto__ as data', async () => {
    const { body } = await api.call('POST', path, {
      body: '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"proto","labels":{"constructor":"x"}},"data":{"__proto__":"y"}}',
    });
    expect(Object.keys(Object(body.data))).toEqual(['__proto__']);
    expect(at(body, 'metadata', 'labels')).toEqual({ constructor: 'x' });
  });

  it('refuses bodies that are nested too deeply', async () => {
    const depth = 100_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const { status } = await api.call('POST', path, {
      body: `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"deep"},"data":${deep}}`,
    });
    expect(status).toBe(400);
  });

  it('refuses bodies that are too large', async () => {
    const { status, body } = await api.call('POST', path, {
      body: configMap('large', { x: 'x'.repeat(4 * 1024 * 1024) }),
    });
    expect(status).toBe(413);
    expect(body.reason).toBe('RequestEntityTooLarge');
  });

  it('scales a Deployment', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    const labels = { app: 'web' };
    await api.call('POST', deployments, {
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'web', image: 'web:1' }] },
          },
        },
      },
    });
    const scaled = await api.call('PATCH', `${deployments}/web/scale`, {
      contentType: mergePatch,
      body: { spec: { replicas: 3 } },
    });
    expect(scaled.body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 3 },
      status: { selector: 'app=web' },
    });
    const { body } = await api.call('GET', `${deployments}/web`);
    expect(at(body, 'spec', 'replicas')).toBe(3);
    expect(at(body, 'metadata', 'generation')).toBe(2);
    expect(at(body, 'metadata', 'managedFields')).toContainEqual(
      expect.objectContaining({
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      }),
    );
  });

  it('keeps status and spec apart', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    const main = await api.call('PATCH', `${deployments}/web`, {
      contentType: mergePatch,
      body: { status: { replicas: 7 } },
    });
    expect(at(main.body, 'status', 'replicas')).toBeUndefined();
    const status = await api.call('PATCH', `${deployments}/web/status`, {
      contentType: mergePatch,
      body: { status: { replicas: 7 }, spec: { replicas: 9 } },
    });
    expect(at(status.body, 'status', 'replicas')).toBe(7);
    expect(at(status.body, 'spec', 'replicas')).toBe(3);
  });
});
