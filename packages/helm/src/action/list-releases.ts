import { compileRegexp } from '@sluice/golang/regexp';
import type { RequestOptions } from '@sluice/kubernetes/client';
import type { Release, ReleaseStatus } from '../release';
import type { Configuration } from './configuration';
import { parseLabelSelector } from './label-selector';

export interface ListReleasesOptions extends RequestOptions {
  /** Regular expression (RE2) of names. */
  filter?: string;
  /** Label selector of the stored objects. */
  selector?: string;
  /** Default: all but `unknown`. */
  statuses?: readonly ReleaseStatus[];
  /** By when they were last deployed, rather than by name. */
  byDate?: boolean;
  reverse?: boolean;
  /** Releases that are left out at the beginning. */
  offset?: number;
  /** Releases at most; 0 for any number. */
  limit?: number;
}

const known: readonly ReleaseStatus[] = [
  'deployed',
  'uninstalled',
  'superseded',
  'failed',
  'uninstalling',
  'pending-install',
  'pending-upgrade',
  'pending-rollback',
];

function keyOf({ namespace, name }: Release): string {
  return `${namespace}/${name}`;
}

/** The last revision of every release. */
function lastRevisions(releases: readonly Release[]): Release[] {
  const last = new Map<string, Release>();
  for (const release of releases) {
    const before = last.get(keyOf(release));
    if (!before || before.version <= release.version) {
      last.set(keyOf(release), release);
    }
  }
  return [...last.values()];
}

function byName(a: Release, b: Release): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function timeOf({ info }: Release): number {
  return Date.parse(info.lastDeployed ?? '') || 0;
}

/**
 * The releases of a namespace, or of all when the configuration's driver sees all, the last revision of each (`helm list`).
 * Superseded ones alone are listed with all their revisions.
 *
 * @throws HelmError, StorageError; RegexpError for a filter that is none
 */
export async function listReleases(
  config: Configuration,
  options: ListReleasesOptions = {},
): Promise<Release[]> {
  const { filter, selector = '', statuses = known, limit = 0 } = options;
  const request = { signal: options.signal, timeout: options.timeout };
  await config.kube.checkReachable(request);
  const pattern = filter ? compileRegexp(filter) : undefined;
  const matches = parseLabelSelector(selector);
  const all = (await config.releases.list(request)).filter(
    ({ name }) => !pattern || pattern.test(name),
  );
  const onlyOld = statuses.length === 1 && statuses[0] === 'superseded';
  const chosen = (onlyOld ? all : lastRevisions(all)).filter(
    ({ info, labels }) =>
      statuses.some(status => status === info.status) && matches(labels),
  );
  chosen.sort(
    options.byDate ? (a, b) => timeOf(a) - timeOf(b) || byName(a, b) : byName,
  );
  if (options.reverse) chosen.reverse();
  const offset = options.offset ?? 0;
  return chosen.slice(offset, limit > 0 ? offset + limit : undefined);
}
