import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { GoError } from '@sluice/golang/value';
import { type Chart } from '../chart/chart';
import { messageOf } from '../chart/error';
import { type Dependency } from '../chart/metadata';
import { isSemver } from '../chart/validate';
import { type Get, openAccess } from './access';
import { type ChartDownloader } from './chart-downloader';
import { ChartsDirectory } from './charts-directory';
import {
  checkAllNamed,
  isLocalRepository,
  nameRepositories,
} from './dependency-repositories';
import { findDependency } from './find-dependency';
import { fileError } from './file-error';
import {
  checkLockFile,
  localTime,
  lockDigest,
  lockDigestOfHelm2,
  lockFileName,
  writeLock,
} from './lock-file';
import {
  type ChartPlace,
  UnpackedError,
  checkUnpacked,
  loadLocal,
  localPlace,
  packLocal,
} from './local-dependency';
import { type RepositoryEntry } from './repositories-file';
import { resolveDependencies } from './resolve';
import { uniqueByUrl, unmanagedPrefix, updateIndexes } from './update-indexes';
import { shownUrl } from './shown-url';

export interface DependencyManagerOptions {
  chart: ChartPlace;
  downloader: ChartDownloader;
  get: Get;
  /** Take the indexes of repositories as they are kept. */
  skipRefresh?: boolean;
  /** Say more. */
  debug?: boolean;
  /** Told what is done, in Helm's words. */
  say(text: string): void;
  /** Told of entries of indexes that are left out. */
  warn(message: string): void;
  /** Told what else Helm would log. */
  log(message: string): void;
  now(): Date;
}

const staleLock = (lock: string, source: string, rest: string) =>
  new GoError(
    `the lock file (${lock}) is out of sync with the dependencies file (${source}). Please update the dependencies${rest}`,
  );

/**
 * Fetches what a chart depends on into its `charts/` (Helm's `downloader.Manager`). Archives are put there when all of them are at hand and
 * are charts; when something fails before, everything stays as it was.
 */
export class DependencyManager {
  readonly #options: DependencyManagerOptions;
  readonly #entries: readonly RepositoryEntry[];

  /** @throws GoError where `repositories.yaml` cannot be read */
  constructor(options: DependencyManagerOptions) {
    this.#options = options;
    this.#entries = options.downloader.repositories().entries;
  }

  /**
   * Fetches the versions of the lock; without a lock it is as {@link update}.
   *
   * @throws GoError with Helm's message
   */
  async build(): Promise<void> {
    const chart = this.#load();
    const { lock } = chart;
    if (!lock) {
      await this.update();
      return;
    }
    const isV1 = chart.metadata.apiVersion === 'v1';
    const dependencies = dependenciesOf(chart);
    const ofHelm2 = isV1 ? lockDigestOfHelm2(dependencies) : '';
    this.#name(dependencies);
    if (lockDigest(dependencies, lock.dependencies) !== lock.digest) {
      if (!isV1) {
        throw staleLock(
          'Chart.lock',
          'Chart.yaml',
          " with 'helm dependency update'",
        );
      }
      this.#options.log(
        'warning: a valid Helm v3 hash was not found. Checking against Helm v2 hash...',
      );
      if (ofHelm2 !== lock.digest) {
        throw staleLock('requirements.lock', 'requirements.yaml', '');
      }
    }
    const locked = (lock.dependencies ?? []).flatMap(each => each ?? []);
    checkAllNamed(locked, this.#entries);
    await this.#refreshNamed();
    await this.#downloadAll(locked);
  }

  /**
   * Chooses the newest versions that fit, fetches them, and writes them into the lock if they are others than before.
   *
   * @throws GoError with Helm's message
   */
  async update(): Promise<void> {
    const chart = this.#load();
    if (chart.metadata.dependencies === null) return;
    const { directory } = this.#options.chart;
    const lockFile = lockFileName(chart.metadata.apiVersion);
    const dependencies = dependenciesOf(chart);
    const names = this.#name(dependencies);
    await this.#refreshUnmanaged(names, dependencies);
    await this.#refreshNamed();
    const lock = resolveDependencies(
      dependencies,
      dependency => this.#versionsOf(dependency, names),
      localTime(this.#options.now()),
    );
    const changes = () => {
      lock.digest = lockDigest(dependencies, lock.dependencies);
      return chart.lock?.digest !== lock.digest;
    };
    await this.#downloadAll(lock.dependencies, () => {
      if (changes()) checkLockFile(directory, lockFile);
    });
    if (changes()) writeLock(directory, lockFile, lock);
  }

  #load(): Chart {
    const { directory, shown } = this.#options.chart;
    let isDirectory: boolean;
    try {
      isDirectory = statSync(directory).isDirectory();
    } catch (error) {
      throw new GoError(
        `could not find ${shown}: ${messageOf(
          fileError('stat', shown, error),
        )}`,
        { cause: error },
      );
    }
    if (!isDirectory) throw new GoError('only unpacked charts can be updated');
    return loadLocal({ directory }, this.#options.chart);
  }

  #name(dependencies: readonly Dependency[]): Map<string, string> {
    const { chart, debug, say } = this.#options;
    return nameRepositories(dependencies, this.#entries, ({ repository }) => {
      localPlace(repository, chart);
      if (debug) say(`Repository from local path: ${repository}\n`);
    });
  }

  async #refreshUnmanaged(
    names: Map<string, string>,
    dependencies: readonly Dependency[],
  ): Promise<void> {
    const unmanaged: RepositoryEntry[] = [];
    for (const { name, repository } of dependencies) {
      if (repository === '' || names.has(name)) continue;
      const hash = createHash('sha256').update(repository).digest('hex');
      const own = `${unmanagedPrefix}${hash}`;
      names.set(name, own);
      unmanaged.push({ ...openAccess, name: own, url: repository });
    }
    const { downloader, get, say, skipRefresh } = this.#options;
    if (skipRefresh || unmanaged.length === 0) return;
    say('Getting updates for unmanaged Helm repositories...\n');
    await updateIndexes(
      uniqueByUrl(unmanaged),
      downloader.indexes,
      get,
      this.#options,
    );
  }

  async #refreshNamed(): Promise<void> {
    const { downloader, get, say, skipRefresh } = this.#options;
    if (skipRefresh || this.#entries.length === 0) return;
    say(
      'Hang tight while we grab the latest from your chart repositories...\n',
    );
    await updateIndexes(
      uniqueByUrl(this.#entries),
      downloader.indexes,
      get,
      this.#options,
    );
    say('Update Complete. ⎈Happy Helming!⎈\n');
  }

  #versionsOf(
    { name, repository }: Dependency,
    names: ReadonlyMap<string, string>,
  ): { version: string; usable: boolean }[] | undefined {
    const { chart, downloader } = this.#options;
    if (repository === '') {
      localPlace(join('charts', name), chart);
      return undefined;
    }
    if (isLocalRepository(repository)) {
      const { version } = loadLocal(
        localPlace(repository, chart),
        chart,
      ).metadata;
      return [{ version, usable: isSemver(version) }];
    }
    const known = names.get(name) ?? '';
    const index = (() => {
      try {
        return downloader.indexes.load(known);
      } catch (error) {
        throw new GoError(
          `no cached repository for ${known} found. (try 'helm repo update'): ${messageOf(
            error,
          )}`,
          { cause: error },
        );
      }
    })();
    return index.versions(name)?.map(({ metadata, urls }) => ({
      version: metadata.version,
      usable: urls.length > 0,
    }));
  }

  /** @param check what else has to hold before anything is changed; called when the versions of directories are known */
  async #downloadAll(
    dependencies: readonly Dependency[],
    check: () => void = () => {},
  ): Promise<void> {
    const { chart, downloader, say } = this.#options;
    for (const { name } of this.#entries) downloader.indexes.load(name);
    const charts = new ChartsDirectory(
      chart.directory,
      join(chart.shown, 'charts'),
      chart.root,
    );
    try {
      say(`Saving ${dependencies.length} charts\n`);
      const fetched = new Set<string>();
      for (const dependency of dependencies) {
        await this.#stage(dependency, charts, fetched);
      }
      check();
      const local = new Set(
        dependencies
          .filter(({ repository }) => repository === '')
          .map(({ name }) => name),
      );
      charts.commit(name => local.has(name), say);
    } finally {
      charts.close();
    }
  }

  async #stage(
    dependency: Dependency,
    charts: ChartsDirectory,
    fetched: Set<string>,
  ): Promise<void> {
    const { chart, debug, say } = this.#options;
    if (dependency.repository === '') {
      say(
        `Dependency ${dependency.name} did not declare a repository. Assuming it exists in the charts directory\n`,
      );
    }
    try {
      if (dependency.repository === '') checkUnpacked(dependency, chart);
      else if (isLocalRepository(dependency.repository)) {
        if (debug) {
          say(
            `Archiving ${dependency.name} from repo ${dependency.repository}\n`,
          );
        }
        const { name, data } = packLocal(dependency, chart);
        charts.stage(name, data);
      } else await this.#stageRemote(dependency, charts, fetched);
    } catch (error) {
      if (!(error instanceof UnpackedError)) {
        say(`Save error occurred:  ${messageOf(error)}\n`);
      }
      throw error;
    }
  }

  async #stageRemote(
    { name, version, repository }: Dependency,
    charts: ChartsDirectory,
    fetched: Set<string>,
  ): Promise<void> {
    const { downloader, get, say, warn } = this.#options;
    const found = await findDependency(
      { name, version, repository },
      this.#entries,
      downloader.indexes,
      get,
      warn,
    ).catch((error: unknown) => {
      throw new GoError(`could not find : ${messageOf(error)}`, {
        cause: error,
      });
    });
    if (fetched.has(found.url)) {
      say(`Already downloaded ${name} from repo ${shownUrl(repository)}\n`);
      return;
    }
    say(`Downloading ${name} from repo ${shownUrl(repository)}\n`);
    try {
      const archive = await downloader.download({
        reference: found.url,
        version: '',
        access: found.access,
        digest: found.digest,
        owner: found.owner,
      });
      charts.stage(archive.name, archive.data);
    } catch (error) {
      throw new GoError(
        `could not download ${shownUrl(found.url)}: ${messageOf(error)}`,
        { cause: error },
      );
    }
    fetched.add(found.url);
  }
}

function dependenciesOf(chart: Chart): Dependency[] {
  return (chart.metadata.dependencies ?? []).flatMap(dependency =>
    dependency ? [{ ...dependency }] : [],
  );
}
