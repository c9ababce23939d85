import { fieldSetOf } from '../smd/toFieldSet';
import {
  builtinComponent,
  builtinComponents,
  builtinSchema,
  builtinTypes,
  resolveSchema,
} from './builtin';
import { fieldTypeOf } from './fieldTypes';
import { withZeroFields } from './zeroFields';

describe('built-in schemas', () => {
  it('describe every served kind', () => {
    expect(builtinTypes().length).toBeGreaterThan(50);
    for (const { apiVersion, kind } of builtinTypes()) {
      expect(builtinSchema(apiVersion, kind)).toMatchObject({ type: 'object' });
    }
  });

  it('say how a kind is served', () => {
    const deployment = builtinTypes().find(
      type => type.apiVersion === 'apps/v1' && type.kind === 'Deployment',
    );
    expect(deployment).toMatchObject({
      group: 'apps',
      version: 'v1',
      plural: 'deployments',
      singular: 'deployment',
      namespaced: true,
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: { scale: ['get', 'patch', 'update'] },
      subresourceKinds: {
        scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      },
    });
  });

  it('are absent for other kinds and for names of JavaScript', () => {
    expect(builtinSchema('apps/v1', 'Nope')).toBeUndefined();
    expect(builtinSchema('apps/v1', 'constructor')).toBeUndefined();
    expect(builtinSchema('__proto__', 'toString')).toBeUndefined();
    expect(builtinComponent('io.k8s.api.core.v1.__proto__')).toBeUndefined();
    expect(builtinComponent('__proto__.x')).toBeUndefined();
  });

  it('refer to components that come along', () => {
    const components = builtinComponents('apps/v1');
    expect(components).toHaveProperty(['io.k8s.api.core.v1.PodSpec']);
    const names = JSON.stringify(components).matchAll(
      /#\/components\/schemas\/([^"]+)/g,
    );
    for (const [, name] of names) {
      expect(components).toHaveProperty([name]);
    }
  });

  it('lay what stands beside a reference over the component', () => {
    const resolved = resolveSchema({
      default: {},
      allOf: [
        { $ref: '#/components/schemas/io.k8s.api.core.v1.SecretReference' },
      ],
    });
    expect(resolved).toMatchObject({
      type: 'object',
      default: {},
      properties: { name: { type: 'string' } },
      'x-kubernetes-map-type': 'atomic',
    });
    const plain = { type: 'string' };
    expect(resolveSchema(plain)).toBe(plain);
  });
});

describe('field types', () => {
  const paths = (schema: Parameters<typeof fieldTypeOf>[0], value: object) =>
    fieldSetOf({ ...value }, fieldTypeOf(schema))
      .toString()
      .split('\n');

  it('follow list types, map types and patch strategies', () => {
    const schema = {
      type: 'object',
      properties: {
        set: {
          type: 'array',
          items: { type: 'string' },
          'x-kubernetes-list-type': 'set',
        },
        byKey: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              k: { type: 'string', default: 'd' },
              v: { type: 'integer' },
            },
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
        },
        merged: {
          type: 'array',
          items: { type: 'object', properties: { n: { type: 'string' } } },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'n',
        },
        list: { type: 'array', items: { type: 'string' } },
        atomic: {
          type: 'object',
          properties: { a: { type: 'string' } },
          'x-kubernetes-map-type': 'atomic',
        },
        free: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    };
    expect(
      paths(schema, {
        metadata: { labels: { a: 'b' } },
        set: ['x'],
        byKey: [{ v: 1 }],
        merged: [{ n: 'm' }],
        list: ['x'],
        atomic: { a: 'b' },
        free: { deep: { l: [1] } },
      }).sort(),
    ).toEqual([
      '.atomic',
      '.byKey[k="d"]',
      '.byKey[k="d"].v',
      '.free.deep',
      '.free.deep.l',
      '.list',
      '.merged[n="m"]',
      '.merged[n="m"].n',
      '.metadata.labels.a',
      '.set[="x"]',
    ]);
  });

  it('know ports by port and protocol', () => {
    const schema = builtinSchema('v1', 'Service') ?? {};
    expect(paths(schema, { spec: { ports: [{ port: 80 }] } })).toEqual([
      '.spec.ports[port=80,protocol="TCP"]',
      '.spec.ports[port=80,protocol="TCP"].port',
    ]);
  });

  it('refuse unknown extensions', () => {
    expect(() =>
      fieldTypeOf({
        type: 'object',
        properties: { a: { type: 'array', 'x-kubernetes-list-type': 'odd' } },
      }),
    ).toThrow('unknown list type odd');
  });
});

describe('zero fields', () => {
  it('are those that Go types always have', () => {
    expect(
      withZeroFields(
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        'apps/v1',
        'Deployment',
      ),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {},
      spec: {
        selector: null,
        strategy: {},
        template: { metadata: {}, spec: { containers: null } },
      },
      status: {},
    });
  });

  it('leave other kinds and complete objects alone', () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget' };
    expect(withZeroFields(object, 'example.com/v1', 'Widget')).toBe(object);
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: {} };
    expect(withZeroFields(secret, 'v1', 'Secret')).toBe(secret);
  });
});
