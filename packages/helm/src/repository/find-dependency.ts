import { SemverError, Version } from '@sluice/golang/semver';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { type Dependency } from '../chart/metadata';
import { type Access, type Get, openAccess } from './access';
import { findChart } from './fetch-index';
import { type IndexCache } from './index-cache';
import { type ChartVersion } from './index-file';
import { type RepositoryEntry } from './repositories-file';
import { equalUrls, resolveReference } from './urls';
import { shownUrl } from './shown-url';

/** Where the archive of a dependency is. */
export interface FoundDependency {
  url: string;
  /** As it stands in the index. */
  digest: string;
  /** Whose the credentials are. */
  owner: string;
  access: Access;
}

function parsed(version: string): Version | undefined {
  try {
    return Version.parse(version);
  } catch (error) {
    if (error instanceof SemverError) return undefined;
    throw error;
  }
}

function isVersion(wanted: string, { metadata, urls }: ChartVersion): boolean {
  if (urls.length === 0) return false;
  if (wanted === '') return true;
  const version = parsed(wanted);
  if (!version) return wanted === metadata.version;
  return parsed(metadata.version)?.compare(version) === 0;
}

/**
 * Finds the version of a dependency that was chosen: in the index of the repository that has a name, else in one that is fetched.
 *
 * @throws GoError with Helm's message
 */
export async function findDependency(
  {
    name,
    version,
    repository,
  }: Pick<Dependency, 'name' | 'version' | 'repository'>,
  entries: readonly RepositoryEntry[],
  indexes: IndexCache,
  get: Get,
  warn: (message: string) => void,
): Promise<FoundDependency> {
  const entry = entries.find(({ url }) => equalUrls(repository, url));
  if (entry) {
    const versions = indexes.load(entry.name).versions(name);
    if (!versions) throw new GoError('entry not found');
    const found = versions.find(each => isVersion(version, each));
    if (!found) throw new GoError('no matching version');
    return {
      url: resolveReference(repository, found.urls[0]),
      digest: found.digest,
      owner: entry.url,
      access: entry,
    };
  }
  try {
    const found = await findChart(
      { url: repository, access: openAccess },
      name,
      version,
      get,
      { warn },
    );
    return { ...found, owner: repository, access: openAccess };
  } catch (error) {
    throw new GoError(
      `chart ${name} not found in ${shownUrl(repository)}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
