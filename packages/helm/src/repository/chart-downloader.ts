import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { UrlError, parseUrl } from '@sluice/golang/url';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import {
  type Access,
  type Get,
  type SignedArchive,
  type VerifyArchive,
} from './access';
import { ContentCache } from './content-cache';
import {
  type ArchiveLocation,
  checkLocation,
  fetchArchive,
} from './fetch-archive';
import { checkRepositoryUrl, findChart } from './fetch-index';
import { fileError } from './file-error';
import { IndexCache } from './index-cache';
import { type HelmPaths } from './paths';
import { replaceFile } from './replace-file';
import { RepositoriesFile, type RepositoryEntry } from './repositories-file';
import {
  archiveNameOf,
  isRegistry,
  registryRefusal,
  resolveReference,
} from './urls';
import { shownUrl } from './shown-url';

/** When signatures are checked: never; where there are some; always; or they are got for somebody else to check. */
export type VerificationStrategy = 'never' | 'ifPossible' | 'always' | 'later';

/** Which chart, and from where. */
export interface ChartRequest {
  /** `REPOSITORY/CHART`, a URL, or the name of a chart in `repository`. */
  reference: string;
  /** A version or a range; '' for the newest that is no pre-release. */
  version: string;
  access: Access;
  /** The URL of a repository that needs no name. */
  repository?: string;
  /** Of the archive, where it is known; it has to be right. */
  digest?: string;
  /** Whose the credentials are; default the reference, if that is a URL. */
  owner?: string;
}

/** An archive that was got. */
export interface DownloadedChart {
  data: Uint8Array;
  /** Its file name. */
  name: string;
  /** SHA-256, hexadecimal digits. */
  digest: string;
  /** What was signed of it, where that was asked for. */
  provenance?: Uint8Array;
  signed?: SignedArchive;
}

export interface ChartDownloaderOptions {
  paths: HelmPaths;
  get: Get;
  verification?: VerificationStrategy;
  /** Needed for `ifPossible` and `always`. */
  verify?: VerifyArchive;
  /** Told of entries of indexes that are left out. */
  warn?(message: string): void;
  /** Told when one version was asked for, and another is given. */
  instead?(chart: string, requested: string, selected: string): void;
  /** Told that a signature is not there, where it need not be. */
  say?(text: string): void;
}

const maxProvenanceSize = 5 * 1024 * 1024;

/**
 * Gets charts over HTTP, by their URLs, from repositories that have names or not. Where an index tells an archive's digest, the archive
 * has to have it; Helm takes it for granted.
 */
export class ChartDownloader {
  readonly indexes: IndexCache;
  readonly #options: ChartDownloaderOptions;
  readonly #contents: ContentCache;

  constructor(options: ChartDownloaderOptions) {
    this.#options = options;
    this.indexes = new IndexCache(options.paths.repositoryCache, options.warn);
    this.#contents = new ContentCache(options.paths.contentCache);
  }

  /** The repositories that have names. */
  repositories(): RepositoriesFile {
    return RepositoriesFile.loadOrEmpty(this.#options.paths.repositoryConfig);
  }

  /**
   * Gets a chart into the cache; where its archive is there.
   *
   * @throws GoError with Helm's message, or what the getter throws
   */
  async toCache(request: ChartRequest): Promise<string> {
    const directory = this.#options.paths.repositoryCache;
    const prepare = () =>
      mkdirSync(directory, { recursive: true, mode: 0o755 });
    if (!request.repository) prepare();
    const location = await this.#locate(request);
    prepare();
    const { data, digest, provenance } = await this.#download(
      location,
      request,
    );
    if (provenance) this.#contents.put(digest, 'prov', provenance);
    return this.#contents.put(digest, 'chart', data);
  }

  /**
   * Gets a chart into a directory, beside what was signed of it.
   *
   * @param shown how messages name the directory
   * @throws GoError with Helm's message, or what the getter throws
   */
  async toDirectory(
    request: ChartRequest,
    directory: string,
    shown: string = directory,
  ): Promise<DownloadedChart & { path: string }> {
    const downloaded = await this.download(request);
    const { name, data, provenance } = downloaded;
    const path = join(directory, name);
    try {
      replaceFile(path, data);
      if (provenance) replaceFile(`${path}.prov`, provenance);
    } catch (error) {
      throw fileError('open', join(shown, name), error);
    }
    return { ...downloaded, path };
  }

  /**
   * Gets a chart.
   *
   * @throws GoError with Helm's message, or what the getter throws
   */
  async download(request: ChartRequest): Promise<DownloadedChart> {
    return await this.#download(await this.#locate(request), request);
  }

  async #download(
    location: ArchiveLocation,
    request: ChartRequest,
  ): Promise<DownloadedChart> {
    const expected = checkLocation(location);
    const name = archiveNameOf(location.url);
    const kept = expected && this.#contents.chart(expected);
    const { data, digest } = kept
      ? { data: kept, digest: expected }
      : await fetchArchive(location, this.#options.get);
    return {
      data,
      name,
      digest,
      ...(await this.#checked(location, request, name, data, digest)),
    };
  }

  async #checked(
    location: ArchiveLocation,
    { reference }: ChartRequest,
    name: string,
    data: Uint8Array,
    digest: string,
  ): Promise<Pick<DownloadedChart, 'provenance' | 'signed'>> {
    const { verification = 'never', verify } = this.#options;
    if (verification === 'never') return {};
    const url = `${location.url}.prov`;
    let provenance = this.#contents.provenance(digest);
    try {
      const { owner, access } = location;
      const limit = maxProvenanceSize;
      provenance ??= await this.#options.get(url, { owner, access, limit });
    } catch (error) {
      if (verification === 'always') {
        throw new GoError(
          `failed to fetch provenance ${quote(shownUrl(url))}`,
          {
            cause: error,
          },
        );
      }
      this.#options.say?.(
        `WARNING: Verification not found for ${shownUrl(
          reference,
        )}: ${messageOf(error)}\n`,
      );
      return {};
    }
    if (verification === 'later') return { provenance };
    if (!verify) throw new GoError('signatures of charts cannot be verified');
    return { provenance, signed: await verify(data, name, provenance) };
  }

  async #locate(request: ChartRequest): Promise<ArchiveLocation> {
    const { reference, version, access, repository = '' } = request;
    if (repository === '') return this.#resolve(request);
    const { warn = () => {}, instead } = this.#options;
    const found = await findChart(
      { url: repository, access },
      reference,
      version,
      this.#options.get,
      {
        warn,
        instead: selected => instead?.(reference, version, selected),
      },
    );
    const location = this.#resolve({ ...request, reference: found.url });
    // The credentials are the repository's, wherever its archives are.
    const owner = location.access === access ? repository : location.owner;
    return { ...location, owner, digest: found.digest };
  }

  #resolve(request: ChartRequest): ArchiveLocation {
    const { reference, version, access, digest = '' } = request;
    const { owner = reference } = request;
    if (isRegistry(reference)) throw registryRefusal(reference);
    const parts = (() => {
      try {
        return parseUrl(reference);
      } catch (error) {
        if (!(error instanceof UrlError)) throw error;
        throw new GoError(`invalid chart URL format: ${shownUrl(reference)}`);
      }
    })();
    const repositories = this.repositories();
    if (parts.scheme !== '' && parts.host !== '' && parts.path !== '') {
      const entry = this.#ownerOf(reference, repositories);
      return entry
        ? located(reference, digest, entry, access)
        : { url: reference, digest, owner, access };
    }
    const path = Buffer.from(parts.path, 'latin1').toString();
    const slash = path.indexOf('/');
    if (slash < 0) {
      throw new GoError(
        `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${shownUrl(
          reference,
        )}`,
      );
    }
    return this.#resolveNamed(
      repositories,
      { name: path.slice(0, slash), chart: path.slice(slash + 1) },
      { reference, version, access },
    );
  }

  #resolveNamed(
    repositories: RepositoriesFile,
    { name, chart }: { name: string; chart: string },
    { reference, version, access }: ChartRequest,
  ): ArchiveLocation {
    const entry = repositories.get(name);
    if (!entry) throw new GoError(`repo ${name} not found`);
    if (entry.url === '') {
      throw new GoError(`no URL found for repository ${name}`);
    }
    checkRepositoryUrl(entry.url);
    const found = (() => {
      const index = this.#indexOf(entry);
      try {
        return index.get(chart, version, selected =>
          this.#options.instead?.(chart, version, selected),
        );
      } catch (error) {
        throw new GoError(
          `chart ${quote(
            chart,
          )} matching ${version} not found in ${name} index. (try 'helm repo update'): ${messageOf(
            error,
          )}`,
          { cause: error },
        );
      }
    })();
    const [first] = found.urls;
    if (first === undefined) {
      throw new GoError(`chart ${quote(reference)} has no downloadable URLs`);
    }
    let url: string;
    try {
      url = resolveReference(entry.url, first);
    } catch (error) {
      throw new GoError(`invalid chart URL format: ${shownUrl(reference)}`, {
        cause: error,
      });
    }
    return located(url, found.digest, entry, access);
  }

  #indexOf({ name }: RepositoryEntry) {
    try {
      return this.indexes.load(name);
    } catch (error) {
      throw new GoError(
        `no cached repo found. (try 'helm repo update'): ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /** The repository that offers an archive: it may have credentials for it. */
  #ownerOf(
    url: string,
    repositories: RepositoriesFile,
  ): RepositoryEntry | undefined {
    return repositories.entries.find(entry => {
      checkRepositoryUrl(entry.url);
      return this.#indexOf(entry).offers(url);
    });
  }
}

/** What a repository is set up with goes before what a command says. */
function located(
  url: string,
  digest: string,
  entry: RepositoryEntry,
  access: Access,
): ArchiveLocation {
  const { caFile, certFile, keyFile, username, password } = entry;
  const ownTls = Boolean(caFile || certFile || keyFile);
  const ownUser = Boolean(username && password);
  return {
    url,
    digest,
    owner: entry.url,
    access: {
      ...access,
      ...(ownTls ? { caFile, certFile, keyFile } : {}),
      ...(ownUser
        ? { username, password, passCredentials: entry.passCredentials }
        : {}),
    },
  };
}
