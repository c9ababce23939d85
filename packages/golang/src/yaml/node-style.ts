import { analyseNodeScalar, type NodeAnalysis } from './node-analysis';
import {
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
} from './node';
import { scalarTag } from './resolve';
import { shortTag } from './tag';

const MAX_KEY_BYTES = 128;

export type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A scalar and how it is to be printed as far as its place does not decide it. */
export interface Prepared {
  tag: string;
  style: Style;
  analysis: NodeAnalysis;
}

function printedTag(tag: string): string {
  return tag === '' || tag.startsWith('!') ? tag : `!<${tag}>`;
}

/** A tag that the text has anyway is not printed; one that makes it a text quotes it. */
export function prepare(node: ScalarNode): Prepared {
  const stag = shortTag(node.tag);
  const quoted = node.style !== '' && node.style !== 'plain';
  let tag = node.tag;
  let force = false;
  if (tag !== '' && !node.layout?.tagged) {
    // Not for go-yaml's printer: it writes `!!merge <<`.
    const bare =
      node.value === '<<'
        ? '!!str'
        : scalarTag({ ...node, tag: '', style: '' }, 'yaml.v3');
    if ((stag === '!!str' && quoted) || bare === stag) {
      tag = '';
    } else if (stag === '!!str') {
      tag = '';
      force = true;
    }
  }
  let style: Style = 'plain';
  if (node.style !== '' && node.style !== 'plain' && node.style !== 'flow') {
    style = node.style;
  } else if (node.value.includes('\n')) {
    style = 'literal';
  } else if (force) {
    style = 'double';
  }
  return {
    tag: printedTag(shortTag(tag)),
    style,
    analysis: analyseNodeScalar(node.value),
  };
}

/** The tag that is printed before a collection. */
export function collectionTag(node: MappingNode | SequenceNode): string {
  const usual = node.kind === 'mapping' ? '!!map' : '!!seq';
  const tag = shortTag(node.tag);
  return tag === usual && !node.layout?.tagged ? '' : printedTag(tag);
}

/** Whether it is a collection without content. */
export function isEmpty(node: YamlNode): boolean {
  return node.kind === 'mapping'
    ? node.entries.length === 0
    : node.kind === 'sequence' && node.items.length === 0;
}

/** Whether a key fits on one line, as yaml.v3 has it. */
export function isSimpleKey(node: YamlNode): boolean {
  const anchor = node.layout?.anchor ?? '';
  if (node.kind !== 'scalar') {
    return (
      isEmpty(node) &&
      anchor.length + Buffer.byteLength(collectionTag(node)) <= MAX_KEY_BYTES
    );
  }
  const { tag, analysis } = prepare(node);
  return (
    !analysis.multiline &&
    Buffer.byteLength(anchor + tag + node.value) <= MAX_KEY_BYTES
  );
}
