import { quote } from '@sluice/golang/fmt';
import { messageOf } from '../chart/error';
import { type Get } from './access';
import {
  type FetchedIndex,
  checkRepositoryUrl,
  fetchIndex,
} from './fetch-index';
import { type IndexCache } from './index-cache';
import { type RepositoryEntry } from './repositories-file';
import { shownUrl } from './shown-url';

/** What the names of repositories begin with that only dependencies name. */
export const unmanagedPrefix = 'helm-manager-';

/** How many servers are asked at once. */
const atOnce = 8;

/**
 * Brings the indexes of repositories up to date, and says of each, in order, how that went. One that fails keeps the index that it had.
 *
 * @returns the URLs of those that failed
 * @throws GoError before anything is asked, for a URL that nobody can ask
 */
export async function updateIndexes(
  entries: readonly RepositoryEntry[],
  cache: IndexCache,
  get: Get,
  tell: { warn(message: string): void; say(text: string): void },
): Promise<string[]> {
  for (const { url } of entries) checkRepositoryUrl(url);
  const started: Promise<FetchedIndex | Error>[] = [];
  const start = (entry: RepositoryEntry) =>
    fetchIndex({ url: entry.url, access: entry }, get, tell.warn).catch(
      (error: unknown) => new Error(messageOf(error), { cause: error }),
    );
  const failed: string[] = [];
  for (const [i, entry] of entries.entries()) {
    while (started.length < Math.min(i + atOnce, entries.length)) {
      started.push(start(entries[started.length]));
    }
    const fetched = await started[i];
    const { name } = entry;
    const url = shownUrl(entry.url);
    const isNamed = !name.startsWith(unmanagedPrefix);
    if (fetched instanceof Error) {
      failed.push(url);
      tell.say(
        `...Unable to get an update from the ${quote(
          isNamed ? name : url,
        )} chart repository${isNamed ? ` (${url})` : ''}:\n\t${
          fetched.message
        }\n`,
      );
    } else {
      cache.save(name, fetched);
      tell.say(
        `...Successfully got an update from the ${quote(
          isNamed ? name : url,
        )} chart repository\n`,
      );
    }
  }
  return failed;
}

/** Repositories without those that have the URL of another, the last of which counts. */
export function uniqueByUrl(
  entries: readonly RepositoryEntry[],
): RepositoryEntry[] {
  return [
    ...new Map(
      entries.map(entry => [entry.url.replace(/\/$/, ''), entry]),
    ).values(),
  ];
}
