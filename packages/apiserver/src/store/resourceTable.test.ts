import { ResourceTable, type TableEvent } from './resourceTable';
import { StoredObject } from './storedObject';

function stored(key: string, revision: number): StoredObject {
  const object = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: key, resourceVersion: String(revision) },
  };
  return new StoredObject({ key, revision, object });
}

function put(table: ResourceTable, key: string, revision: number) {
  const previous = table.get(key);
  const type: TableEvent['type'] = previous ? 'MODIFIED' : 'ADDED';
  table.apply({ type, revision, current: stored(key, revision), previous });
}

function remove(table: ResourceTable, key: string, revision: number) {
  const previous = table.get(key);
  table.apply({
    type: 'DELETED',
    revision,
    current: stored(key, revision),
    previous,
  });
}

const keys = (objects: StoredObject[] | undefined) =>
  objects?.map(({ key, revision }) => `${key}@${revision}`);

describe('ResourceTable', () => {
  it('lists by key, and one namespace alone', () => {
    const table = new ResourceTable(0);
    put(table, 'b/x', 1);
    put(table, 'a-b/x', 2);
    put(table, 'a/y', 3);
    put(table, 'a/x', 4);
    expect(keys(table.list())).toEqual(['a-b/x@2', 'a/x@4', 'a/y@3', 'b/x@1']);
    expect(keys(table.list('a/'))).toEqual(['a/x@4', 'a/y@3']);
  });

  it('tells what it held after an earlier change', () => {
    const table = new ResourceTable(0);
    put(table, 'a', 1);
    put(table, 'b', 2);
    put(table, 'a', 3);
    remove(table, 'b', 4);
    put(table, 'c', 5);
    expect(keys(table.listAt(2))).toEqual(['a@1', 'b@2']);
    expect(keys(table.listAt(4))).toEqual(['a@3']);
    expect(keys(table.list())).toEqual(['a@3', 'c@5']);
  });

  it('forgets the oldest changes, and says so', () => {
    const table = new ResourceTable(0, 100);
    const changes = 200;
    for (let revision = 1; revision <= changes; revision++) {
      put(table, 'a', revision);
    }
    expect(table.eventsSince(1)).toBeUndefined();
    expect(table.listAt(1)).toBeUndefined();
    expect(
      table.eventsSince(changes - 2)?.map(event => event.revision),
    ).toEqual([changes - 1, changes]);
  });

  it('knows nothing from before it was loaded', () => {
    const table = new ResourceTable(7);
    expect(table.eventsSince(6)).toBeUndefined();
    expect(table.eventsSince(7)).toEqual([]);
  });
});
