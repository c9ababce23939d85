import { posix } from 'node:path';
import {
  UrlError,
  type UrlParts,
  parseUrl,
  resolveUrl,
  urlText,
} from '@sluice/golang/url';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { type ChartVersion } from './index-file';
import { shownUrl } from './shown-url';

function partsOf(text: string): UrlParts {
  try {
    return parseUrl(text);
  } catch (error) {
    const shown = shownUrl(text);
    const why = messageOf(error).replaceAll(text, shown);
    throw new GoError(`failed to parse ${shown} as URL: ${why}`);
  }
}

/** A path that ends with a slash. */
function asDirectory(path: string): string {
  return `${path.replace(/\/$/, '')}/`;
}

/**
 * A reference as seen from a repository, as Helm resolves it: a whole URL stays as it is, of others the query is that of the repository.
 *
 * @throws GoError for what is no URL
 */
export function resolveReference(
  repository: string,
  reference: string,
): string {
  const target = partsOf(reference);
  if (target.scheme !== '') return reference;
  const base = partsOf(repository);
  const directory = {
    ...base,
    path: asDirectory(base.path),
    rawPath: asDirectory(base.rawPath),
  };
  return urlText({ ...resolveUrl(directory, target), query: base.query });
}

/**
 * The URL of a chart's archive, from the URL of its repository and what the index says; the query of the repository's URL is kept.
 *
 * @throws GoError where one of them is no URL
 */
export function resolveChartUrl(repository: string, reference: string): string {
  try {
    return resolveReference(repository, reference);
  } catch (error) {
    throw new GoError(
      `failed to make chart URL absolute: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * The URL of a version's archive.
 *
 * @throws GoError where the index gives none
 */
export function chartUrl(repository: string, version: ChartVersion): string {
  const [first] = version.urls;
  if (first === undefined) {
    throw new GoError(
      `chart "${version.metadata.name}" version "${version.metadata.version}" has no downloadable URLs`,
    );
  }
  return resolveChartUrl(repository, first);
}

/** A path as Go's path/filepath cleans it. */
export function cleanPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

function normal(url: UrlParts): string {
  return urlText({ ...url, path: cleanPath(url.path || '/') });
}

/** Whether two URLs are the same, but for how their paths are written. */
export function equalUrls(a: string, b: string): boolean {
  let first: UrlParts;
  try {
    first = parseUrl(a);
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return cleanPath(a) === cleanPath(b);
  }
  try {
    return normal(first) === normal(parseUrl(b));
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return false;
  }
}

/** The part of a URL before `:`; '' without one. @throws GoError for what is no URL */
export function schemeOf(url: string): string {
  try {
    return parseUrl(url).scheme;
  } catch (error) {
    throw new GoError(`invalid chart URL format: ${shownUrl(url)}`);
  }
}

/** Whether a reference is one of a registry. */
export function isRegistry(reference: string): boolean {
  return reference.startsWith('oci://');
}

/** What is said of charts in registries. */
export function registryRefusal(reference: string): GoError {
  return new GoError(
    `charts of registries are not supported: ${shownUrl(reference)}`,
  );
}

/**
 * The file name of an archive, from its URL.
 *
 * @throws GoError where it has none that a file could have
 */
export function archiveNameOf(url: string): string {
  const name = posix.basename(
    Buffer.from(parseUrl(url).path, 'latin1').toString(),
  );
  if (/^\.{0,2}$/.test(name) || /[/\\\0]/.test(name)) {
    throw new GoError(
      `the URL ${shownUrl(url)} does not end with the name of a file`,
    );
  }
  return name;
}
