import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinResources } from '../resources';
import { Store } from './store';

const [definition] = builtinResources({ clock: () => 0 }).filter(
  ({ kind }) => kind === 'ConfigMap',
);
const table = '/configmaps';

function configMap(name: string, value: string) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'x' },
    data: { value },
  };
}

describe('Store', () => {
  let directory: string;
  const logged: string[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-store-'));
    logged.length = 0;
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function opened(compactAt?: number): Promise<Store> {
    const store = new Store({
      directory,
      compactAt,
      log: message => logged.push(message),
      onFailure: error => {
        throw error;
      },
    });
    await store.open();
    return store;
  }

  const put = (store: Store, name: string, value: string) =>
    store.put(table, `x/${name}`, configMap(name, value), definition);

  const names = (store: Store) =>
    store
      .table(table)
      .list()
      .map(({ stored }) => JSON.stringify(stored.object));

  it('keeps objects, revisions and the latest changes over a restart', async () => {
    const first = await opened();
    put(first, 'a', '1');
    put(first, 'b', '1');
    put(first, 'a', '2');
    first.remove(table, 'x/b', definition);
    await first.durable(first.revision);
    const before = names(first);
    await first.close();

    const second = await opened();
    expect(names(second)).toEqual(before);
    expect(second.revision).toBe(4);
    expect(
      second
        .table(table)
        .eventsSince(1)
        ?.map(({ type, revision }) => `${type} ${revision}`),
    ).toEqual(['ADDED 2', 'MODIFIED 3', 'DELETED 4']);
    expect(put(second, 'c', '1').revision).toBe(5);
    await second.close();
  });

  it('drops a change that was cut off, and goes on after it', async () => {
    const first = await opened();
    put(first, 'a', '1');
    await first.durable(first.revision);
    await first.close();
    const [log] = readdirSync(directory);
    appendFileSync(
      join(directory, log),
      '{"r":2,"t":"/configmaps","k":"x/b","o":{"ki',
    );

    const second = await opened();
    expect(second.revision).toBe(1);
    expect(logged.join()).toContain('incomplete change');
    put(second, 'c', '1');
    await second.durable(second.revision);
    await second.close();

    const third = await opened();
    expect(
      third
        .table(table)
        .list()
        .map(({ key }) => key),
    ).toEqual(['x/a', 'x/c']);
    await third.close();
  });

  it('writes a snapshot when the log has grown, and reads both back', async () => {
    const first = await opened(2_000);
    for (let index = 0; index < 60; index++) {
      put(first, `a${index % 7}`, String(index));
      await first.durable(first.revision);
    }
    first.remove(table, 'x/a3', definition);
    await first.durable(first.revision);
    const before = names(first);
    await first.close();
    const files = readdirSync(directory);
    expect(files.filter(name => name.startsWith('snapshot-'))).toHaveLength(1);
    expect(files.length).toBeLessThan(5);

    const second = await opened(2_000);
    expect(names(second)).toEqual(before);
    expect(second.revision).toBe(61);
    await second.close();
  });

  it('ignores a snapshot that was not finished', async () => {
    const first = await opened();
    put(first, 'a', '1');
    await first.durable(first.revision);
    await first.close();
    writeFileSync(join(directory, 'snapshot-9.jsonl.new'), '{"r":9,"t":"/conf');
    const second = await opened();
    expect(second.revision).toBe(1);
    await second.close();
    expect(readdirSync(directory).some(name => name.endsWith('.new'))).toBe(
      false,
    );
  });

  it('refuses a log that is damaged before its end', async () => {
    const first = await opened();
    put(first, 'a', '1');
    put(first, 'b', '1');
    await first.durable(first.revision);
    await first.close();
    const path = join(directory, 'changes-0.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${lines[0].slice(0, 20)}\n${lines[1]}\n`);
    await expect(opened()).rejects.toThrow(/damaged/);
  });

  it('goes on when somebody who follows changes fails', async () => {
    const store = await opened();
    const seen: number[] = [];
    store.subscribe(() => {
      throw new Error('broken');
    });
    store.subscribe(({ revision }) => seen.push(revision));
    put(store, 'a', '1');
    await store.durable(store.revision);
    put(store, 'a', '2');
    await store.durable(store.revision);
    expect(seen).toEqual([1, 2]);
    expect(logged.join()).toContain('broken');
    await store.close();
  });

  it('tells watchers only of what is durable, in order', async () => {
    const store = await opened();
    const seen: number[] = [];
    store.watch(table, change => {
      expect(change.revision).toBeLessThanOrEqual(store.durableRevision);
      seen.push(change.revision);
    });
    for (let index = 0; index < 20; index++) {
      put(store, `a${index}`, '1');
    }
    expect(seen).toEqual([]);
    await store.durable(store.revision);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    await store.close();
  });
});
