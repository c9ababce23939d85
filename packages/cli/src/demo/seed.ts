import { join } from 'node:path';
import { fluxCrds } from '@sluice/api/crds';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { awaitEstablished } from '../install/awaitEstablished';
import { readManifests } from './manifests';

const fieldManager = 'sluice-demo';

/**
 * What differs from machine to machine: the address of the Git server. The repository names it as a variable, so that it can be served at
 * another port the next time.
 */
const settings = (
  gitUrl: string,
): KubernetesObject & {
  data: Record<string, string>;
} => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    namespace: 'flux-system',
    name: 'demo-settings',
    labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
  },
  data: { git_url: gitUrl },
});

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
  // First, so that who sees the new address below finds it to be the one that Git asks for.
  await apply([settings(gitUrl)]);
  await apply(
    await readManifests(
      join(repository, 'clusters', 'demo', 'flux-system', 'gotk-sync.yaml'),
      text => text.replace('${git_url}', gitUrl),
    ),
  );
}
