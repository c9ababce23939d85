import { quote } from '@sluice/golang/fmt';
import { UrlError, parseUrl } from '@sluice/golang/url';
import { GoError } from '@sluice/golang/value';
import { type Dependency } from '../chart/metadata';
import { type RepositoryEntry } from './repositories-file';
import { equalUrls, isRegistry } from './urls';
import { shownUrl } from './shown-url';

/** Whether a dependency is a directory of this machine. */
export function isLocalRepository(repository: string): boolean {
  return repository.startsWith('file://');
}

function isAliasOf(repository: string, { name }: RepositoryEntry): boolean {
  return repository === `@${name}` || repository === `alias:${name}`;
}

/** Whether Go takes a text for the URI of a request: whole, or a path from the root on. */
function isRequestUri(text: string): boolean {
  try {
    return parseUrl(text).scheme !== '' || text.startsWith('/');
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return false;
  }
}

const hint = `
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add').`;

/**
 * The named repositories that dependencies are from, by the dependencies' names. A dependency that says the name of a repository says its
 * URL afterwards.
 *
 * @param checkLocal throws for a directory that is not there
 * @throws GoError with Helm's message for a repository that nobody knows
 */
export function nameRepositories(
  dependencies: readonly Dependency[],
  entries: readonly RepositoryEntry[],
  checkLocal: (dependency: Dependency) => void,
): Map<string, string> {
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const dependency of dependencies) {
    const { name, repository } = dependency;
    if (repository === '') continue;
    if (isLocalRepository(repository)) {
      checkLocal(dependency);
      names.set(name, repository);
      continue;
    }
    if (isRegistry(repository)) {
      throw new GoError(
        `dependency ${quote(
          name,
        )}: charts of registries are not supported: ${shownUrl(repository)}`,
      );
    }
    const entry = entries.find(
      each => isAliasOf(repository, each) || equalUrls(each.url, repository),
    );
    if (entry) {
      if (isAliasOf(repository, entry)) dependency.repository = entry.url;
      names.set(name, entry.name);
    } else if (!isRequestUri(repository)) {
      missing.push(repository);
    }
  }
  if (missing.length > 0) {
    const isNoUrl = missing.some(each => !/\/\/|^@|^alias:/.test(each));
    throw new GoError(
      `no repository definition for ${missing
        .map(shownUrl)
        .join(', ')}. Please add them via 'helm repo add'${
        isNoUrl ? hint : ''
      }`,
    );
  }
  return names;
}

/**
 * Checks that every repository of a lock has a name.
 *
 * @throws GoError with Helm's message
 */
export function checkAllNamed(
  dependencies: readonly Dependency[],
  entries: readonly RepositoryEntry[],
): void {
  const missing = dependencies
    .map(({ repository }) => repository)
    .filter(
      repository =>
        repository !== '' &&
        !isLocalRepository(repository) &&
        !isRegistry(repository) &&
        !entries.some(({ url }) =>
          equalUrls(url, repository.replace(/\/$/, '')),
        ),
    );
  if (missing.length > 0) {
    throw new GoError(
      `no repository definition for ${missing
        .map(shownUrl)
        .join(', ')}. Please add the missing repos via 'helm repo add'`,
    );
  }
}
