import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { type Chart } from '../chart';

/**
 * Checks that a chart can be installed, which libraries cannot.
 *
 * @throws GoError with Helm's message
 */
export function checkInstallable(chart: Chart): void {
  const { type } = chart.metadata;
  if (type !== '' && type !== 'application') {
    throw new GoError(`${type} charts are not installable`);
  }
}

/**
 * Checks that all charts that a chart names are below it.
 *
 * @throws GoError with Helm's message
 */
export function checkDependencies(chart: Chart): void {
  const present = new Set(chart.dependencies.map(({ name }) => name));
  const missing = (chart.metadata.dependencies ?? []).flatMap(dependency =>
    dependency && !present.has(dependency.name) ? dependency.name : [],
  );
  if (missing.length > 0) {
    throw new GoError(
      `an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(
        ', ',
      )}`,
    );
  }
}

/** The warning for a chart that nobody should use any more; undefined for others. */
export function deprecationWarning(chart: Chart): string | undefined {
  return chart.metadata.deprecated
    ? `this chart is deprecated (${quote(chart.name)})`
    : undefined;
}
