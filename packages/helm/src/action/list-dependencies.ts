import { type Chart, type Dependency } from '../chart';
import { isCompatibleRange } from '../dependencies';
import { isSemver } from '../chart/validate';

/** A dependency as `helm dependency list` tells of it. */
export interface DependencyState {
  name: string;
  version: string;
  repository: string;
  /** `ok`, `unpacked`, `missing`, `wrong version`, `invalid version`. */
  status: string;
}

/**
 * The dependencies of a chart and whether what lies in `charts/` is what they ask for.
 *
 * @param directory whether the chart was a directory: then archives in it are told from directories
 */
export function listDependencies(
  chart: Chart,
  directory: boolean,
): DependencyState[] {
  return (chart.metadata.dependencies ?? []).flatMap(dependency => {
    if (!dependency) return [];
    const { name, version, repository } = dependency;
    return [
      {
        name,
        version,
        repository,
        status: statusOf(chart, dependency, directory),
      },
    ];
  });
}

function statusOf(
  chart: Chart,
  { name, version }: Dependency,
  directory: boolean,
): string {
  const found = chart.dependencies.find(child => child.name === name);
  if (!found) return 'missing';
  const own = found.metadata.version;
  if (own !== version) {
    if (!isSemver(own)) return 'invalid version';
    if (!isCompatibleRange(version, own)) return 'wrong version';
  }
  const packed =
    directory &&
    chart.raw.some(
      file =>
        /^charts\/[^/]+\.tgz$/.test(file.name) &&
        file.name.startsWith(`charts/${name}-`),
    );
  return packed ? 'ok' : 'unpacked';
}
