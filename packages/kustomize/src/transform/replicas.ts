import { type FieldSpec } from '../config/fieldSpec';
import { setScalar } from '../node/fields';
import { integerTag, newScalar } from '../node/scalar';
import { gvkText, isSelectedBy } from '../resource/identity';
import { type ResourceMap } from '../resource/resourceMap';
import { applyFieldSpec } from './applyFieldSpec';

/** Sets the replica count of the workloads of a name. @throws Error when there is none */
export function setReplicas(
  resources: ResourceMap,
  replica: { name: string; count: number | bigint },
  specs: readonly FieldSpec[],
): void {
  let found = false;
  for (const spec of specs) {
    const targets = resources.matchingAnyId(
      id => id.name === replica.name && isSelectedBy(id, spec),
    );
    for (const resource of targets) {
      found = true;
      if (!isSelectedBy(resource.gvk(), spec)) continue;
      applyFieldSpec(
        resource,
        spec,
        node => setScalar(node, newScalar(String(replica.count), integerTag)),
        { kind: 'scalar', tag: integerTag },
      );
    }
  }
  if (!found) {
    throw new Error(
      `resource with name ${
        replica.name
      } does not match a config with the following GVK [${specs
        .map(gvkText)
        .join(' ')}]`,
    );
  }
}
