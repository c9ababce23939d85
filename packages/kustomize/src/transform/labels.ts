import { type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { setField, setScalar } from '../node/fields';
import { mapTag, newScalar, stringTag } from '../node/scalar';
import { compareText } from '../resource/identity';
import { type ResourceMap } from '../resource/resourceMap';
import { applyFieldSpec, specsFor } from './applyFieldSpec';

/**
 * Sets labels (or annotations) in the fields of the specs. All places of one object share the node of a new value, as they
 * do upstream, so a later patch of one of them changes all.
 */
export function setEntries(
  resources: ResourceMap,
  values: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
): void {
  const keys = [...values.keys()].sort(compareText);
  for (const resource of resources) {
    const own = specsFor(resource, specs);
    for (const key of keys) {
      const value = newScalar(values.get(key) ?? '', stringTag);
      // No name means the node itself, upstream, which has to be a scalar then.
      const set = (node: YamlNode): void =>
        key === '' ? setScalar(node, value) : setField(node, key, value);
      for (const spec of own) {
        applyFieldSpec(resource, spec, set, { kind: 'mapping', tag: mapTag });
      }
    }
  }
}
