import { type MappingNode } from '@sluice/golang/yaml';
import {
  clearField,
  getOrCreateField,
  setField,
  valueOf,
} from '../node/fields';
import { rawTextOf, textOf } from '../node/scalar';
import { newScalar, stringTag } from '../node/scalar';
import { buildAnnotations, originAnnotation } from '../resource/bookkeeping';
import { type ResourceId, compareText, idText } from '../resource/identity';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';

function goId(id: ResourceId): string {
  const text = (value: string): string => JSON.stringify(value);
  return `resid.ResId{Gvk:resid.Gvk{Group:${text(id.group)}, Version:${text(
    id.version,
  )}, Kind:${text(id.kind)}, isClusterScoped:${id.clusterScoped}}, Name:${text(
    id.name,
  )}, Namespace:${text(id.namespace)}}`;
}

function entries(node: MappingNode, field: string): Map<string, string> {
  const map = valueOf(node, field);
  const result = new Map<string, string>();
  if (map?.kind !== 'mapping') return result;
  for (const { key, value } of map.entries) {
    result.set(rawTextOf(key), textOf(value));
  }
  return result;
}

function setEntries(
  node: MappingNode,
  field: string,
  values: ReadonlyMap<string, string>,
): void {
  clearField(node, field);
  for (const key of [...values.keys()].sort(compareText)) {
    const map = getOrCreateField(node, field, 'mapping');
    const text = values.get(key) ?? '';
    if (map) {
      setField(
        map,
        key,
        newScalar(text, stringTag, text.includes('\n') ? 'literal' : ''),
      );
    }
  }
}

/** Takes over name, namespace, labels and annotations of the object that is replaced; its own win. */
function takeOverMetadata(resource: Resource, old: Resource): void {
  resource.setLabels(new Map([...old.labels(), ...resource.labels()]));
  const annotations = new Map([
    ...old.annotations(),
    ...resource.annotations(),
  ]);
  for (const name of buildAnnotations) annotations.delete(name);
  const needsHash = resource.memory.needsHash && old.memory.needsHash;
  resource.setAnnotations(annotations);
  resource.setName(old.name());
  resource.setNamespace(old.namespace());
  Object.assign(resource.memory, structuredClone(old.memory), { needsHash });
}

/**
 * Adds a generated object, or replaces the one of its id, or merges into it, as its behavior says.
 *
 * @throws Error when behavior and what is there do not fit
 */
export function absorb(resources: ResourceMap, resource: Resource): void {
  const id = resource.currentId();
  const { behavior } = resource.memory;
  const matches = resources.withAnyId(id);
  if (matches.length === 0) {
    if (behavior === 'merge' || behavior === 'replace') {
      throw new Error(`id ${goId(id)} does not exist; cannot merge or replace`);
    }
    resources.append(resource);
    return;
  }
  if (matches.length > 1) {
    throw new Error(
      `found multiple objects [${matches
        .map(other => idText(other.currentId()))
        .join(' ')}] that could accept merge of ${idText(id)}`,
    );
  }
  const [old] = matches;
  if (behavior !== 'merge' && behavior !== 'replace') {
    throw new Error(
      `id ${goId(
        id,
      )} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
    );
  }
  takeOverMetadata(resource, old);
  if (
    behavior === 'merge' &&
    old.node?.kind === 'mapping' &&
    resource.node?.kind === 'mapping'
  ) {
    for (const field of ['data', 'binaryData']) {
      setEntries(
        resource.node,
        field,
        new Map([
          ...entries(old.node, field),
          ...entries(resource.node, field),
        ]),
      );
    }
    const origin = old.annotations().get(originAnnotation);
    if (origin !== undefined) {
      const annotations = resource.annotations();
      annotations.set(originAnnotation, origin);
      resource.setAnnotations(annotations);
    }
  }
  resources.replace(old, resource);
}
