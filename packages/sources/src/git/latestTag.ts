import { Constraints, Version } from '@sluice/golang/semver';
import { GitError, wrapGitError } from './errors';
import type { GitClient, GitRemote } from './gitClient';
import type { GitReference } from './reference';

/** Tags of the same version whose commits are compared by time; more are not looked at. */
const mostEqualTags = 20;

/**
 * The tags of the highest version within a range (Masterminds/semver), `1.2.3` or `v1.2.3`; more than one where versions differ only in
 * what does not count, such as build metadata.
 *
 * @throws GitError when the range is malformed, or no tag is within it
 */
export function highestTags(tags: Iterable<string>, range: string): string[] {
  const constraints = parseRange(range);
  let best: Version | undefined;
  let found: string[] = [];
  for (const tag of tags) {
    const version = versionOf(tag);
    if (!version || !constraints.check(version)) continue;
    const order = best ? version.compare(best) : 1;
    if (order > 0) {
      best = version;
      found = [tag];
    } else if (order === 0) {
      found.push(tag);
    }
  }
  if (found.length === 0) {
    throw new GitError(
      'referenceNotFound',
      `no match found for semver: ${range}`,
    );
  }
  return found;
}

/**
 * The tag to check out for a range of versions, as Flux chooses it: the highest version, and among equal ones the newest commit.
 *
 * @throws GitError when the range is malformed, no tag is within it, or the remote cannot be asked
 */
export async function latestTag(
  git: Pick<GitClient, 'listTags' | 'fetch'>,
  remote: GitRemote,
  range: string,
  signal: AbortSignal,
): Promise<GitReference & { kind: 'tag' }> {
  // A malformed range is told without a request.
  parseRange(range);
  const [first, ...others] = highestTags(
    await git.listTags(remote, signal),
    range,
  );
  let tag = first;
  if (others.length > 0) {
    let newest = -Infinity;
    for (const candidate of [first, ...others].slice(0, mostEqualTags)) {
      const reference = { kind: 'tag', tag: candidate } as const;
      const commit = await git.fetch(remote, reference, signal);
      const time = Date.parse(commit.committedAt ?? '') || 0;
      await commit.dispose();
      if (time >= newest) [newest, tag] = [time, candidate];
    }
  }
  return { kind: 'tag', tag };
}

function parseRange(range: string): Constraints {
  try {
    return Constraints.parse(range);
  } catch (error) {
    throw wrapGitError('semver parse error', error);
  }
}

/** fluxcd/pkg/version `ParseVersion`: all three numbers must be there. */
function versionOf(tag: string): Version | undefined {
  try {
    return Version.parseStrict(tag.replace(/^v/, ''));
  } catch {
    return undefined;
  }
}
