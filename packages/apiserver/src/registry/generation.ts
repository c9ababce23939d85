import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { equalJson } from '../store/json';

/** Whether anything outside metadata and status (or, for kinds without one, outside metadata) differs. */
export function specChanged(
  next: KubernetesObject,
  old: KubernetesObject,
  definition: ResourceDefinition,
): boolean {
  const ignored = ['metadata', 'apiVersion', 'kind'];
  if (definition.hasStatus || !definition.custom) {
    ignored.push('status');
  }
  const strip = (object: KubernetesObject) =>
    Object.fromEntries(
      Object.entries(object).filter(([key]) => !ignored.includes(key)),
    );
  return !equalJson(strip(next), strip(old));
}
