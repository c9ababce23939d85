import {
  applyPatch,
  at,
  configMap,
  TestApiServer,
} from '../testing/testApiServer';

const path = '/api/v1/namespaces/default/configmaps';

describe('server-side apply', () => {
  let api: TestApiServer;
  beforeAll(async () => {
    api = await TestApiServer.start();
  });
  afterAll(() => api.stop());

  const apply = (name: string, data: Record<string, string>, query: string) =>
    api.call('PATCH', `${path}/${name}?${query}`, {
      contentType: applyPatch,
      body: configMap(name, data),
    });

  it('creates what does not exist', async () => {
    const created = await apply('a', { x: '1' }, 'fieldManager=one');
    expect(created.status).toBe(201);
    expect(at(created.body, 'metadata', 'managedFields')).toEqual([
      expect.objectContaining({
        manager: 'one',
        operation: 'Apply',
        fieldsV1: { 'f:data': { 'f:x': {} } },
      }),
    ]);
  });

  it('changes nothing, not even the resource version, when nothing changed', async () => {
    const first = await apply('same', { x: '1' }, 'fieldManager=one');
    const second = await apply('same', { x: '1' }, 'fieldManager=one');
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('refuses to take fields from others, unless it is forced', async () => {
    await apply('fought', { x: '1' }, 'fieldManager=one');
    const refused = await apply('fought', { x: '2' }, 'fieldManager=two');
    expect(refused.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .data.x',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "one"',
            field: '.data.x',
          },
        ],
      },
    });
    const forced = await apply(
      'fought',
      { x: '2' },
      'fieldManager=two&force=true',
    );
    expect(forced.body.data).toEqual({ x: '2' });
  });

  it('removes what its manager no longer states', async () => {
    await apply('shrinks', { x: '1', y: '1' }, 'fieldManager=one');
    const { body } = await apply('shrinks', { y: '1' }, 'fieldManager=one');
    expect(body.data).toEqual({ y: '1' });
  });

  it('shows in a dry run what would come, with the stored resource version', async () => {
    const stored = await apply('dry', { x: '1' }, 'fieldManager=one');
    const dry = await apply('dry', { x: '2' }, 'fieldManager=one&dryRun=All');
    expect(dry.body.data).toEqual({ x: '2' });
    expect(at(dry.body, 'metadata', 'resourceVersion')).toBe(
      at(stored.body, 'metadata', 'resourceVersion'),
    );
    const read = await api.call('GET', `${path}/dry`);
    expect(read.body).toEqual(stored.body);
  });

  it('reads YAML', async () => {
    const { status, body } = await api.call(
      'PATCH',
      `${path}/yaml?fieldManager=one`,
      {
        contentType: applyPatch,
        body: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n  x: "yes"\n',
      },
    );
    expect(status).toBe(201);
    expect(body.data).toEqual({ x: 'yes' });
  });

  it('says what is missing or wrong', async () => {
    const messages = await Promise.all(
      [
        apply('bad', {}, ''),
        api.call('PATCH', `${path}/bad?fieldManager=one`, {
          contentType: applyPatch,
          body: {},
        }),
        api.call('PATCH', `${path}/bad?fieldManager=one`, {
          contentType: applyPatch,
          body: { ...configMap('bad'), foo: 1 },
        }),
        api.call('PATCH', `${path}/bad?fieldManager=one`, {
          contentType: applyPatch,
          body: { ...configMap('bad'), data: { a: [1] } },
        }),
        api.call('PATCH', `${path}/bad?fieldManager=one`, {
          contentType: applyPatch,
          body: {
            ...configMap('bad'),
            metadata: { name: 'bad', managedFields: [{}] },
          },
        }),
        api.call('PATCH', `${path}/bad?fieldManager=one`, {
          contentType: applyPatch,
          body: { ...configMap('bad'), metadata: { name: 'bad', uid: 'u' } },
        }),
        api.call(
          'PATCH',
          `${path}/bad?fieldManager=one&fieldValidation=Strict`,
          {
            contentType: applyPatch,
            body: 'apiVersion: v1\nkind: ConfigMap\ndata: {a: "1", a: "2"}\n',
          },
        ),
      ].map(async pending => {
        const { status, body } = await pending;
        return `${status} ${String(body.message)}`;
      }),
    );
    expect(messages).toEqual([
      '422 PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      '400 invalid object type: /, Kind=',
      '500 failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .foo: field not declared in schema',
      '500 failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:[]interface {}{1}}',
      '400 metadata.managedFields must be nil',
      '409 Operation cannot be fulfilled on configmaps "bad": uid mismatch: the provided object specified uid u, and no existing object was found',
      '400 error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 3: key "a" already set in map',
    ]);
  });
});
