import { Anchors } from './anchors';
import { type Cursor, type Mark } from './cursor';
import { type YamlError } from './error';
import { finishMapping } from './mapping';
import {
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
  type YamlStyle,
} from './node';
import { scalarTag } from './resolve';
import { shortTag } from './tag';

/** What stands before a node's content. */
export interface Properties {
  anchor?: string;
  tag: string;
  mark: Mark;
}

/** A tag that says what a quoted text is; printed, it stands before the bare text just as well. */
const TYPE_TAGS = new Set([
  '!!int',
  '!!float',
  '!!bool',
  '!!null',
  '!!timestamp',
]);

/** Makes nodes as kyaml or yaml.v2 would have them, and keeps their anchors. */
export class NodeBuilder {
  readonly #cursor: Cursor;
  readonly #anchors: Anchors;
  readonly #duplicateKeys: 'error' | 'last';
  #problem?: YamlError;

  constructor(
    cursor: Cursor,
    options: { maxDepth: number; duplicateKeys: 'error' | 'last' },
  ) {
    this.#cursor = cursor;
    this.#duplicateKeys = options.duplicateKeys;
    this.#anchors = new Anchors(cursor, options.maxDepth);
  }

  /** The first thing wrong with the content; go-yaml looks at it only when the whole text is well formed. */
  get problem(): YamlError | undefined {
    return this.#problem?.inFile(this.#cursor.file);
  }

  /** A copy of the node that an anchor names, or where layouts are kept, what stands for it. */
  alias(name: string, depth: number): YamlNode {
    const { comments } = this.#cursor;
    if (comments) {
      this.#anchors.require(name);
      const layout = { ...comments.take(), tagged: false, alias: true };
      return { kind: 'scalar', value: name, tag: '', style: '', layout };
    }
    return this.#anchors.expand(name, depth);
  }

  scalar(value: string, properties: Properties, style: YamlStyle): ScalarNode {
    this.#anchors.count();
    const tag = shortTag(properties.tag);
    const node: ScalarNode = {
      kind: 'scalar',
      value,
      tag,
      style,
      position: this.#cursor.position(properties.mark),
    };
    if (this.#cursor.comments) {
      this.#keepLayout(node, properties);
      return node;
    }
    if (this.#cursor.profile === 'yaml.v3') {
      this.#completeScalar(node);
    }
    if (properties.anchor !== undefined) {
      this.#anchors.define(properties.anchor, node);
    }
    return node;
  }

  emptyScalar(mark: Mark): ScalarNode {
    return this.scalar('', { tag: '', mark }, '');
  }

  startSequence(properties: Properties, style: YamlStyle): SequenceNode {
    const node: SequenceNode = {
      kind: 'sequence',
      tag: this.#collectionTag(properties, '!!seq'),
      style,
      items: [],
      position: this.#cursor.position(properties.mark),
    };
    this.#start(properties, node);
    return node;
  }

  endSequence(node: SequenceNode, properties: Properties): SequenceNode {
    this.#end(properties);
    return node;
  }

  startMapping(properties: Properties, style: YamlStyle): MappingNode {
    const node: MappingNode = {
      kind: 'mapping',
      tag: this.#collectionTag(properties, '!!map'),
      style,
      entries: [],
      position: this.#cursor.position(properties.mark),
    };
    this.#start(properties, node);
    return node;
  }

  endMapping(node: MappingNode, properties: Properties): MappingNode {
    if (this.#cursor.comments) return node;
    this.#end(properties);
    const { problem } = finishMapping(
      node,
      this.#cursor.profile,
      this.#duplicateKeys,
    );
    this.#problem ??= problem;
    return node;
  }

  /** As go-yaml's own nodes: the tag of what a text is, whether or not it was written, and no anchors followed. */
  #keepLayout(node: YamlNode, { tag, anchor }: Properties): void {
    const tagged = tag !== '' && tag !== '!';
    if (node.kind === 'scalar' && !tagged) {
      node.tag =
        node.style === ''
          ? scalarTag({ ...node, tag: '' }, 'yaml.v3')
          : '!!str';
    }
    if (anchor !== undefined) this.#anchors.define(anchor, node);
    node.layout = { head: '', line: '', foot: '', tagged, anchor };
  }

  #completeScalar(node: ScalarNode): void {
    if (node.tag !== '' && node.tag !== '!') {
      if (TYPE_TAGS.has(node.tag)) {
        node.style = '';
        // An empty text would be taken for one without a tag.
        node.value ||= node.tag === '!!null' ? 'null' : '';
      }
    } else if (node.style !== '') {
      node.tag = '!!str';
    } else {
      node.tag = scalarTag({ ...node, tag: '' }, 'yaml.v3');
    }
  }

  #collectionTag(properties: Properties, fallback: string): string {
    const tag = shortTag(properties.tag);
    if (this.#cursor.profile === 'sigs') {
      return tag;
    }
    return tag === '' || tag === '!' ? fallback : tag;
  }

  #start(properties: Properties, node: YamlNode): void {
    if (this.#cursor.comments) {
      this.#keepLayout(node, properties);
      return;
    }
    this.#anchors.count();
    if (properties.anchor !== undefined) {
      this.#anchors.define(properties.anchor, node, true);
    }
  }

  #end(properties: Properties): void {
    if (properties.anchor !== undefined) {
      this.#anchors.close(properties.anchor);
    }
  }
}
