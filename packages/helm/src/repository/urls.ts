import { GoError } from '@sluice/golang/value';
import { type ChartVersion } from './index-file';

/**
 * The URL of a chart's archive, from the URL of its repository and what the index says; the query of the repository's URL is kept.
 *
 * @throws GoError where one of them is no URL
 */
export function resolveChartUrl(repository: string, reference: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) return reference;
  if (!URL.canParse(repository)) {
    throw new GoError(
      `failed to make chart URL absolute: failed to parse ${repository} as URL`,
    );
  }
  const base = new URL(repository);
  const { search } = base;
  base.pathname = `${base.pathname.replace(/\/$/, '')}/`;
  if (!URL.canParse(reference, base.href)) {
    throw new GoError(
      `failed to make chart URL absolute: failed to parse ${reference} as URL`,
    );
  }
  const resolved = new URL(reference, base.href);
  resolved.search = search;
  return resolved.href;
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
