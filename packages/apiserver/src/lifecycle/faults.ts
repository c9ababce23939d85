import type { KubernetesObject } from '@sluice/kubernetes';
import { textAt } from '../resources/fields';
import { controllerOf, definitionOfOwner } from './children';
import type { ControllerContext } from './controller';

/** The annotation, on a workload or its pod template, that asks for a simulated fault. */
export const faultAnnotation = 'apiserver.sluice.dev/fault';

export const faults = [
  'never-ready',
  'crash',
  'image-pull-error',
  'fail',
] as const;
export type Fault = (typeof faults)[number];

const generations = 3;

/** The fault that was asked for on a pod or on what owns it, the nearest first. */
export function faultOf(
  { api }: Pick<ControllerContext, 'api'>,
  pod: KubernetesObject,
): Fault | undefined {
  let object: KubernetesObject | undefined = pod;
  for (let level = 0; object && level <= generations; level += 1) {
    const asked = textAt(object, 'metadata', 'annotations', faultAnnotation);
    const known = faults.find(fault => fault === asked);
    if (known) {
      return known;
    }
    const owner = controllerOf(object);
    if (!owner) {
      return undefined;
    }
    const definition = definitionOfOwner(api, owner);
    object =
      definition &&
      api.get(
        definition,
        definition.namespaced ? object.metadata.namespace ?? '' : '',
        owner.name,
      );
  }
  return undefined;
}
