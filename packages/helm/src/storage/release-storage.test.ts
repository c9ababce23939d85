import { gunzipSync } from 'node:zlib';
import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import { releaseJson } from '../release';
import { plainRelease } from '../testing/release-stage';
import {
  ConfigMapDriver,
  MemoryDriver,
  ReleaseStorage,
  ReleaseTooLargeError,
  SecretDriver,
  type StorageDriver,
} from '.';

const namespace = 'apps';
const key = 'sh.helm.release.v1.web.v1';

async function openClient(): Promise<{
  cluster: FakeCluster;
  client: KubernetesClient;
}> {
  const cluster = new FakeCluster();
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  return { cluster, client };
}

const drivers: [string, () => Promise<StorageDriver>][] = [
  [
    'Secrets',
    async () => new SecretDriver({ ...(await openClient()), namespace }),
  ],
  [
    'ConfigMaps',
    async () => new ConfigMapDriver({ ...(await openClient()), namespace }),
  ],
  ['memory', async () => new MemoryDriver(namespace)],
];

describe.each(drivers)('releases in %s', (_, open) => {
  it('are found again as they were, with their own labels', async () => {
    const storage = new ReleaseStorage(await open());
    const release = plainRelease('web', 1);
    release.labels.set('team', 'a');
    await storage.create(release);
    const found = await storage.get('web', 1);
    expect(releaseJson(found)).toBe(releaseJson(release));
    expect([...found.labels]).toEqual([['team', 'a']]);
  });

  it('are changed and deleted', async () => {
    const storage = new ReleaseStorage(await open());
    await storage.create(plainRelease('web', 1, 'pending-install'));
    await storage.update(plainRelease('web', 1, 'deployed'));
    expect((await storage.deployed('web')).version).toBe(1);
    await storage.delete('web', 1);
    await expect(storage.get('web', 1)).rejects.toThrow('release: not found');
    await expect(storage.delete('web', 1)).rejects.toThrow(
      'release: not found',
    );
  });

  it('are refused twice, and missed in the words of Helm', async () => {
    const storage = new ReleaseStorage(await open());
    await storage.create(plainRelease('web', 1, 'failed'));
    await expect(storage.create(plainRelease('web', 1))).rejects.toThrow(
      'release: already exists',
    );
    await expect(storage.history('other')).rejects.toThrow(
      'release: not found',
    );
    await expect(storage.deployed('web')).rejects.toThrow(
      '"web" has no deployed releases',
    );
  });

  it('keep so many revisions, and the deployed one', async () => {
    const storage = new ReleaseStorage(await open());
    await storage.create(plainRelease('web', 1, 'superseded'));
    await storage.create(plainRelease('web', 2, 'deployed'));
    await storage.create(plainRelease('other', 1, 'deployed'));
    for (const version of [3, 4, 5, 6]) {
      await storage.create(plainRelease('web', version, 'failed'), 3);
    }
    const versions = (await storage.history('web')).map(r => r.version);
    expect(versions.sort()).toEqual([2, 5, 6]);
    expect(await storage.list()).toHaveLength(4);
    expect((await storage.last('web')).version).toBe(6);
  });
});

describe('a release in a Secret', () => {
  it('is stored as Helm stores it', async () => {
    const { client, cluster } = await openClient();
    const driver = new SecretDriver({
      client,
      namespace,
      now: () => 1_700_000_000_999,
    });
    const release = plainRelease('web', 1);
    release.labels.set('team', 'a');
    await driver.create(key, release);
    const secret = cluster.peek({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace,
      name: key,
    });
    expect(secret).toMatchObject({
      type: 'helm.sh/release.v1',
      metadata: {
        labels: {
          createdAt: '1700000000',
          name: 'web',
          owner: 'helm',
          status: 'deployed',
          team: 'a',
          version: '1',
        },
        managedFields: [{ manager: 'helm', operation: 'Update' }],
      },
    });
    const { data } = { data: {}, ...secret };
    const [text] = Object.values(data ?? {}).map(String);
    const encoded = Buffer.from(text, 'base64').toString();
    expect(gunzipSync(Buffer.from(encoded, 'base64')).toString()).toBe(
      releaseJson(release),
    );
    await driver.update(key, release);
    const [found] = await driver.query({ name: 'web', owner: 'helm' });
    expect(found.labels.get('modifiedAt')).toBe('1700000000');
    expect(found.labels.get('owner')).toBe('helm');
  });

  it('may be written without compression, and is passed over when it is garbage', async () => {
    const { client } = await openClient();
    const problems: string[] = [];
    const driver = new SecretDriver({
      client,
      namespace,
      onUnreadable: name => problems.push(name),
    });
    const put = (name: string, release: string) =>
      client.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name, labels: { owner: 'helm', name: 'web' } },
        data: { release: Buffer.from(release).toString('base64') },
      });
    await put(
      'old',
      Buffer.from('{"name":"web","version":3}').toString('base64'),
    );
    await put('bad', 'H4sIAAAA');
    const releases = await driver.list();
    expect(releases.map(r => r.version)).toEqual([3]);
    expect(problems).toEqual(['bad']);
    await expect(driver.get('bad')).rejects.toThrow(
      'get: failed to decode data "bad": ',
    );
  });

  it('is refused when it is too large, before anything is pruned', async () => {
    const { client, cluster } = await openClient();
    const storage = new ReleaseStorage(new SecretDriver({ client, namespace }));
    await storage.create(plainRelease('web', 1, 'superseded'));
    await storage.create(plainRelease('web', 2, 'failed'));
    await storage.create(plainRelease('web', 3, 'deployed'));
    const before = await storage.history('web');
    cluster.clearRequests();
    const large = plainRelease('web', 4);
    // Hexadecimal digits of a row that gzip finds no pattern in.
    let seed = 1;
    const digits = Array.from({ length: 2_500_000 }, () => {
      seed = (seed * 48271) % 2147483647;
      return (seed & 15).toString(16);
    });
    large.manifest = digits.join('');
    const error: unknown = await storage
      .create(large, 1)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReleaseTooLargeError);
    if (!(error instanceof ReleaseTooLargeError)) return;
    expect(error.message).toBe(
      'create: failed to create: Secret "sh.helm.release.v1.web.v4" is invalid: data: Too long: may not be more than 1048576 bytes',
    );
    expect(error.size).toBeGreaterThan(1048576);
    expect(error.advice).toMatch(
      `takes ${error.size} bytes compressed, ${error.size - 1048576} more than`,
    );
    expect(cluster.summary()).toEqual([]);
    expect(await storage.history('web')).toEqual(before);
  });

  it('is not asked for by a name that no label can have', async () => {
    const { client } = await openClient();
    const driver = new SecretDriver({ client, namespace });
    await expect(driver.query({ name: 'a b' })).rejects.toThrow(
      'invalid label value: "a b": a valid label must be',
    );
  });
});
