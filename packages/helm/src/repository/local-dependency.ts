import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import { GoError } from '@sluice/golang/value';
import { type Chart } from '../chart/chart';
import { DiskTree } from '../chart/disk-tree';
import { messageOf } from '../chart/error';
import { loadDirectory } from '../chart/load-directory';
import { type Dependency } from '../chart/metadata';
import { fileError } from './file-error';
import { packChart } from './save-chart';

/** A chart's directory, as it is and as messages name it. */
export interface ChartPlace {
  /** Absolute. */
  directory: string;
  /** As the caller named it. */
  shown: string;
  /** What dependencies on this machine must not lead out of; without it they may be anywhere, as with Helm. */
  root?: string;
}

/** A directory that a chart depends on. */
interface LocalPlace {
  directory: string;
  shown: string;
}

/**
 * Finds a directory that a chart names: from the root of the file system on, or from its own.
 *
 * @throws GoError with Helm's message where there is nothing, or where it must not be
 */
export function localPlace(
  repository: string,
  { directory, shown, root }: ChartPlace,
): LocalPlace {
  const path = repository.replace(/^file:\/\//, '');
  const found = isAbsolute(path)
    ? { directory: join(path), shown: join(path) }
    : { directory: join(directory, path), shown: join(shown, path) };
  try {
    statSync(found.directory);
  } catch (error) {
    const cause = fileError('stat', found.shown, error);
    throw cause instanceof GoError && /no such file/.test(cause.message)
      ? new GoError(`directory ${found.shown} not found`, { cause: error })
      : cause;
  }
  if (root !== undefined) {
    const real = realpathSync(found.directory);
    const confine = realpathSync(root);
    if (real !== confine && !real.startsWith(join(confine, sep))) {
      throw new GoError(
        `${quote(repository)} leads out of the directory that it must stay in`,
      );
    }
  }
  return found;
}

/** Loads a chart's directory. @throws Error with Helm's message */
export function loadLocal(
  { directory }: Pick<LocalPlace, 'directory'>,
  { root }: ChartPlace,
): Chart {
  return loadDirectory(new DiskTree(directory, { root }));
}

/** A chart that should lie in `charts/`, and does not as it should. */
export class UnpackedError extends GoError {}

/** What a text stands for, or the error that is made of what is wrong with it. */
function semver<T>(read: () => T, fault: (why: string) => GoError): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw fault(messageOf(error));
  }
}

/**
 * Checks the version of a chart that lies in `charts/`.
 *
 * @throws UnpackedError for one that is not there, GoError for one of another version
 */
export function checkUnpacked(
  { name, version }: Dependency,
  chart: ChartPlace,
): void {
  const directory = join(chart.directory, 'charts', name);
  const shown = join(chart.shown, 'charts', name);
  let found: Chart;
  try {
    found = loadLocal({ directory }, chart);
  } catch (error) {
    const why = messageOf(error).replaceAll(directory, shown);
    throw new UnpackedError(`unable to load chart '${shown}': ${why}`, {
      cause: error,
    });
  }
  const range = semver(
    () => Constraints.parse(version),
    why =>
      new UnpackedError(
        `dependency ${name} has an invalid version/constraint format: ${why}`,
      ),
  );
  const own = semver(
    () => Version.parse(found.metadata.version),
    why =>
      new UnpackedError(
        `invalid version ${version} for dependency ${name}: ${why}`,
      ),
  );
  if (!range.check(own)) {
    throw new GoError(
      `dependency ${name} at version ${found.metadata.version} does not satisfy the constraint ${version}`,
    );
  }
}

/**
 * Packs a directory that a chart depends on; the dependency gets its version.
 *
 * @throws Error with Helm's message
 */
export function packLocal(
  dependency: Dependency,
  chart: ChartPlace,
): { name: string; data: Uint8Array } {
  const { name, repository } = dependency;
  const found = loadLocal(localPlace(repository, chart), chart);
  const range = semver(
    () => Constraints.parse(dependency.version),
    why =>
      new GoError(
        `dependency ${name} has an invalid version/constraint format: ${why}`,
      ),
  );
  const { version } = found.metadata;
  const own = semver(
    () => Version.parse(version),
    why => new GoError(why),
  );
  if (!range.check(own)) {
    throw new GoError(`can't get a valid version for dependency ${name}`);
  }
  dependency.version = version;
  return packChart(found);
}
