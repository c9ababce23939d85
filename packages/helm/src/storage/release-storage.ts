import { quote } from '@sluice/golang/fmt';
import type { RequestOptions } from '@sluice/kubernetes/client';
import {
  type Release,
  latest,
  latestDeployed,
  sortByRevision,
  storageName,
} from '../release';
import type { StorageDriver } from './driver';
import {
  NoDeployedReleasesError,
  ReleaseNotFoundError,
  StorageError,
} from './errors';

/** The releases of a namespace with their history (Helm's `pkg/storage`). */
export class ReleaseStorage {
  readonly driver: StorageDriver;

  constructor(driver: StorageDriver) {
    this.driver = driver;
  }

  /** One revision of a release. @throws ReleaseNotFoundError */
  async get(
    name: string,
    version: number,
    options?: RequestOptions,
  ): Promise<Release> {
    return await this.driver.get(storageName(name, version), options);
  }

  /**
   * Stores a new revision. With a limit, old ones make room first; the one that is deployed stays, and nothing is removed for a
   * release that is too large to be stored.
   *
   * @param maxHistory how many revisions there may be then; 0 for any number
   * @throws ReleaseExistsError, ReleaseTooLargeError
   */
  async create(
    release: Release,
    maxHistory = 0,
    options?: RequestOptions,
  ): Promise<void> {
    const key = storageName(release.name, release.version);
    await this.driver.create(key, release, {
      ...options,
      beforeWrite: async () => {
        if (maxHistory > 0) {
          await this.#makeRoom(release.name, maxHistory - 1, options);
        }
      },
    });
  }

  async update(release: Release, options?: RequestOptions): Promise<void> {
    const key = storageName(release.name, release.version);
    await this.driver.update(key, release, options);
  }

  /** @throws ReleaseNotFoundError */
  async delete(
    name: string,
    version: number,
    options?: RequestOptions,
  ): Promise<Release> {
    return await this.driver.delete(storageName(name, version), options);
  }

  async list(options?: RequestOptions): Promise<Release[]> {
    return await this.driver.list(options);
  }

  /** All revisions of a release. @throws ReleaseNotFoundError */
  async history(name: string, options?: RequestOptions): Promise<Release[]> {
    return await this.driver.query({ name, owner: 'helm' }, options);
  }

  /** The last revision. @throws ReleaseNotFoundError */
  async last(name: string, options?: RequestOptions): Promise<Release> {
    const last = latest(await this.history(name, options));
    if (!last) throw new StorageError(`no revision for release ${quote(name)}`);
    return last;
  }

  /** Revisions that are deployed: one, unless something went wrong. @throws NoDeployedReleasesError */
  async deployedAll(
    name: string,
    options?: RequestOptions,
  ): Promise<Release[]> {
    try {
      return await this.driver.query(
        { name, owner: 'helm', status: 'deployed' },
        options,
      );
    } catch (error) {
      if (error instanceof ReleaseNotFoundError) {
        throw new NoDeployedReleasesError(name);
      }
      throw error;
    }
  }

  /** The last revision that is deployed. @throws NoDeployedReleasesError */
  async deployed(name: string, options?: RequestOptions): Promise<Release> {
    const deployed = latest(await this.deployedAll(name, options));
    if (!deployed) throw new NoDeployedReleasesError(name);
    return deployed;
  }

  async #makeRoom(
    name: string,
    maximum: number,
    options?: RequestOptions,
  ): Promise<void> {
    let history: Release[];
    try {
      history = await this.history(name, options);
    } catch (error) {
      if (error instanceof ReleaseNotFoundError) return;
      throw error;
    }
    const kept = latestDeployed(history)?.version;
    const doomed = sortByRevision(history)
      .filter(({ version }) => version !== kept)
      .slice(0, Math.max(history.length - maximum, 0));
    const errors: unknown[] = [];
    for (const { version } of doomed) {
      try {
        await this.delete(name, version, options);
      } catch (error) {
        if (!(error instanceof ReleaseNotFoundError)) errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) {
      const [first] = errors;
      throw new StorageError(
        `encountered ${errors.length} deletion errors. First is: ${
          first instanceof Error ? first.message : String(first)
        }`,
        { cause: first },
      );
    }
  }
}
