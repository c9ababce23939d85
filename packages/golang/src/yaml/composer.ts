import { Anchors } from './anchors';
import { type Cursor, type Mark } from './cursor';
import { type YamlError } from './error';
import { longTag, shortTag } from './tag';
import {
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
  type YamlStyle,
} from './node';
import { finishMapping } from './mapping';
import { scalarTag } from './resolve';
import { Scanner } from './scanner';
import { type Token, TokenType } from './token';

/** What stands before a node's content. */
interface Properties {
  anchor?: string;
  tag: string;
  mark: Mark;
}

const DEFAULT_PREFIXES = new Map([
  ['!', '!'],
  ['!!', longTag('!!')],
]);

/** Builds the node tree of the first document of a text. */
export class Composer {
  readonly #cursor: Cursor;
  readonly #scanner: Scanner;
  readonly #anchors: Anchors;
  readonly #maxDepth: number;
  readonly #duplicateKeys: 'error' | 'last';
  readonly #tagPrefixes = new Map<string, string>();
  #depth = 0;
  /** The first thing wrong with the content; go-yaml looks at it only when the whole text is well formed. */
  #problem?: YamlError;

  constructor(
    cursor: Cursor,
    options: { maxDepth: number; duplicateKeys: 'error' | 'last' },
  ) {
    this.#cursor = cursor;
    this.#scanner = new Scanner(cursor);
    this.#maxDepth = options.maxDepth;
    this.#duplicateKeys = options.duplicateKeys;
    this.#anchors = new Anchors(cursor, options.maxDepth);
  }

  /** The root node; undefined when the text holds none. */
  composeDocument(): YamlNode | undefined {
    const first = this.#scanner.peek();
    if (first.type === TokenType.StreamEnd) {
      return undefined;
    }
    let explicit = false;
    if (
      first.type === TokenType.VersionDirective ||
      first.type === TokenType.TagDirective ||
      first.type === TokenType.DocumentStart
    ) {
      this.#readDirectives();
      const start = this.#scanner.peek();
      if (start.type !== TokenType.DocumentStart) {
        throw this.#cursor.parserError(
          'did not find expected <document start>',
          start,
        );
      }
      this.#scanner.skip();
      explicit = true;
    }
    const token = this.#scanner.peek();
    const empty = explicit && token.type <= TokenType.DocumentEnd;
    const root = empty ? this.#emptyScalar(token) : this.#node(true, false);
    // go-yaml looks one token further to see where the document ends.
    this.#scanner.peek();
    if (this.#problem !== undefined) {
      throw this.#problem.inFile(this.#cursor.file);
    }
    return root;
  }

  #readDirectives(): void {
    let version: string | undefined;
    let token = this.#scanner.peek();
    for (;;) {
      if (token.type === TokenType.VersionDirective) {
        if (version !== undefined) {
          throw this.#cursor.parserError(
            'found duplicate %YAML directive',
            token,
          );
        }
        if (token.value !== '1.1') {
          throw this.#cursor.parserError(
            'found incompatible YAML document',
            token,
          );
        }
        version = token.value;
      } else if (token.type === TokenType.TagDirective) {
        if (this.#tagPrefixes.has(token.value)) {
          throw this.#cursor.parserError(
            'found duplicate %TAG directive',
            token,
          );
        }
        this.#tagPrefixes.set(token.value, token.suffix);
      } else {
        return;
      }
      this.#scanner.skip();
      token = this.#scanner.peek();
    }
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    let token = this.#scanner.peek();
    if (token.type === TokenType.Alias) {
      this.#scanner.skip();
      return this.#anchors.expand(token.value, this.#depth);
    }
    const properties: Properties = { tag: '', mark: token };
    if (token.type === TokenType.Anchor || token.type === TokenType.Tag) {
      token = this.#readProperties(token, properties);
    }
    this.#anchors.count();
    if (token.type === TokenType.Scalar) {
      this.#scanner.skip();
      return this.#anchored(
        properties,
        this.#scalar(token.value, properties, token.style),
      );
    }
    if (this.#depth >= this.#maxDepth) {
      throw this.#cursor.parserError(
        `exceeded max depth of ${this.#maxDepth}`,
        token,
      );
    }
    this.#depth += 1;
    const node = this.#collection(token, properties, block, indentless);
    this.#depth -= 1;
    if (node !== undefined) {
      return node;
    }
    if (properties.anchor !== undefined || properties.tag !== '') {
      return this.#anchored(properties, this.#scalar('', properties, ''));
    }
    throw this.#cursor.parserError(
      'did not find expected node content',
      token,
      properties.mark,
    );
  }

  #readProperties(first: Token, properties: Properties): Token {
    let token = first;
    let tag: Token | undefined;
    for (let i = 0; i < 2; i += 1) {
      if (token.type === TokenType.Anchor && properties.anchor === undefined) {
        properties.anchor = token.value;
      } else if (token.type === TokenType.Tag && tag === undefined) {
        tag = token;
      } else {
        break;
      }
      this.#scanner.skip();
      token = this.#scanner.peek();
    }
    if (tag !== undefined) {
      properties.tag = this.#expandTag(tag, properties.mark);
    }
    return token;
  }

  #expandTag(token: Token, start: Mark): string {
    const { value: handle, suffix } = token;
    if (handle === '') {
      return suffix;
    }
    const prefix =
      this.#tagPrefixes.get(handle) ?? DEFAULT_PREFIXES.get(handle);
    if (prefix !== undefined && prefix + suffix !== '') {
      return prefix + suffix;
    }
    throw this.#cursor.parserError('found undefined tag handle', token, start);
  }

  #collection(
    token: Token,
    properties: Properties,
    block: boolean,
    indentless: boolean,
  ): YamlNode | undefined {
    switch (token.type) {
      case TokenType.BlockEntry:
        return indentless ? this.#indentlessSequence(properties) : undefined;
      case TokenType.FlowSequenceStart:
        return this.#flowSequence(token, properties);
      case TokenType.FlowMappingStart:
        return this.#flowMapping(token, properties);
      case TokenType.BlockSequenceStart:
        return block ? this.#blockSequence(token, properties) : undefined;
      case TokenType.BlockMappingStart:
        return block ? this.#blockMapping(token, properties) : undefined;
      default:
        return undefined;
    }
  }

  #blockSequence(start: Token, properties: Properties): SequenceNode {
    const node = this.#newSequence(properties, '');
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === TokenType.BlockEnd) {
        this.#scanner.skip();
        this.#close(properties);
        return node;
      }
      if (token.type !== TokenType.BlockEntry) {
        throw this.#cursor.parserError(
          "did not find expected '-' indicator",
          token,
          start,
        );
      }
      this.#scanner.skip();
      const next = this.#scanner.peek();
      node.items.push(
        next.type === TokenType.BlockEntry || next.type === TokenType.BlockEnd
          ? this.#emptyScalar(afterIndicator(token))
          : this.#node(true, false),
      );
    }
  }

  /** A sequence whose dashes stand at the column of the key it belongs to. */
  #indentlessSequence(properties: Properties): SequenceNode {
    const node = this.#newSequence(properties, '');
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type !== TokenType.BlockEntry) {
        this.#close(properties);
        return node;
      }
      this.#scanner.skip();
      const next = this.#scanner.peek().type;
      node.items.push(
        next === TokenType.BlockEntry ||
          next === TokenType.Key ||
          next === TokenType.Value ||
          next === TokenType.BlockEnd
          ? this.#emptyScalar(afterIndicator(token))
          : this.#node(true, false),
      );
    }
  }

  #blockMapping(start: Token, properties: Properties): MappingNode {
    const node = this.#newMapping(properties, '');
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === TokenType.BlockEnd) {
        this.#scanner.skip();
        return this.#endMapping(node, properties);
      }
      if (token.type !== TokenType.Key) {
        throw this.#cursor.parserError(
          'did not find expected key',
          token,
          start,
        );
      }
      this.#scanner.skip();
      const key = this.#blockMappingPart(token);
      const value = this.#scanner.peek();
      if (value.type === TokenType.Value) {
        this.#scanner.skip();
        node.entries.push({ key, value: this.#blockMappingPart(value) });
      } else {
        node.entries.push({ key, value: this.#emptyScalar(value) });
      }
    }
  }

  #blockMappingPart(indicator: Token): YamlNode {
    const next = this.#scanner.peek().type;
    return next === TokenType.Key ||
      next === TokenType.Value ||
      next === TokenType.BlockEnd
      ? this.#emptyScalar(afterIndicator(indicator))
      : this.#node(true, true);
  }

  #flowSequence(start: Token, properties: Properties): SequenceNode {
    const node = this.#newSequence(properties, 'flow');
    this.#scanner.skip();
    for (let first = true; ; first = false) {
      let token = this.#scanner.peek();
      if (token.type !== TokenType.FlowSequenceEnd && !first) {
        if (token.type !== TokenType.FlowEntry) {
          throw this.#cursor.parserError(
            "did not find expected ',' or ']'",
            token,
            start,
          );
        }
        this.#scanner.skip();
        token = this.#scanner.peek();
      }
      if (token.type === TokenType.FlowSequenceEnd) {
        this.#scanner.skip();
        this.#close(properties);
        return node;
      }
      node.items.push(
        token.type === TokenType.Key
          ? this.#flowPair(token)
          : this.#node(false, false),
      );
    }
  }

  /** `[a: b]`: a mapping of one entry. */
  #flowPair(start: Token): MappingNode {
    const properties: Properties = { tag: '', mark: start };
    const node = this.#newMapping(properties, 'flow');
    this.#anchors.count();
    this.#scanner.skip();
    const first = this.#scanner.peek();
    let key: YamlNode;
    if (
      first.type === TokenType.Value ||
      first.type === TokenType.FlowEntry ||
      first.type === TokenType.FlowSequenceEnd
    ) {
      // As go-yaml, which takes this token for part of the empty key.
      this.#scanner.skip();
      key = this.#emptyScalar(afterIndicator(first));
    } else {
      key = this.#node(false, false);
    }
    let value: YamlNode | undefined;
    let token = this.#scanner.peek();
    if (token.type === TokenType.Value) {
      this.#scanner.skip();
      token = this.#scanner.peek();
      if (
        token.type !== TokenType.FlowEntry &&
        token.type !== TokenType.FlowSequenceEnd
      ) {
        value = this.#node(false, false);
      }
    }
    node.entries.push({ key, value: value ?? this.#emptyScalar(token) });
    return this.#endMapping(node, properties);
  }

  #flowMapping(start: Token, properties: Properties): MappingNode {
    const node = this.#newMapping(properties, 'flow');
    this.#scanner.skip();
    for (let first = true; ; first = false) {
      let token = this.#scanner.peek();
      if (token.type !== TokenType.FlowMappingEnd && !first) {
        if (token.type !== TokenType.FlowEntry) {
          throw this.#cursor.parserError(
            "did not find expected ',' or '}'",
            token,
            start,
          );
        }
        this.#scanner.skip();
        token = this.#scanner.peek();
      }
      if (token.type === TokenType.FlowMappingEnd) {
        this.#scanner.skip();
        return this.#endMapping(node, properties);
      }
      if (token.type === TokenType.Key) {
        this.#scanner.skip();
        const key = this.#flowMappingPart();
        if (this.#scanner.peek().type === TokenType.Value) {
          this.#scanner.skip();
          node.entries.push({ key, value: this.#flowMappingPart() });
        } else {
          node.entries.push({
            key,
            value: this.#emptyScalar(this.#scanner.peek()),
          });
        }
      } else {
        const key = this.#node(false, false);
        node.entries.push({
          key,
          value: this.#emptyScalar(this.#scanner.peek()),
        });
      }
    }
  }

  #flowMappingPart(): YamlNode {
    const next = this.#scanner.peek();
    return next.type === TokenType.Value ||
      next.type === TokenType.FlowEntry ||
      next.type === TokenType.FlowMappingEnd
      ? this.#emptyScalar(next)
      : this.#node(false, false);
  }

  #scalar(value: string, properties: Properties, style: YamlStyle): ScalarNode {
    const node: ScalarNode = {
      kind: 'scalar',
      value,
      tag: '',
      style,
      position: this.#cursor.position(properties.mark),
    };
    const { tag } = properties;
    if (this.#cursor.profile === 'sigs') {
      node.tag = shortTag(tag);
    } else if (tag !== '' && tag !== '!') {
      node.tag = shortTag(tag);
    } else if (style !== '') {
      node.tag = '!!str';
    } else {
      node.tag = value === '<<' ? '!!merge' : scalarTag(node, 'yaml.v3');
    }
    return node;
  }

  #emptyScalar(mark: Mark): ScalarNode {
    this.#anchors.count();
    return this.#scalar('', { tag: '', mark }, '');
  }

  #newSequence(properties: Properties, style: YamlStyle): SequenceNode {
    const node: SequenceNode = {
      kind: 'sequence',
      tag: this.#collectionTag(properties, '!!seq'),
      style,
      items: [],
      position: this.#cursor.position(properties.mark),
    };
    this.#open(properties, node);
    return node;
  }

  #newMapping(properties: Properties, style: YamlStyle): MappingNode {
    const node: MappingNode = {
      kind: 'mapping',
      tag: this.#collectionTag(properties, '!!map'),
      style,
      entries: [],
      position: this.#cursor.position(properties.mark),
    };
    this.#open(properties, node);
    return node;
  }

  #collectionTag(properties: Properties, fallback: string): string {
    const { tag } = properties;
    if (this.#cursor.profile === 'sigs') {
      return shortTag(tag);
    }
    return tag === '' || tag === '!' ? fallback : shortTag(tag);
  }

  #endMapping(node: MappingNode, properties: Properties): MappingNode {
    this.#close(properties);
    const { problem } = finishMapping(
      node,
      this.#cursor.profile,
      this.#duplicateKeys,
    );
    this.#problem ??= problem;
    return node;
  }

  #anchored(properties: Properties, node: YamlNode): YamlNode {
    if (properties.anchor !== undefined) {
      this.#anchors.define(properties.anchor, node);
    }
    return node;
  }

  #open(properties: Properties, node: YamlNode): void {
    if (properties.anchor !== undefined) {
      this.#anchors.define(properties.anchor, node, true);
    }
  }

  #close(properties: Properties): void {
    if (properties.anchor !== undefined) {
      this.#anchors.close(properties.anchor);
    }
  }
}

function afterIndicator(token: Token): Mark {
  return {
    index: token.index + 1,
    line: token.line,
    column: token.column + 1,
  };
}
