import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '../objects';
import { isJsonObject } from '../smd/value';
import { computeStatus, type StatusOptions } from './status';

/**
 * The conditions of an object with those that kstatus would set: Reconciling or Stalled. `lastTransitionTime` and
 * `lastUpdateTime` come from `now`. The object is not changed.
 */
export function augmentedConditions(
  object: KubernetesObject,
  options: StatusOptions & { now: number },
): JsonObject[] {
  const source: unknown = object;
  const status = isJsonObject(source) ? source.status : undefined;
  const stated = isJsonObject(status) ? status.conditions : undefined;
  const conditions = Array.isArray(stated) ? stated.filter(isJsonObject) : [];
  const time = new Date(options.now).toISOString().replace(/\.\d+Z$/, 'Z');
  const wanted = computeStatus(object, options).conditions;
  const kept = conditions.map(condition => {
    const match = wanted.find(({ type }) => type === condition.type);
    return match
      ? {
          ...condition,
          ...(condition.status === match.status
            ? {}
            : { lastTransitionTime: time }),
          status: match.status,
          lastUpdateTime: time,
          reason: match.reason,
          message: match.message,
        }
      : condition;
  });
  const added = wanted
    .filter(({ type }) => !conditions.some(known => known.type === type))
    .map(condition => ({
      lastTransitionTime: time,
      lastUpdateTime: time,
      ...condition,
    }));
  return [...kept, ...added];
}
