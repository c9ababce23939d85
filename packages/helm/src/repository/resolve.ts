import { quote } from '@sluice/golang/fmt';
import { Constraints, SemverError } from '@sluice/golang/semver';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { type Dependency, type Lock, emptyDependency } from '../chart/metadata';
import { isCompatibleRange } from '../dependencies';
import { lockDigest } from './lock-file';
import { shownUrl } from './shown-url';

/**
 * What a repository offers of a chart, from the newest on; undefined where it has no such chart. It is asked for dependencies without a
 * repository, too, to say whether they are there.
 */
export type ListVersions = (
  dependency: Dependency,
) => readonly { version: string; usable: boolean }[] | undefined;

function checkRange({ name, version }: Dependency): void {
  try {
    Constraints.parse(version);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new GoError(
      `dependency ${quote(
        name,
      )} has an invalid version/constraint format: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * One version for each dependency, as `Chart.lock` has them. Dependencies without a repository lie in `charts/` and stay as
 * they are.
 *
 * @param generated RFC 3339
 * @throws GoError with Helm's message
 */
export function resolveDependencies(
  dependencies: readonly Dependency[],
  list: ListVersions,
  generated: string,
): Lock & { dependencies: Dependency[] } {
  const missing: string[] = [];
  const locked = dependencies.map(dependency => {
    checkRange(dependency);
    const { name, repository, version } = dependency;
    const own = { ...emptyDependency(), name, repository, version };
    const versions = list(dependency);
    if (repository === '') return own;
    if (!versions) {
      throw new GoError(
        `${name} chart not found in repo ${shownUrl(repository)}`,
      );
    }
    const found = versions.find(
      each => each.usable && isCompatibleRange(version, each.version),
    );
    if (!found) {
      missing.push(
        `${quote(name)} (repository ${quote(
          shownUrl(repository),
        )}, version ${quote(version)})`,
      );
    }
    return { ...own, version: found?.version ?? '' };
  });
  if (missing.length > 0) {
    throw new GoError(
      `can't get a valid version for ${
        missing.length
      } subchart(s): ${missing.join(
        ', ',
      )}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
    );
  }
  return {
    generated,
    digest: lockDigest(dependencies, locked),
    dependencies: locked,
  };
}
