import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject, ManagedFieldsEntry } from '../../objects';
import { builtinSchema } from '../../schema/builtin';
import { FieldManagerBadRequestError, TypedObjectError } from './errors';
import { createFieldManager } from './fieldManager';

const NOW = Date.parse('2026-01-02T03:04:05.678Z');

type ConfigMap = KubernetesObject & { data?: Record<string, unknown> };

function configMap(
  data: Record<string, unknown>,
  metadata: KubernetesObject['metadata'] = {},
): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n', ...metadata },
    data,
  };
}

function managerOf(schema: JsonObject | 'deduced') {
  return createFieldManager({ schema, apiVersion: 'v1', kind: 'ConfigMap' });
}

const manager = managerOf(
  builtinSchema('v1', 'ConfigMap') ?? { type: 'object' },
);

function stored(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, uid: 'u' } };
}

function ownersOf(object: KubernetesObject): string[] {
  return (object.metadata.managedFields ?? []).map(
    ({ manager: name, operation, fieldsV1 }) =>
      `${name} ${operation} ${JSON.stringify(fieldsV1)}`,
  );
}

describe('field manager', () => {
  it('records who applied what, and when', () => {
    const { object, changed } = manager.apply(
      undefined,
      configMap({ a: '1' }),
      {
        manager: 'flux',
        now: NOW,
      },
    );
    expect(changed).toBe(true);
    expect(object.metadata.managedFields).toEqual([
      {
        manager: 'flux',
        operation: 'Apply',
        apiVersion: 'v1',
        time: '2026-01-02T03:04:05Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} } },
      },
    ]);
  });

  it('answers the live object itself when nothing changes', () => {
    const live = stored(
      manager.apply(undefined, configMap({ a: '1' }), {
        manager: 'flux',
        now: NOW,
      }).object,
    );
    const again = manager.apply(live, configMap({ a: '1' }), {
      manager: 'flux',
      now: NOW + 60_000,
    });
    expect(again.changed).toBe(false);
    expect(again.object).toBe(live);
  });

  it('never changes its arguments', () => {
    const live = stored(
      manager.update(undefined, configMap({ a: '1', b: '1' }), {
        manager: 'x',
        now: NOW,
      }),
    );
    const config = configMap({ a: '2' });
    const before = JSON.stringify([live, config]);
    manager.apply(live, config, { manager: 'y', now: NOW, force: true });
    manager.update(live, config, { manager: 'y', now: NOW });
    expect(JSON.stringify([live, config])).toBe(before);
  });

  it('removes what is no longer applied, unless somebody else owns it', () => {
    const first = manager.apply(undefined, configMap({ a: '1', b: '1' }), {
      manager: 'one',
      now: NOW,
    }).object;
    const second = manager.apply(stored(first), configMap({ b: '1' }), {
      manager: 'two',
      now: NOW,
    }).object;
    const third = manager.apply(stored(second), configMap({}), {
      manager: 'one',
      now: NOW,
    }).object;
    expect(third).toMatchObject({ data: { b: '1' } });
    expect(Object.keys(Object(third).data)).toEqual(['b']);
    expect(ownersOf(third)).toEqual([
      'two Apply {"f:data":{"f:b":{}}}',
      'one Apply {"f:data":{}}',
    ]);
  });

  it('counts only from the first apply what was there before', () => {
    const unmanaged = stored(configMap({ a: '1', b: '1' }));
    const updated = manager.update(
      unmanaged,
      stored(configMap({ a: '2', b: '1' })),
      { manager: 'x', now: NOW },
    );
    expect(updated.metadata.managedFields).toBeUndefined();
    const { object } = manager.apply(updated, configMap({ a: '2' }), {
      manager: 'flux',
      now: NOW,
    });
    expect(ownersOf(object)).toEqual([
      'flux Apply {"f:data":{"f:a":{}}}',
      'before-first-apply Update {"f:data":{".":{},"f:a":{},"f:b":{}}}',
    ]);
  });

  it('honours managedFields that a write states', () => {
    const live = stored(
      manager.update(undefined, configMap({ a: '1' }), {
        manager: 'kubectl-client-side-apply',
        now: NOW,
      }),
    );
    const [entry]: ManagedFieldsEntry[] = live.metadata.managedFields ?? [];
    const moved = manager.update(
      live,
      {
        ...live,
        metadata: {
          ...live.metadata,
          managedFields: [{ ...entry, manager: 'flux', operation: 'Apply' }],
        },
      },
      { manager: 'migrator', now: NOW + 1000 },
    );
    expect(ownersOf(moved)).toEqual([
      'flux Apply {"f:data":{".":{},"f:a":{}}}',
    ]);
    const kept = manager.update(
      moved,
      { ...moved, metadata: { ...moved.metadata, managedFields: undefined } },
      { manager: 'x', now: NOW },
    );
    expect(ownersOf(kept)).toEqual(ownersOf(moved));
    const subresource = manager.update(
      moved,
      { ...moved, metadata: { ...moved.metadata, managedFields: [{}] } },
      { manager: 'x', now: NOW, subresource: 'status' },
    );
    expect(ownersOf(subresource)).toEqual(ownersOf(moved));
    const reset = manager.update(
      moved,
      { ...moved, metadata: { ...moved.metadata, managedFields: [{}] } },
      { manager: 'x', now: NOW },
    );
    expect(reset.metadata.managedFields).toBeUndefined();
  });

  it('forgets the oldest of many managers, not their fields', () => {
    let live = stored(
      manager.update(undefined, configMap({ k: '0' }), {
        manager: 'm0',
        now: NOW,
      }),
    );
    for (let i = 1; i <= 12; i++) {
      live = manager.update(
        live,
        { ...live, ...configMap({ [`k${i}`]: 'x' }, live.metadata) },
        { manager: `m${i}`, now: NOW + i * 1000 },
      );
    }
    expect(live.metadata.managedFields?.length).toBeLessThanOrEqual(11);
  });

  it('has keys such as __proto__ as data', () => {
    const data: Record<string, string> = JSON.parse(
      '{"__proto__": "p", "constructor": "c", "a": "1"}',
    );
    const live = stored(
      manager.apply(undefined, configMap(data), { manager: 'one', now: NOW })
        .object,
    );
    expect(JSON.stringify(Object(live).data)).toBe(JSON.stringify(data));
    expect(ownersOf(live)).toEqual([
      'one Apply {"f:data":{"f:__proto__":{},"f:a":{},"f:constructor":{}}}',
    ]);
    const next = manager.apply(live, configMap({ a: '1' }), {
      manager: 'one',
      now: NOW,
    }).object;
    expect(JSON.stringify(Object(next).data)).toBe('{"a":"1"}');
    expect(Object.prototype).not.toHaveProperty('a');
    const other: Record<string, string> = JSON.parse('{"__proto__": "q"}');
    expect(() =>
      manager.apply(live, configMap(other), { manager: 'two', now: NOW }),
    ).toThrow(
      'Apply failed with 1 conflict: conflict with "one": .data.__proto__',
    );
  });

  it('keeps every digit of large integers', () => {
    const deduced = managerOf('deduced');
    const live = stored(
      deduced.apply(undefined, configMap({ n: 9007199254740993n }), {
        manager: 'one',
        now: NOW,
      }).object,
    );
    expect(Object(live).data.n).toBe(9007199254740993n);
    expect(
      deduced.apply(live, configMap({ n: 9007199254740993n }), {
        manager: 'one',
        now: NOW,
      }).changed,
    ).toBe(false);
    expect(
      deduced.apply(live, configMap({ n: 9007199254740995n }), {
        manager: 'one',
        now: NOW,
      }).changed,
    ).toBe(true);
  });

  it('refuses wrong requests with the texts of the real server', () => {
    const apply = (object: KubernetesObject) => () =>
      manager.apply(undefined, object, { manager: 'one', now: NOW });
    expect(apply({ ...configMap({}), kind: 'Secret' })).toThrow(
      new FieldManagerBadRequestError('invalid object type: /v1, Kind=Secret'),
    );
    expect(apply(configMap({}, { managedFields: [] }))).toThrow(
      new FieldManagerBadRequestError('metadata.managedFields must be nil'),
    );
    expect(apply(configMap({ a: 1 }))).toThrow(
      new TypedObjectError(
        'failed to create typed patch object (n/c; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
      ),
    );
  });

  it('shows no value of a Secret', () => {
    const secrets = createFieldManager({
      schema: builtinSchema('v1', 'Secret') ?? {},
      apiVersion: 'v1',
      kind: 'Secret',
    });
    const secret = {
      ...configMap({ a: 12345, b: ['hidden'] }),
      kind: 'Secret',
    };
    expect(() =>
      secrets.apply(undefined, secret, { manager: 'one', now: NOW }),
    ).toThrow(
      new TypedObjectError(
        'failed to create typed patch object (n/c; /v1, Kind=Secret): errors:\n' +
          '  .data.a: expected string, got &value.valueUnstructured{Value:0}\n' +
          '  .data.b: expected string, got &value.valueUnstructured{Value:[]interface {}{}}',
      ),
    );
  });

  it('survives stored managedFields that cannot be read', () => {
    const broken = stored(
      configMap(
        { a: '1' },
        { managedFields: [{ manager: 'x', operation: 'Update' }] },
      ),
    );
    expect(() =>
      manager.apply(broken, configMap({}), { manager: 'one', now: NOW }),
    ).toThrow('failed to decode managed fields: apiVersion must not be empty');
    expect(
      manager.update(broken, stored(configMap({ a: '2' })), {
        manager: 'one',
        now: NOW,
      }).metadata.managedFields,
    ).toBeUndefined();
  });

  it('compares the fields of a manager in its own version', () => {
    const widget = (apiVersion: string, spec: JsonObject) => ({
      apiVersion,
      kind: 'Widget',
      metadata: { name: 'w' },
      spec,
    });
    const convert = (object: KubernetesObject, apiVersion: string) => {
      const text = JSON.stringify(object)
        .replace(/example\.com\/v\d/, apiVersion)
        .replace(
          /"(old|new)":/,
          apiVersion.endsWith('v1') ? '"old":' : '"new":',
        );
      const parsed: KubernetesObject = JSON.parse(text);
      return /v[12]$/.test(apiVersion) ? parsed : undefined;
    };
    const one = createFieldManager({
      schema: 'deduced',
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      convert,
    });
    const two = createFieldManager({
      schema: 'deduced',
      apiVersion: 'example.com/v2',
      kind: 'Widget',
      convert,
    });
    const first = stored(
      one.apply(undefined, widget('example.com/v1', { old: 1 }), {
        manager: 'a',
        now: NOW,
      }).object,
    );
    const inTwo = convert(first, 'example.com/v2') ?? first;
    expect(() =>
      two.apply(inTwo, widget('example.com/v2', { new: 2 }), {
        manager: 'b',
        now: NOW,
      }),
    ).toThrow('conflict with "a": .spec.old');
    expect(
      two.apply(inTwo, widget('example.com/v2', { new: 1 }), {
        manager: 'b',
        now: NOW,
      }).object.metadata.managedFields,
    ).toHaveLength(2);
  });
});
