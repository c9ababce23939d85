import { type FieldSpec } from '../config/fieldSpec';
import { setScalar } from '../node/fields';
import { newScalar, rawTextOf, stringTag } from '../node/scalar';
import { type ResourceId, isSelectedBy } from '../resource/identity';
import { type ResourceMap } from '../resource/resourceMap';
import { applyFieldSpec } from './applyFieldSpec';

/** Names of these kinds mean something elsewhere and are left alone. */
const fixedNames = [
  { kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
  { kind: 'Namespace' },
];

function isFixed(id: ResourceId): boolean {
  return fixedNames.some(selector => isSelectedBy(id, selector));
}

/** Puts a prefix before, or a suffix behind, names. */
export function addToNames(
  resources: ResourceMap,
  addition: { prefix: string } | { suffix: string },
  specs: readonly FieldSpec[],
): void {
  for (const resource of resources) {
    const id = resource.originalId();
    if (isFixed(id)) continue;
    for (const spec of specs) {
      if (!isSelectedBy(id, spec)) continue;
      if (spec.path === 'metadata/name') {
        if ('prefix' in addition) {
          if (addition.prefix) resource.memory.prefixes.push(addition.prefix);
        } else if (addition.suffix) {
          resource.memory.suffixes.push(addition.suffix);
        }
        resource.storePreviousId();
      }
      if (!isSelectedBy(resource.gvk(), spec)) continue;
      applyFieldSpec(
        resource,
        spec,
        node => {
          const name = rawTextOf(node);
          setScalar(
            node,
            newScalar(
              'prefix' in addition
                ? addition.prefix + name
                : name + addition.suffix,
            ),
          );
        },
        { kind: 'scalar', tag: stringTag },
      );
    }
  }
  resources.identitiesChanged();
}
