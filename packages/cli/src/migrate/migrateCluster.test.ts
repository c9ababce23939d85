import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import {
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { awaitEstablished } from '../install/awaitEstablished';
import { migrateCluster } from './migrateCluster';

jest.setTimeout(30_000);

const { signal } = new AbortController();
const name = 'buckets.source.example.com';

/** A definition that stores one of two versions. */
function definition(storage: string, label = 'flux') {
  const version = (version_: string) => ({
    name: version_,
    served: true,
    storage: version_ === storage,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    },
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, labels: { 'app.kubernetes.io/part-of': label } },
    spec: {
      group: 'source.example.com',
      scope: 'Namespaced',
      names: {
        kind: 'Bucket',
        listKind: 'BucketList',
        plural: 'buckets',
        singular: 'bucket',
      },
      versions: [version('v1'), version('v1beta1')],
    },
  };
}

describe('migrateCluster', () => {
  let root: string;
  let api: ApiServer;
  let client: KubernetesClient;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-migrate-'));
    api = await startApiServer({ log: () => undefined });
    const kubeconfig = join(root, 'kubeconfig');
    writeFileSync(kubeconfig, api.kubeconfig('admin', ['system:masters']));
    client = createClient({
      connection: await loadConnection({ kubeconfig }),
      userAgent: 'test',
    });
  });
  afterAll(async () => {
    await client.close();
    await api.stop();
    rmSync(root, { recursive: true });
  });

  async function migrate(): Promise<string[]> {
    const lines: string[] = [];
    await migrateCluster({
      client,
      report: (mark, text) => lines.push(`${mark} ${text}`),
      signal,
    });
    return lines;
  }

  const apply = (object: KubernetesObject) =>
    client.apply(object, { fieldManager: 'test', force: true, signal });

  const stored = async () =>
    (
      await client.get<
        KubernetesObject & { status?: { storedVersions?: string[] } }
      >(
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          name,
        },
        { signal },
      )
    ).status?.storedVersions;

  it('stores what is there in the version of today, and forgets the older one', async () => {
    await apply(definition('v1beta1'));
    await awaitEstablished(client, [name], signal);
    const bucket = {
      apiVersion: 'source.example.com/v1beta1',
      kind: 'Bucket',
      metadata: { name: 'one', namespace: 'default' },
      spec: { interval: '1m' },
    };
    await apply(bucket);
    await apply(definition('v1'));
    expect(await stored()).toEqual(['v1beta1', 'v1']);
    expect(await migrate()).toEqual([
      '► starting migration of custom resources',
      '✔ Bucket/default/one migrated to version v1',
      `✔ ${name} migrated to storage version v1`,
      '✔ custom resources migrated successfully',
    ]);
    expect(await stored()).toEqual(['v1']);
    const live = await client.get<KubernetesObject & { spec: object }>(
      {
        apiVersion: 'source.example.com/v1',
        kind: 'Bucket',
        name: 'one',
        namespace: 'default',
      },
      { signal },
    );
    expect(live.spec).toEqual({ interval: '1m' });
    expect(live.metadata.managedFields?.map(entry => entry.apiVersion)).toEqual(
      ['source.example.com/v1'],
    );
    // Once more there is nothing to say of the definition.
    expect(await migrate()).toEqual([
      '► starting migration of custom resources',
      '✔ Bucket/default/one migrated to version v1',
      '✔ custom resources migrated successfully',
    ]);
  });

  it('leaves what is not of Flux alone', async () => {
    await apply(definition('v1', 'other'));
    expect(await migrate()).toEqual([
      '► starting migration of custom resources',
      '✔ custom resources migrated successfully',
    ]);
  });
});
