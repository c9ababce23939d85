import {
  type MappingNode,
  type SequenceNode,
  type YamlNode,
  scalarTag,
} from '@sluice/golang/yaml';
import { stringTag } from './scalar';

/** An empty mapping, as kyaml creates them. */
export function newMapping(tag: string = ''): MappingNode {
  return { kind: 'mapping', tag, style: '', entries: [] };
}

/** An empty sequence, as kyaml creates them. */
export function newSequence(): SequenceNode {
  return { kind: 'sequence', tag: '', style: '', items: [] };
}

/** A deep copy; nodes that were shared inside the original are no longer shared in the copy, as in kyaml. */
export function copyNode(node: YamlNode): YamlNode {
  switch (node.kind) {
    case 'mapping':
      return {
        ...node,
        entries: node.entries.map(({ key, value }) => ({
          key: copyNode(key),
          value: copyNode(value),
        })),
      };
    case 'sequence':
      return { ...node, items: node.items.map(copyNode) };
    default:
      return { ...node };
  }
}

/**
 * Makes one node what another one is, keeping its identity: a node that several places share changes in all of them.
 * (kustomize does this, visibly: a label that was created in a selector follows a later patch of `metadata.labels`.)
 */
export function overwriteNode(target: YamlNode, source: YamlNode): void {
  if (target === source) return;
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, source);
}

/**
 * Writes the resolved tag into every scalar that has none. kyaml decides the tag when it reads a document and keeps it when
 * the text changes later; so must a tree that is edited.
 */
export function settleTags(node: YamlNode): void {
  switch (node.kind) {
    case 'mapping':
      for (const entry of node.entries) {
        settleTags(entry.key);
        settleTags(entry.value);
      }
      return;
    case 'sequence':
      node.items.forEach(settleTags);
      return;
    default: {
      if (node.tag === '') {
        node.tag = scalarTag(node, 'yaml.v3');
      } else if (node.tag !== stringTag) {
        node.style = '';
      }
    }
  }
}
