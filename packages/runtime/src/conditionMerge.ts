import type { Condition } from '@sluice/kubernetes/objects';
import { compareConditions, conditionsAgree } from './conditions';

function byType(conditions: readonly Condition[]): Map<string, Condition> {
  return new Map(conditions.map(condition => [condition.type, condition]));
}

/** Somebody else wrote the same condition meanwhile, and it is not ours alone. */
export class ConditionConflictError extends Error {
  constructor(type: string) {
    super(
      `the condition ${JSON.stringify(type)} was modified by somebody else`,
    );
    this.name = 'ConditionConflictError';
  }
}

/**
 * Three-way merge of conditions, as fluxcd/pkg/runtime `conditions.Patch.Apply`: our changes between `before` and `after` on top of
 * what the server has. Owned types always get our value; for others a contradicting change of somebody else is a conflict.
 *
 * @throws ConditionConflictError
 */
export function mergeConditions(options: {
  before: readonly Condition[];
  after: readonly Condition[];
  latest: readonly Condition[];
  owns: (type: string) => boolean;
}): Condition[] {
  const { owns } = options;
  const before = byType(options.before);
  const after = byType(options.after);
  const merged = byType(options.latest);
  for (const type of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(type);
    const wanted = after.get(type);
    const latest = merged.get(type);
    if (unchanged(old, wanted)) {
      continue;
    }
    if (!owns(type) && isConflict(old, wanted, latest)) {
      throw new ConditionConflictError(type);
    }
    if (!wanted) {
      merged.delete(type);
    } else if (!latest || !conditionsAgree(latest, wanted) || owns(type)) {
      merged.set(type, wanted);
    }
  }
  return [...merged.values()].sort(compareConditions);
}

function unchanged(a?: Condition, b?: Condition): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    conditionsAgree(a, b) &&
    a.observedGeneration === b.observedGeneration
  );
}

function isConflict(
  old: Condition | undefined,
  wanted: Condition | undefined,
  latest: Condition | undefined,
): boolean {
  if (!old) {
    // We add: somebody added something else.
    return Boolean(latest && wanted && !conditionsAgree(latest, wanted));
  }
  if (!wanted) {
    // We remove: somebody changed it.
    return latest !== undefined && !conditionsAgree(latest, old);
  }
  if (!latest) {
    // We change: somebody removed it.
    return true;
  }
  return !conditionsAgree(latest, old) && !conditionsAgree(latest, wanted);
}
