import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { type Access, type Get } from './access';
import { RepositoryIndex, maxIndexSize } from './index-file';
import {
  isRegistry,
  registryRefusal,
  resolveReference,
  schemeOf,
} from './urls';
import { shownUrl } from './shown-url';

/** A repository, by its URL. */
export interface RepositoryAddress {
  url: string;
  access: Access;
}

/** An index as it came, and read. */
export interface FetchedIndex {
  data: Uint8Array;
  index: RepositoryIndex;
}

/**
 * Checks that a repository can be asked at all.
 *
 * @throws GoError with Helm's message
 */
export function checkRepositoryUrl(url: string): void {
  if (isRegistry(url)) throw registryRefusal(url);
  const scheme = schemeOf(url);
  if (scheme !== 'http' && scheme !== 'https') {
    throw new GoError(`could not find protocol handler for: ${scheme}`);
  }
}

/**
 * Gets the index of a repository, and reads all of it, so that what is kept of it is good.
 *
 * @throws GoError with Helm's message, or what the getter throws
 */
export async function fetchIndex(
  { url, access }: RepositoryAddress,
  get: Get,
  warn: (message: string) => void,
): Promise<FetchedIndex> {
  checkRepositoryUrl(url);
  const data = await get(resolveReference(url, 'index.yaml'), {
    owner: url,
    access,
    limit: maxIndexSize,
  });
  const index = RepositoryIndex.parse(data, { source: shownUrl(url), warn });
  await index.check();
  return { data, index };
}

/** Where a chart is, from an index. */
export interface FoundChart {
  url: string;
  /** As it stands in the index. */
  digest: string;
}

/**
 * Looks for a chart in a repository that has no name.
 *
 * @throws GoError with Helm's message
 */
export async function findChart(
  address: RepositoryAddress,
  name: string,
  version: string,
  get: Get,
  tell: {
    warn(message: string): void;
    /** One version was asked for, and another is given. */
    instead?(version: string): void;
  },
): Promise<FoundChart> {
  const { url } = address;
  checkRepositoryUrl(url);
  let fetched: FetchedIndex;
  try {
    fetched = await fetchIndex(address, get, tell.warn);
  } catch (error) {
    throw notReached(url, error);
  }
  return chartIn(fetched.index, url, name, version, tell.instead);
}

/** What is said of a URL where there seems to be no repository. */
export function notReached(url: string, error: unknown): GoError {
  return new GoError(
    `looks like ${quote(
      shownUrl(url),
    )} is not a valid chart repository or cannot be reached: ${messageOf(
      error,
    )}`,
    { cause: error },
  );
}

/** Looks for a chart in the index of a repository. @throws GoError with Helm's message */
export function chartIn(
  index: RepositoryIndex,
  url: string,
  name: string,
  version: string,
  instead?: (version: string) => void,
): FoundChart {
  const what =
    version === ''
      ? `chart ${quote(name)}`
      : `chart ${quote(name)} version ${quote(version)}`;
  let found;
  try {
    found = index.get(name, version, instead);
  } catch (error) {
    throw new GoError(`${what} not found in ${shownUrl(url)} repository`, {
      cause: error,
    });
  }
  const [first] = found.urls;
  if (first === undefined) {
    throw new GoError(`${what} has no downloadable URLs`);
  }
  try {
    return { url: resolveReference(url, first), digest: found.digest };
  } catch (error) {
    throw new GoError(
      `failed to make chart URL absolute: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
