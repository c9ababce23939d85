import type { FieldSet } from './fieldSet';
import { formatPath, type Path } from './pathElement';
import { compareText } from './value';

/** What one manager owns. */
export interface VersionedSet {
  readonly set: FieldSet;
  readonly apiVersion: string;
  /** Whether it came from apply. */
  readonly applied: boolean;
}

/** Manager → what it owns. */
export type Managers = ReadonlyMap<string, VersionedSet>;

/** A field that an apply would change although a manager owns it. */
export interface Conflict {
  readonly manager: string;
  readonly path: Path;
}

/** The conflicts of an apply without force, sorted by manager. */
export class ConflictsError extends Error {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super(conflictsText(conflicts));
    this.name = 'ConflictsError';
    this.conflicts = conflicts;
  }

  static ofManagers(managers: Managers): ConflictsError {
    return new ConflictsError(
      [...managers.keys()].sort(compareText).flatMap(manager =>
        [...(managers.get(manager)?.set.paths() ?? [])].map(path => ({
          manager,
          path,
        })),
      ),
    );
  }
}

function conflictsText(conflicts: readonly Conflict[]): string {
  if (conflicts.length === 1) {
    const [{ manager, path }] = conflicts;
    return `conflict with "${manager}": ${formatPath(path)}`;
  }
  return groupConflicts(conflicts)
    .map(({ manager, paths }) =>
      [
        `conflicts with "${manager}":`,
        ...paths.map(path => `- ${formatPath(path)}`),
      ].join('\n'),
    )
    .join('\n');
}

/** Conflicts by manager, sorted by its name. */
export function groupConflicts(
  conflicts: readonly Conflict[],
): { manager: string; paths: Path[] }[] {
  const groups = new Map<string, Path[]>();
  for (const { manager, path } of conflicts) {
    const paths = groups.get(manager);
    if (paths) {
      paths.push(path);
    } else {
      groups.set(manager, [path]);
    }
  }
  return [...groups.keys()].sort(compareText).map(manager => ({
    manager,
    paths: groups.get(manager) ?? [],
  }));
}

function managerEqual(a: VersionedSet, b: VersionedSet | undefined): boolean {
  return (
    b !== undefined &&
    a.apiVersion === b.apiVersion &&
    a.applied === b.applied &&
    a.set.equals(b.set)
  );
}

export function managersEqual(a: Managers, b: Managers): boolean {
  return (
    a.size === b.size &&
    [...a].every(([manager, set]) => managerEqual(set, b.get(manager)))
  );
}

/** What differs: per manager the paths that only one side has, or all of the right side when the versions differ. */
export function managersDifference(a: Managers, b: Managers): Managers {
  const result = new Map<string, VersionedSet>();
  for (const [manager, left] of a) {
    const right = b.get(manager);
    if (!right) {
      if (!left.set.isEmpty) {
        result.set(manager, left);
      }
    } else if (left.apiVersion !== right.apiVersion) {
      result.set(manager, right);
    } else {
      const set = left.set
        .difference(right.set)
        .union(right.set.difference(left.set));
      if (!set.isEmpty) {
        result.set(manager, {
          set,
          apiVersion: right.apiVersion,
          applied: false,
        });
      }
    }
  }
  for (const [manager, right] of b) {
    if (!a.has(manager) && !right.set.isEmpty) {
      result.set(manager, right);
    }
  }
  return result;
}
