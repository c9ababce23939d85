import type { KubernetesObject } from '../objects';
import { hasDrifted } from './drift';

/** Fields of some objects in which a difference is no drift. */
export interface CompiledIgnoreRule {
  /** JSON pointers. */
  paths: readonly string[];
  matches(object: KubernetesObject): boolean;
}

export type CompiledIgnoreRules = readonly CompiledIgnoreRule[];

/** What is done about an ignored field when its object is applied all the same. */
export type IgnoredDifference =
  /** Another Apply manager owns it: leave it out. */
  | { kind: 'strip'; path: string }
  /** Nobody else owns it: state what the cluster has. */
  | { kind: 'adopt'; path: string; value: unknown };

function segmentsOf(pointer: string): string[] {
  return pointer
    .replace(/^\//, '')
    .split('/')
    .map(s => s.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function lookUp(
  value: unknown,
  segments: readonly string[],
): { found: true; value: unknown } | { found: false } {
  let current = value;
  for (const segment of segments) {
    if (!isContainer(current) || !Object.hasOwn(current, segment)) {
      return { found: false };
    }
    current = current[segment];
  }
  return { found: true, value: current };
}

/** Removes what a pointer names, in place; nothing when it is not there. */
function remove(value: unknown, segments: readonly string[]): void {
  const parent = lookUp(value, segments.slice(0, -1));
  const last = segments[segments.length - 1];
  if (!parent.found || !isContainer(parent.value)) return;
  if (Array.isArray(parent.value)) {
    if (/^\d+$/.test(last)) parent.value.splice(Number(last), 1);
  } else {
    delete parent.value[last];
  }
}

/** Replaces what a pointer names, in place; nothing when it is not there. */
function replace(
  value: unknown,
  segments: readonly string[],
  replacement: unknown,
): void {
  const parent = lookUp(value, segments.slice(0, -1));
  const last = segments[segments.length - 1];
  if (
    parent.found &&
    isContainer(parent.value) &&
    Object.hasOwn(parent.value, last)
  ) {
    parent.value[last] = replacement;
  }
}

function pathsFor(
  rules: CompiledIgnoreRules,
  object: KubernetesObject,
): string[] {
  return rules.filter(rule => rule.matches(object)).flatMap(rule => rule.paths);
}

/** Whether a dry run differs from the live object in more than the ignored fields. */
export function isDriftedBeyond(
  rules: CompiledIgnoreRules,
  live: KubernetesObject,
  dryRun: KubernetesObject,
): boolean {
  const paths = pathsFor(rules, dryRun).map(segmentsOf);
  if (paths.length === 0) return hasDrifted(live, dryRun);
  const copies = [structuredClone(live), structuredClone(dryRun)];
  for (const copy of copies) {
    for (const path of paths) remove(copy, path);
  }
  return hasDrifted(copies[0], copies[1]);
}

function keyOfItem(key: string): Record<string, unknown> | undefined {
  if (!key.startsWith('k:')) return undefined;
  try {
    const parsed: unknown = JSON.parse(key.slice(2));
    return isContainer(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an apply entry's fields hold what a pointer names; list items are found by their merge keys. */
function ownsPath(
  fields: unknown,
  object: unknown,
  segments: readonly string[],
): boolean {
  let owned: unknown = fields;
  let value: unknown = object;
  for (const segment of segments) {
    if (!isContainer(owned)) return false;
    const parent: unknown = value;
    value = isContainer(parent) ? parent[segment] : undefined;
    if (Array.isArray(parent)) {
      const item: unknown = value;
      const key = Object.keys(owned).find(candidate => {
        const wanted = keyOfItem(candidate);
        return (
          wanted &&
          isContainer(item) &&
          Object.entries(wanted).every(([k, v]) => item[k] === v)
        );
      });
      if (key === undefined) return false;
      owned = owned[key];
    } else {
      const key = `f:${segment}`;
      if (!Object.hasOwn(owned, key)) return false;
      owned = owned[key];
    }
  }
  return true;
}

/** What to do about ignored fields that differ (fluxcd/pkg/ssa `computeDriftedPaths`). */
export function ignoredDifferences(
  rules: CompiledIgnoreRules,
  live: KubernetesObject,
  dryRun: KubernetesObject,
  manager: string,
): IgnoredDifference[] {
  return pathsFor(rules, dryRun).flatMap((path): IgnoredDifference[] => {
    const segments = segmentsOf(path);
    const before = lookUp(live, segments);
    const after = lookUp(dryRun, segments);
    if (
      before.found === after.found &&
      JSON.stringify(before) === JSON.stringify(after)
    ) {
      return [];
    }
    const foreign = (live.metadata.managedFields ?? []).some(
      entry =>
        entry.operation === 'Apply' &&
        !entry.subresource &&
        entry.manager !== manager &&
        ownsPath(entry.fieldsV1, live, segments),
    );
    return [
      foreign
        ? { kind: 'strip', path }
        : {
            kind: 'adopt',
            path,
            value: before.found ? before.value : null,
          },
    ];
  });
}

/** A copy of what is to be applied with the differences resolved. */
export function withResolvedDifferences<T extends KubernetesObject>(
  object: T,
  differences: readonly IgnoredDifference[],
): T {
  if (differences.length === 0) return object;
  const copy = structuredClone(object);
  for (const difference of differences) {
    const segments = segmentsOf(difference.path);
    if (difference.kind === 'strip') remove(copy, segments);
    else replace(copy, segments, difference.value);
  }
  return copy;
}
