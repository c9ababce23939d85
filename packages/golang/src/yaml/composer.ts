import { type Cursor, type Mark } from './cursor';
import { Directives } from './directives';
import { giveFootToKey, giveFootToLastKey, giveFootToPrevious } from './layout';
import { type MappingNode, type SequenceNode, type YamlNode } from './node';
import { NodeBuilder, type Properties } from './node-builder';
import { Scanner } from './scanner';
import { type Token, TokenType } from './token';

/** Builds the node tree of the first document of a text. */
export class Composer {
  readonly #cursor: Cursor;
  readonly #scanner: Scanner;
  readonly #builder: NodeBuilder;
  readonly #directives: Directives;
  readonly #maxDepth: number;
  #depth = 0;
  /** Comments of the document, where they are kept. */
  documentHead = '';
  documentFoot = '';

  constructor(
    cursor: Cursor,
    options: { maxDepth: number; duplicateKeys: 'error' | 'last' },
  ) {
    this.#cursor = cursor;
    this.#scanner = new Scanner(cursor);
    this.#builder = new NodeBuilder(cursor, options);
    this.#directives = new Directives(cursor);
    this.#maxDepth = options.maxDepth;
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
      this.#directives.read(this.#scanner);
      const start = this.#scanner.peek();
      if (start.type !== TokenType.DocumentStart) {
        throw this.#cursor.parserError(
          'did not find expected <document start>',
          start,
        );
      }
      this.#scanner.skip();
      explicit = true;
    } else {
      this.documentHead = this.#cursor.comments?.takeDocumentHead() ?? '';
    }
    const token = this.#scanner.peek();
    const empty = explicit && token.type <= TokenType.DocumentEnd;
    const root = empty
      ? this.#builder.emptyScalar(token)
      : this.#node(true, false);
    // go-yaml looks one token further to see where the document ends.
    this.#scanner.peek();
    const rest = this.#cursor.comments?.take();
    this.documentFoot = rest?.foot || rest?.head || '';
    const { problem } = this.#builder;
    if (problem !== undefined) {
      throw problem;
    }
    return root;
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    let token = this.#scanner.peek();
    if (token.type === TokenType.Alias) {
      this.#scanner.skip();
      return this.#builder.alias(token.value, this.#depth);
    }
    const properties: Properties = { tag: '', mark: token };
    if (token.type === TokenType.Anchor || token.type === TokenType.Tag) {
      token = this.#readProperties(token, properties);
    }
    if (token.type === TokenType.Scalar) {
      this.#scanner.skip();
      const scalar = this.#builder.scalar(token.value, properties, token.style);
      this.#takeComments(scalar);
      return scalar;
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
      return this.#builder.scalar('', properties, '');
    }
    throw this.#cursor.parserError(
      'did not find expected node content',
      token,
      properties.mark,
    );
  }

  #takeComments(node: YamlNode): void {
    const comments = this.#cursor.comments?.take();
    if (comments && node.layout) Object.assign(node.layout, comments);
  }

  /** The comments at the end of a collection. */
  #takeEndComments(node: YamlNode): void {
    const comments = this.#cursor.comments?.take();
    if (comments && node.layout) {
      node.layout.line = comments.line;
      node.layout.foot = comments.foot;
    }
  }

  #takeStem(node: YamlNode): void {
    const { comments } = this.#cursor;
    if (comments && node.layout) node.layout.head = comments.takeStem();
  }

  /** Moves past a dash. */
  #skipEntry(): void {
    const { comments } = this.#cursor;
    const length = comments?.headLength ?? 0;
    this.#scanner.skip();
    if (length > 0) comments?.splitStem(length, this.#scanner.peek());
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
      properties.tag = this.#directives.expandTag(tag, properties.mark);
    }
    return token;
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
    const node = this.#builder.startSequence(properties, '');
    this.#takeStem(node);
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === TokenType.BlockEnd) {
        this.#scanner.skip();
        return this.#builder.endSequence(node, properties);
      }
      if (token.type !== TokenType.BlockEntry) {
        throw this.#cursor.parserError(
          "did not find expected '-' indicator",
          token,
          start,
        );
      }
      this.#skipEntry();
      const next = this.#scanner.peek();
      node.items.push(
        next.type === TokenType.BlockEntry || next.type === TokenType.BlockEnd
          ? this.#builder.emptyScalar(afterIndicator(token))
          : this.#node(true, false),
      );
    }
  }

  /** A sequence whose dashes stand at the column of the key it belongs to. */
  #indentlessSequence(properties: Properties): SequenceNode {
    const node = this.#builder.startSequence(properties, '');
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type !== TokenType.BlockEntry) {
        return this.#builder.endSequence(node, properties);
      }
      this.#skipEntry();
      const next = this.#scanner.peek().type;
      node.items.push(
        next === TokenType.BlockEntry ||
          next === TokenType.Key ||
          next === TokenType.Value ||
          next === TokenType.BlockEnd
          ? this.#builder.emptyScalar(afterIndicator(token))
          : this.#node(true, false),
      );
    }
  }

  #blockMapping(start: Token, properties: Properties): MappingNode {
    const node = this.#builder.startMapping(properties, '');
    this.#takeStem(node);
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === TokenType.BlockEnd) {
        this.#takeEndComments(node);
        giveFootToLastKey(node);
        this.#scanner.skip();
        return this.#builder.endMapping(node, properties);
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
      giveFootToPrevious(key, node);
      const value = this.#scanner.peek();
      if (value.type === TokenType.Value) {
        this.#scanner.skip();
        if (this.#mergesItself(key, properties)) {
          this.#scanner.skip();
          continue;
        }
        const content = this.#blockMappingPart(value);
        giveFootToKey(content, key);
        node.entries.push({ key, value: content });
      } else {
        node.entries.push({ key, value: this.#builder.emptyScalar(value) });
      }
    }
  }

  /** `&a {<<: *a}` adds nothing, as in kyaml; where layouts are kept it stays as it is. */
  #mergesItself(key: YamlNode, { anchor }: Properties): boolean {
    const token = this.#scanner.peek();
    return (
      anchor !== undefined &&
      !this.#cursor.comments &&
      token.type === TokenType.Alias &&
      token.value === anchor &&
      key.kind === 'scalar' &&
      key.tag === '!!merge'
    );
  }

  #blockMappingPart(indicator: Token): YamlNode {
    const next = this.#scanner.peek().type;
    return next === TokenType.Key ||
      next === TokenType.Value ||
      next === TokenType.BlockEnd
      ? this.#builder.emptyScalar(afterIndicator(indicator))
      : this.#node(true, true);
  }

  #flowSequence(start: Token, properties: Properties): SequenceNode {
    const node = this.#builder.startSequence(properties, 'flow');
    this.#takeComments(node);
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
        this.#takeEndComments(node);
        this.#scanner.skip();
        return this.#builder.endSequence(node, properties);
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
    const node = this.#builder.startMapping(properties, 'flow');
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
      key = this.#builder.emptyScalar(afterIndicator(first));
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
    node.entries.push({
      key,
      value: value ?? this.#builder.emptyScalar(token),
    });
    return this.#builder.endMapping(node, properties);
  }

  #flowMapping(start: Token, properties: Properties): MappingNode {
    const node = this.#builder.startMapping(properties, 'flow');
    this.#takeComments(node);
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
        this.#takeEndComments(node);
        this.#scanner.skip();
        return this.#builder.endMapping(node, properties);
      }
      if (token.type === TokenType.Key) {
        this.#scanner.skip();
        const key = this.#flowMappingPart();
        if (this.#scanner.peek().type === TokenType.Value) {
          this.#scanner.skip();
          const value = this.#flowMappingPart();
          giveFootToKey(value, key);
          node.entries.push({ key, value });
        } else {
          node.entries.push({
            key,
            value: this.#builder.emptyScalar(this.#scanner.peek()),
          });
        }
      } else {
        const key = this.#node(false, false);
        node.entries.push({
          key,
          value: this.#builder.emptyScalar(this.#scanner.peek()),
        });
      }
    }
  }

  #flowMappingPart(): YamlNode {
    const next = this.#scanner.peek();
    return next.type === TokenType.Value ||
      next.type === TokenType.FlowEntry ||
      next.type === TokenType.FlowMappingEnd
      ? this.#builder.emptyScalar(next)
      : this.#node(false, false);
  }
}

function afterIndicator(token: Token): Mark {
  return {
    index: token.index + 1,
    line: token.line,
    column: token.column + 1,
  };
}
