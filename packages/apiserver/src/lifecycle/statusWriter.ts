import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import {
  fieldsOf,
  objectAt,
  objectsAt,
  sameValue,
  textAt,
} from '../resources/fields';
import { copyJson } from '../store/json';
import type { ControllerContext } from './controller';

/** A condition without its times. */
export interface ConditionState {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

/**
 * Sets conditions in a list: a changed status moves `lastTransitionTime`; what is unchanged stays as it is. `extra` adds
 * further fields where a condition is new or changed (such as `lastUpdateTime`).
 */
export function withConditions(
  present: readonly JsonObject[],
  wanted: readonly ConditionState[],
  now: string,
  extra: JsonObject = {},
): JsonObject[] {
  const result = present.map(condition => ({ ...condition }));
  for (const state of wanted) {
    const index = result.findIndex(
      condition => textAt(condition, 'type') === state.type,
    );
    const old = index < 0 ? undefined : result[index];
    const unchanged =
      old &&
      textAt(old, 'status') === state.status &&
      textAt(old, 'reason') === (state.reason ?? '') &&
      textAt(old, 'message') === (state.message ?? '');
    if (unchanged) {
      continue;
    }
    const next: JsonObject = {
      ...extra,
      type: state.type,
      status: state.status,
      lastTransitionTime:
        old && textAt(old, 'status') === state.status
          ? textAt(old, 'lastTransitionTime')
          : now,
      ...(state.reason === undefined ? {} : { reason: state.reason }),
      ...(state.message === undefined ? {} : { message: state.message }),
    };
    if (index < 0) {
      result.push(next);
    } else {
      result[index] = next;
    }
  }
  return result;
}

/** The conditions of an object. */
export function conditionsOf(object: unknown): JsonObject[] {
  return objectsAt(object, 'status', 'conditions');
}

/** The condition of a type, or undefined. */
export function conditionOf(
  object: unknown,
  type: string,
): JsonObject | undefined {
  return conditionsOf(object).find(item => textAt(item, 'type') === type);
}

/** Leaves out fields that are 0, as Go does where a count is omitempty. */
export function withoutZeros(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== 0 && value !== undefined,
    ),
  );
}

/** Writes a status when it differs from the present one. */
export function writeStatus(
  { api }: ControllerContext,
  definition: ResourceDefinition,
  object: KubernetesObject,
  status: JsonObject,
  manager = 'kube-controller-manager',
): void {
  if (sameValue(objectAt(object, 'status') ?? {}, status)) {
    return;
  }
  fieldsOf(object).status = status;
  api.update(definition, object, { manager, subresource: 'status' });
}

/** A copy of a JSON value for an object of one's own. */
export function copyOf<T extends JsonValue>(value: T): T {
  return copyJson(value);
}
