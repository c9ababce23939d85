import { quote } from '../fmt';
import { TemplateParseError, isStackOverflow } from './error';
import { type Delimiters, Lexer } from './lexer';
import {
  ActionNode,
  type ActionListNode,
  BranchNode,
  ElseNode,
  EndNode,
  JumpNode,
  ListNode,
  PipeNode,
  type Source,
  TemplateNode,
  TextNode,
  isEmptyList,
} from './node';
import { type PipelineContext, PipelineParser } from './pipeline-parser';
import { type Token } from './token';
import { TokenReader } from './token-reader';
import { unquote } from './unquote';

export interface ParserOptions extends Delimiters {
  hasFunction(name: string): boolean;
}

/** What all parsers of one text share. */
interface Shared {
  readonly hasFunction: ParserOptions['hasFunction'];
  readonly source: Source;
  readonly lexer: Lexer;
  /** The parsed templates by name. */
  readonly trees: Map<string, ListNode>;
}

/** Parses one template: the text outside of definitions, or one definition in it. */
class Parser {
  readonly #shared: Shared;
  readonly #source: Source;
  readonly #tokens: TokenReader;
  readonly #pipelines: PipelineParser;
  #rangeDepth = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#source = shared.source;
    this.#tokens = new TokenReader(shared.lexer);
    this.#pipelines = new PipelineParser(shared, this.#tokens);
  }

  /** The whole text, definitions and all. */
  parse(): void {
    const root = new ListNode(this.#source, this.#tokens.peek().position);
    while (this.#tokens.peek().type !== 'eof') {
      if (this.#tokens.peek().type === 'leftDelimiter') {
        const delimiter = this.#tokens.next();
        if (this.#tokens.nextNonSpace().type === 'define') {
          new Parser(this.#shared).#definition();
          continue;
        }
        this.#tokens.backup2(delimiter);
      }
      const node = this.#textOrAction();
      if (node.type === 'end' || node.type === 'else') {
        this.#pipelines.fail(`unexpected ${node}`);
      }
      root.nodes.push(node);
    }
    this.#add(this.#source.name, root);
  }

  #add(name: string, list: ListNode): void {
    const { trees } = this.#shared;
    const known = trees.get(name);
    if (known === undefined || isEmptyList(known)) {
      trees.set(name, list);
    } else if (!isEmptyList(list)) {
      this.#pipelines.fail(
        `template: multiple definition of template ${quote(name)}`,
      );
    }
  }

  /** `{{define "name"}} … {{end}}`, behind `define`. */
  #definition(): void {
    const context = 'define clause';
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'string' && token.type !== 'rawString') {
      this.#pipelines.unexpected(token, context);
    }
    const name = this.#pipelines.read(() => unquote(token.value));
    this.#pipelines.expect('rightDelimiter', context);
    const [list, end] = this.#itemList();
    if (end.type !== 'end')
      this.#pipelines.fail(`unexpected ${end} in ${context}`);
    this.#add(name, list);
  }

  /** Everything up to `{{end}}` or `{{else}}`, and which of them it was. */
  #itemList(): [ListNode, EndNode | ElseNode] {
    const list = new ListNode(
      this.#source,
      this.#tokens.peekNonSpace().position,
    );
    while (this.#tokens.peekNonSpace().type !== 'eof') {
      const node = this.#textOrAction();
      if (node.type === 'end' || node.type === 'else') return [list, node];
      list.nodes.push(node);
    }
    return this.#pipelines.fail('unexpected EOF');
  }

  #textOrAction(): ActionListNode | EndNode | ElseNode {
    const token = this.#tokens.nextNonSpace();
    switch (token.type) {
      case 'text':
        return new TextNode(this.#source, token.position, token.value);
      case 'leftDelimiter': {
        this.#pipelines.actionLine = token.line;
        const node = this.#action();
        this.#pipelines.actionLine = 0;
        return node;
      }
      default:
        return this.#pipelines.unexpected(token, 'input');
    }
  }

  #action(): ActionListNode | EndNode | ElseNode {
    const token = this.#tokens.nextNonSpace();
    switch (token.type) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#jump(token, token.type);
      case 'else':
        return this.#else();
      case 'end':
        return new EndNode(
          this.#source,
          this.#pipelines.expect('rightDelimiter', 'end').position,
        );
      case 'if':
      case 'range':
      case 'with':
        return this.#branch(token.type);
      case 'template':
        return this.#template();
      default:
    }
    this.#tokens.backup();
    const { position } = this.#tokens.peek();
    const pipe = this.#pipelines.pipeline('command', 'rightDelimiter');
    return new ActionNode(this.#source, position, pipe);
  }

  #jump(keyword: Token, type: 'break' | 'continue'): JumpNode {
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'rightDelimiter') {
      this.#pipelines.unexpected(token, `{{${type}}}`);
    }
    if (this.#rangeDepth === 0)
      this.#pipelines.fail(`{{${type}}} outside {{range}}`);
    return new JumpNode(this.#source, keyword.position, type);
  }

  #branch(type: 'if' | 'range' | 'with'): BranchNode {
    const visible = this.#pipelines.variables.length;
    const pipe = this.#pipelines.pipeline(type, 'rightDelimiter');
    if (type === 'range') this.#rangeDepth += 1;
    const [list, end] = this.#itemList();
    if (type === 'range') this.#rangeDepth -= 1;
    const elseList =
      end.type === 'else' ? this.#elseList(type, end) : undefined;
    this.#pipelines.variables.length = visible;
    return new BranchNode(
      this.#source,
      pipe.position,
      type,
      pipe,
      list,
      elseList,
    );
  }

  /** What is behind `{{else`; `if` or `with` may follow, and then has the `end` for itself. */
  #elseList(type: 'if' | 'range' | 'with', node: ElseNode): ListNode {
    if (type !== 'range' && this.#tokens.peek().type === type) {
      this.#tokens.next();
      const list = new ListNode(this.#source, node.position);
      list.nodes.push(this.#branch(type));
      return list;
    }
    const [list, end] = this.#itemList();
    if (end.type !== 'end') this.#pipelines.fail(`expected end; found ${end}`);
    return list;
  }

  #else(): ElseNode {
    const next = this.#tokens.peekNonSpace();
    if (next.type === 'if' || next.type === 'with') {
      return new ElseNode(this.#source, next.position);
    }
    const { position } = this.#pipelines.expect('rightDelimiter', 'else');
    return new ElseNode(this.#source, position);
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipelines.pipeline(context, 'rightDelimiter');
    const block = new Parser(this.#shared);
    const [list, end] = block.#itemList();
    if (end.type !== 'end')
      this.#pipelines.fail(`unexpected ${end} in ${context}`);
    block.#add(name, list);
    return new TemplateNode(this.#source, token.position, name, pipe);
  }

  #template(): TemplateNode {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#tokens.nextNonSpace().type !== 'rightDelimiter') {
      this.#tokens.backup();
      pipe = this.#pipelines.pipeline(context, 'rightDelimiter');
    }
    return new TemplateNode(this.#source, token.position, name, pipe);
  }

  #templateName(token: Token, context: PipelineContext): string {
    if (token.type !== 'string' && token.type !== 'rawString') {
      return this.#pipelines.unexpected(token, context);
    }
    return this.#pipelines.read(() => unquote(token.value));
  }
}

/**
 * Parses a text into its templates by name: that of the text itself, and those it defines.
 *
 * @throws TemplateParseError
 */
export function parseTrees(
  name: string,
  text: string,
  options: ParserOptions,
): Map<string, ListNode> {
  const trees = new Map<string, ListNode>();
  const lexer = new Lexer(text, {
    ...options,
    isKeyword: word => !options.hasFunction(word),
  });
  const source = { name, text };
  const { hasFunction } = options;
  try {
    new Parser({ hasFunction, source, lexer, trees }).parse();
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    throw new TemplateParseError(
      `template: ${name}: actions are nested too deeply`,
    );
  }
  return trees;
}
