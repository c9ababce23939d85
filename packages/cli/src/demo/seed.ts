import { join } from 'node:path';
import { fluxCrds } from '@sluice/api/crds';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import { awaitEstablished } from '../install/awaitEstablished';
import { readManifests } from './manifests';

const fieldManager = 'sluice-demo';

/** Installs what the demo cluster starts from: the kinds, the accounts, and the source and Kustomization that bring the rest. */
export async function seedCluster(
  client: KubernetesClient,
  options: {
    /** Folder with the cluster's accounts. */
    accounts: string;
    /** Folder of the repository's files. */
    repository: string;
    /** Where the repository is served. */
    gitUrl: string;
    signal: AbortSignal;
  },
): Promise<void> {
  const { accounts, repository, gitUrl, signal } = options;
  const apply = async (objects: Awaited<ReturnType<typeof readManifests>>) => {
    for (const object of objects) {
      await client.apply(object, { fieldManager, force: true, signal });
    }
  };
  const crds = fluxCrds();
  await apply(crds);
  await apply(await readManifests(join(accounts, 'accounts.yaml')));
  await awaitEstablished(
    client,
    crds.map(({ metadata }) => metadata.name ?? ''),
    signal,
  );
  client.invalidateDiscovery();
  await apply(
    await readManifests(
      join(repository, 'clusters', 'demo', 'flux-system', 'gotk-sync.yaml'),
      text => text.replace('${GIT_URL}', gitUrl),
    ),
  );
}
