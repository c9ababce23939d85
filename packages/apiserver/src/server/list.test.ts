import { at, configMap, TestApiServer } from '../testing/testApiServer';

const path = '/api/v1/namespaces/default/configmaps';

describe('lists', () => {
  let api: TestApiServer;
  beforeAll(async () => {
    api = await TestApiServer.start();
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await api.call('POST', path, {
        body: {
          ...configMap(name, { x: '1' }),
          metadata: {
            name,
            labels: { tier: index % 2 ? 'odd' : 'even', [`only-${name}`]: '' },
          },
        },
      });
    }
  });
  afterAll(() => api.stop());

  const names = (body: unknown) => {
    const items = at(body, 'items');
    return Array.isArray(items)
      ? items.map(item => at(item, 'metadata', 'name'))
      : [];
  };
  const listed = async (query: string) =>
    names((await api.call('GET', `${path}?${query}`)).body).join('');

  it.each([
    ['tier=even', 'ace'],
    ['tier==odd', 'bd'],
    ['tier!=odd', 'ace'],
    ['tier in (odd, other)', 'bd'],
    ['tier notin (odd)', 'ace'],
    ['only-a', 'a'],
    ['!only-a', 'bcde'],
    ['tier=even,!only-a', 'ce'],
    ['missing', ''],
  ])('selects labels by %s', async (selector, expected) => {
    expect(await listed(`labelSelector=${encodeURIComponent(selector)}`)).toBe(
      expected,
    );
  });

  it.each([
    ['metadata.name=b', 'b'],
    ['metadata.name!=b,metadata.namespace=default', 'acde'],
  ])('selects fields by %s', async (selector, expected) => {
    expect(await listed(`fieldSelector=${encodeURIComponent(selector)}`)).toBe(
      expected,
    );
  });

  it('refuses selectors that it cannot read', async () => {
    const messages = await Promise.all(
      ['labelSelector=a%3D%3D%3Db', 'fieldSelector=foo%3Dbar'].map(
        async query => (await api.call('GET', `${path}?${query}`)).body.message,
      ),
    );
    expect(messages).toEqual([
      "unable to parse requirement: found '=', expected: identifier",
      '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ]);
  });

  it('answers pages of one and the same state', async () => {
    const first = await api.call('GET', `${path}?limit=2`);
    expect(names(first.body)).toEqual(['a', 'b']);
    expect(at(first.body, 'metadata', 'remainingItemCount')).toBe(3);
    await api.call('DELETE', `${path}/c`);
    await api.call('POST', path, { body: configMap('cc') });
    const token = String(at(first.body, 'metadata', 'continue'));
    const second = await api.call('GET', `${path}?limit=2&continue=${token}`);
    expect(names(second.body)).toEqual(['c', 'd']);
    expect(at(second.body, 'metadata', 'resourceVersion')).toBe(
      at(first.body, 'metadata', 'resourceVersion'),
    );
    const next = String(at(second.body, 'metadata', 'continue'));
    const third = await api.call('GET', `${path}?limit=2&continue=${next}`);
    expect(names(third.body)).toEqual(['e']);
    expect(at(third.body, 'metadata', 'continue')).toBeUndefined();
    const exact = String(at(first.body, 'metadata', 'resourceVersion'));
    expect(
      await listed(`resourceVersion=${exact}&resourceVersionMatch=Exact`),
    ).toBe('abcde');
  });

  it('refuses revisions of the future', async () => {
    const { body } = await api.call('GET', `${path}?resourceVersion=99999`);
    expect(body).toMatchObject({
      code: 504,
      details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
    });
  });

  it('answers tables', async () => {
    const { body } = await api.call(
      'GET',
      `${path}?fieldSelector=metadata.name%3Da`,
      {
        headers: {
          Accept:
            'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
        },
      },
    );
    expect(body).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      rows: [
        {
          cells: ['a', 1, expect.any(String)],
          object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } },
        },
      ],
    });
  });

  it('answers metadata alone', async () => {
    const { body } = await api.call('GET', path, {
      headers: {
        Accept:
          'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
      },
    });
    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(at(body, 'items', 0, 'kind')).toBe('PartialObjectMetadata');
    expect(at(body, 'items', 0, 'data')).toBeUndefined();
  });

  it('answers YAML when it is asked for', async () => {
    const { headers, text } = await api.call('GET', `${path}/a`, {
      headers: { Accept: 'application/yaml' },
    });
    expect(headers['content-type']).toBe('application/yaml');
    expect(text).toContain('data:\n  x: "1"\n');
  });

  it('leaves kind and version out of the items of built-in lists', async () => {
    const { body } = await api.call('GET', path);
    expect(body.kind).toBe('ConfigMapList');
    expect(Object.keys(Object(at(body, 'items', 0)))).toEqual([
      'metadata',
      'data',
    ]);
  });
});
