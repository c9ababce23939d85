import { type Release, latest } from '../release';
import { ReleaseNotFoundError } from '../storage';
import type { Configuration } from './configuration';
import { type InstallOptions, install } from './install';
import { type UpgradeOptions, upgrade } from './upgrade';

/**
 * Upgrades a release, or installs it when there is none, or when it was uninstalled and its history kept (`helm upgrade --install`).
 *
 * @throws as {@link install} and {@link upgrade}
 */
export async function upgradeOrInstall(
  config: Configuration,
  options: UpgradeOptions &
    Pick<InstallOptions, 'createNamespace' | 'skipCrds'>,
): Promise<Release> {
  const { name, signal, serverSideApply = 'auto' } = options;
  let last: Release | undefined;
  try {
    last = latest(await config.releases.history(name, { signal }));
  } catch (error) {
    if (!(error instanceof ReleaseNotFoundError)) throw error;
  }
  if (last && last.info.status !== 'uninstalled') {
    return await upgrade(config, options);
  }
  return await install(config, {
    ...options,
    replace: last !== undefined,
    serverSideApply: serverSideApply === 'auto' ? true : serverSideApply,
  });
}
