import type { Crd } from '../chart';
import { type Resource, isAlreadyExists } from '../kube';
import { HelmError, wrapped } from '../kube/errors';
import type { Configuration, WaitingOptions } from './configuration';

/** Milliseconds that definitions get to be served. */
const crdTimeout = 60_000;

/**
 * Installs the definitions of `crds/`, one file after the other, and waits until they are served.
 *
 * @throws HelmError
 */
export async function installCrds(
  config: Configuration,
  crds: readonly Crd[],
  options: Pick<WaitingOptions, 'waitStrategy'> & {
    serverSideApply: boolean;
    forceConflicts: boolean;
    signal?: AbortSignal;
  },
): Promise<void> {
  const { waitStrategy = 'hookOnly', ...create } = options;
  const { signal } = options;
  const installed: Resource[] = [];
  for (const { name, file } of crds) {
    const text = Buffer.from(file.data).toString('utf8');
    try {
      const resources = await config.kube.build(text, { signal });
      if (resources.length === 0) throw new HelmError('resources are empty');
      await config.kube.create(resources, create);
      installed.push(...resources);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isAlreadyExists(error)) {
        throw wrapped(`failed to install CRD ${name}`, error);
      }
    }
  }
  if (installed.length === 0) return;
  await config
    .waiter(waitStrategy)
    .wait(installed, { timeout: crdTimeout, signal });
  config.client.invalidateDiscovery();
}
