import { type Release, isPending } from './release';

/** Releases from the first revision to the last. */
export function sortByRevision(releases: readonly Release[]): Release[] {
  return [...releases].sort((a, b) => a.version - b.version);
}

/** The last revision; undefined where there is none. */
export function latest(releases: readonly Release[]): Release | undefined {
  return sortByRevision(releases).at(-1);
}

/** The last revision that is deployed; undefined where none is. */
export function latestDeployed(
  releases: readonly Release[],
): Release | undefined {
  return latest(releases.filter(({ info }) => info.status === 'deployed'));
}

/**
 * The revision that an upgrade compares with: the last one that is deployed, else the last one where that failed or was
 * superseded; undefined where there is none.
 */
export function upgradeBaseline(
  releases: readonly Release[],
): Release | undefined {
  const deployed = latestDeployed(releases);
  if (deployed) return deployed;
  const last = latest(releases);
  return last &&
    (last.info.status === 'failed' || last.info.status === 'superseded')
    ? last
    : undefined;
}

/** Whether another operation holds the release. */
export function isLocked(releases: readonly Release[]): boolean {
  const last = latest(releases);
  return last !== undefined && isPending(last.info.status);
}

/**
 * What to delete so that, with one more, there are no more than `max` revisions: the oldest, but never the one that is deployed.
 * No limit at 0 and below.
 */
export function surplus(releases: readonly Release[], max: number): Release[] {
  if (max <= 0 || releases.length < max) return [];
  const kept = latestDeployed(releases);
  const needed = releases.length - max + 1;
  return sortByRevision(releases)
    .filter(release => release !== kept)
    .slice(0, needed);
}
