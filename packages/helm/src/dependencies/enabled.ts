import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import { type GoMap } from '@sluice/golang/value';
import { type Chart } from '../chart';
import { type Dependency } from '../chart/metadata';
import { coalesceValues } from '../values/coalesce';
import { NoValueError, isTable, valueAt } from '../values/table';
import { type Warn } from '../warn';

/** Whether a version is in a range; one that cannot be read is not. */
export function isCompatibleRange(range: string, version: string): boolean {
  try {
    return Constraints.parse(range).check(Version.parse(version));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

function matches(dependency: Dependency, name: string, version: string) {
  return (
    dependency.name === name && isCompatibleRange(dependency.version, version)
  );
}

/** The first path of a condition that holds a bool decides. */
function applyConditions(
  dependencies: readonly Dependency[],
  values: GoMap,
  prefix: string,
  warn: Warn,
): void {
  for (const dependency of dependencies) {
    for (const path of dependency.condition.trim().split(',')) {
      if (path !== '') {
        const value = conditionAt(values, prefix + path);
        if (typeof value === 'boolean') {
          dependency.enabled = value;
          break;
        }
        if (value !== undefined) {
          warn('returned non-bool value', {
            level: 'WARN',
            fields: { path, chart: dependency.name },
          });
        }
      }
    }
  }
}

function conditionAt(values: GoMap, path: string) {
  try {
    return valueAt(values, path);
  } catch (error) {
    if (error instanceof NoValueError) return undefined;
    throw error;
  }
}

/** A tag that is true enables, else one that is false disables. */
function applyTags(
  dependencies: readonly Dependency[],
  values: GoMap,
  warn: Warn,
): void {
  const tags = values.get('tags');
  if (!isTable(tags)) return;
  for (const dependency of dependencies) {
    const settings: boolean[] = [];
    for (const tag of dependency.tags ?? []) {
      const value = tags.get(tag);
      if (typeof value === 'boolean') {
        settings.push(value);
      } else if (value !== undefined) {
        warn('returned non-bool value', {
          level: 'WARN',
          fields: { tag, chart: dependency.name },
        });
      }
    }
    dependency.enabled = settings.includes(true) || !settings.includes(false);
  }
}

/** The chart that a dependency means, as its own copy under its alias. */
function resolveDependency(
  charts: readonly Chart[],
  dependency: Dependency,
): Chart | undefined {
  const found = charts.find(chart =>
    matches(dependency, chart.name, chart.metadata.version),
  );
  return found?.copyAs(dependency.alias || found.name);
}

function resolveDependencies(
  chart: Chart,
  dependencies: readonly Dependency[],
): void {
  const resolved = chart.dependencies.filter(
    existing =>
      !dependencies.some(dependency =>
        matches(dependency, existing.name, existing.metadata.version),
      ),
  );
  for (const dependency of dependencies) {
    const found = resolveDependency(chart.dependencies, dependency);
    if (found) resolved.push(found);
    if (dependency.alias !== '') dependency.name = dependency.alias;
  }
  chart.setDependencies(resolved);
}

/**
 * Gives aliases their charts and removes the charts that conditions and tags disable, all the way down. Changes the chart.
 *
 * @throws GoError where values of a chart below are no table
 */
export function processEnabled(
  chart: Chart,
  values: GoMap,
  prefix: string,
  warn: Warn,
): void {
  if (chart.metadata.dependencies === null) return;
  const dependencies = chart.metadata.dependencies.filter(
    (dependency): dependency is Dependency => dependency !== null,
  );
  resolveDependencies(chart, dependencies);
  for (const dependency of dependencies) dependency.enabled = true;
  const coalesced = coalesceValues(chart, values, warn);
  applyTags(dependencies, coalesced, warn);
  applyConditions(dependencies, coalesced, prefix, warn);
  const disabled = new Set(
    dependencies.filter(({ enabled }) => !enabled).map(({ name }) => name),
  );
  const remaining = chart.dependencies.filter(
    ({ name }) => !disabled.has(name),
  );
  for (const child of remaining) {
    processEnabled(child, coalesced, `${prefix}${child.name}.`, warn);
  }
  const kept = dependencies.filter(({ name }) => !disabled.has(name));
  chart.metadata.dependencies = kept.length > 0 ? kept : null;
  chart.setDependencies(remaining);
}
