import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import { isJsonObject } from '../store/json';

/** Where CustomResourceDefinitions are stored. */
export const definitionsTable =
  'apiextensions.k8s.io/customresourcedefinitions';

/** A CustomResourceDefinition as it is from the moment of its deletion on. */
export function terminatingDefinition(
  object: KubernetesObject,
  now: string,
): KubernetesObject {
  const status: unknown = 'status' in object ? object.status : undefined;
  const present = isJsonObject(status) ? status : {};
  const conditions: unknown[] = Array.isArray(present.conditions)
    ? present.conditions
    : [];
  const others = conditions.filter(
    condition => !isJsonObject(condition) || condition.type !== 'Terminating',
  );
  const next: UnstructuredObject = { ...object };
  next.status = {
    ...present,
    conditions: [
      ...others,
      {
        type: 'Terminating',
        status: 'True',
        lastTransitionTime: now,
        reason: 'InstanceDeletionPending',
        message:
          'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      },
    ],
  };
  return next;
}
