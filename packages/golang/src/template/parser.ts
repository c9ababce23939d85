import { quote } from '../fmt';
import { TemplateParseError, isStackOverflow } from './error';
import { type Delimiters, Lexer } from './lexer';
import {
  ActionNode,
  type ActionListNode,
  BoolNode,
  BranchNode,
  ChainNode,
  CommandNode,
  DotNode,
  ElseNode,
  EndNode,
  FieldNode,
  IdentifierNode,
  JumpNode,
  ListNode,
  NilNode,
  NumberNode,
  type OperandNode,
  PipeNode,
  type Source,
  StringNode,
  TemplateNode,
  TextNode,
  VariableNode,
  isEmptyList,
} from './node';
import { NumberProblem, parseNumber } from './number';
import { type Token, type TokenType, describeToken } from './token';
import { TokenReader } from './token-reader';
import { SyntaxProblem, unquote } from './unquote';

/** How deep parentheses may be nested. Go allows ten times as much, which JavaScript's stack does not. */
const maximumParens = 1_000;

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

type Context =
  | 'range'
  | 'if'
  | 'with'
  | 'command'
  | 'parenthesized pipeline'
  | 'block clause'
  | 'template clause';

/** Parses one template: the text outside of definitions, or one definition in it. */
class Parser {
  readonly #shared: Shared;
  readonly #source: Source;
  readonly #tokens: TokenReader;
  readonly #variables = ['$'];
  #actionLine = 0;
  #rangeDepth = 0;
  #parens = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#source = shared.source;
    this.#tokens = new TokenReader(shared.lexer);
  }

  #fail(message: string): never {
    throw new TemplateParseError(
      `template: ${this.#source.name}:${this.#tokens.line}: ${message}`,
    );
  }

  #unexpected(token: Token, context: string): never {
    if (token.type === 'error') {
      let extra = '';
      if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
        extra = ` in action started at ${this.#source.name}:${
          this.#actionLine
        }`;
        if (token.value.endsWith(' action')) extra = extra.slice(10);
      }
      this.#fail(token.value + extra);
    }
    this.#fail(`unexpected ${describeToken(token)} in ${context}`);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#tokens.nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  /** Reads what may fail with a message only, and gives it a place. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof SyntaxProblem || error instanceof NumberProblem) {
        return this.#fail(error.message);
      }
      throw error;
    }
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
        this.#fail(`unexpected ${node}`);
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
      this.#fail(`template: multiple definition of template ${quote(name)}`);
    }
  }

  /** `{{define "name"}} … {{end}}`, behind `define`. */
  #definition(): void {
    const context = 'define clause';
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'string' && token.type !== 'rawString') {
      this.#unexpected(token, context);
    }
    const name = this.#read(() => unquote(token.value));
    this.#expect('rightDelimiter', context);
    const [list, end] = this.#itemList();
    if (end.type !== 'end') this.#fail(`unexpected ${end} in ${context}`);
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
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): ActionListNode | EndNode | ElseNode {
    const token = this.#tokens.nextNonSpace();
    switch (token.type) {
      case 'text':
        return new TextNode(this.#source, token.position, token.value);
      case 'leftDelimiter': {
        this.#actionLine = token.line;
        const node = this.#action();
        this.#actionLine = 0;
        return node;
      }
      default:
        return this.#unexpected(token, 'input');
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
          this.#expect('rightDelimiter', 'end').position,
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
    const pipe = this.#pipeline('command', 'rightDelimiter');
    return new ActionNode(this.#source, position, pipe);
  }

  #jump(keyword: Token, type: 'break' | 'continue'): JumpNode {
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'rightDelimiter') {
      this.#unexpected(token, `{{${type}}}`);
    }
    if (this.#rangeDepth === 0) this.#fail(`{{${type}}} outside {{range}}`);
    return new JumpNode(this.#source, keyword.position, type);
  }

  /** Reads `$x :=`, `$x =` or `$i, $x :=`. */
  #declarations(pipe: PipeNode, context: Context): void {
    for (;;) {
      const variable = this.#tokens.peekNonSpace();
      if (variable.type !== 'variable') return;
      this.#tokens.next();
      const behind = this.#tokens.peek();
      const next = this.#tokens.peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        pipe.isAssign = next.type === 'assign';
        this.#tokens.nextNonSpace();
        this.#declare(pipe, variable);
        return;
      }
      if (next.type !== 'char' || next.value !== ',') {
        if (behind.type === 'space') this.#tokens.backup3(variable, behind);
        else this.#tokens.backup2(variable);
        return;
      }
      this.#tokens.nextNonSpace();
      this.#declare(pipe, variable);
      if (context !== 'range' || pipe.declared.length >= 2) {
        this.#fail(`too many declarations in ${context}`);
      }
      const { type } = this.#tokens.peekNonSpace();
      const mayFollow: TokenType[] = [
        'variable',
        'rightDelimiter',
        'rightParen',
      ];
      if (!mayFollow.includes(type)) {
        this.#fail('range can only initialize variables');
      }
    }
  }

  #declare(pipe: PipeNode, token: Token): void {
    const { position, value } = token;
    pipe.declared.push(new VariableNode(this.#source, position, value));
    this.#variables.push(value);
  }

  #pipeline(context: Context, end: TokenType): PipeNode {
    const pipe = new PipeNode(
      this.#source,
      this.#tokens.peekNonSpace().position,
    );
    this.#declarations(pipe, context);
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      switch (token.type) {
        case end:
          this.#checkPipeline(pipe, context);
          return pipe;
        case 'bool':
        case 'charConstant':
        case 'complex':
        case 'dot':
        case 'field':
        case 'identifier':
        case 'number':
        case 'nil':
        case 'rawString':
        case 'string':
        case 'variable':
        case 'leftParen':
          this.#tokens.backup();
          pipe.commands.push(this.#command());
          break;
        default:
          this.#unexpected(token, context);
      }
    }
  }

  #checkPipeline(pipe: PipeNode, context: Context): void {
    if (pipe.commands.length === 0) {
      this.#fail(`missing value for ${context}`);
    }
    pipe.commands.forEach(({ args: [first] }, i) => {
      const isValue =
        first.type === 'bool' ||
        first.type === 'dot' ||
        first.type === 'nil' ||
        first.type === 'number' ||
        first.type === 'string';
      if (i > 0 && isValue) {
        this.#fail(`non executable command in pipeline stage ${i + 1}`);
      }
    });
  }

  #branch(type: 'if' | 'range' | 'with'): BranchNode {
    const visible = this.#variables.length;
    const pipe = this.#pipeline(type, 'rightDelimiter');
    if (type === 'range') this.#rangeDepth += 1;
    const [list, end] = this.#itemList();
    if (type === 'range') this.#rangeDepth -= 1;
    const elseList =
      end.type === 'else' ? this.#elseList(type, end) : undefined;
    this.#variables.length = visible;
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
    if (end.type !== 'end') this.#fail(`expected end; found ${end}`);
    return list;
  }

  #else(): ElseNode {
    const next = this.#tokens.peekNonSpace();
    if (next.type === 'if' || next.type === 'with') {
      return new ElseNode(this.#source, next.position);
    }
    const { position } = this.#expect('rightDelimiter', 'else');
    return new ElseNode(this.#source, position);
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, 'rightDelimiter');
    const block = new Parser(this.#shared);
    const [list, end] = block.#itemList();
    if (end.type !== 'end') this.#fail(`unexpected ${end} in ${context}`);
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
      pipe = this.#pipeline(context, 'rightDelimiter');
    }
    return new TemplateNode(this.#source, token.position, name, pipe);
  }

  #templateName(token: Token, context: Context): string {
    if (token.type !== 'string' && token.type !== 'rawString') {
      return this.#unexpected(token, context);
    }
    return this.#read(() => unquote(token.value));
  }

  #command(): CommandNode {
    const command = new CommandNode(
      this.#source,
      this.#tokens.peekNonSpace().position,
    );
    for (;;) {
      this.#tokens.peekNonSpace();
      const operand = this.#operand();
      if (operand) command.args.push(operand);
      const token = this.#tokens.next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelimiter' || token.type === 'rightParen') {
        this.#tokens.backup();
      } else if (token.type !== 'pipe') {
        this.#unexpected(token, 'operand');
      }
      break;
    }
    if (command.args.length === 0) this.#fail('empty command');
    return command;
  }

  #operand(): OperandNode | undefined {
    const node = this.#term();
    if (node === undefined || this.#tokens.peek().type !== 'field') return node;
    const { position } = this.#tokens.peek();
    const chain = new ChainNode(this.#source, position, node);
    while (this.#tokens.peek().type === 'field') {
      chain.names.push(this.#tokens.next().value.slice(1));
    }
    switch (node.type) {
      case 'field':
        return new FieldNode(this.#source, position, String(chain));
      case 'variable':
        return new VariableNode(this.#source, position, String(chain));
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${quote(String(node))}`);
      default:
        return chain;
    }
  }

  #term(): OperandNode | undefined {
    const token = this.#tokens.nextNonSpace();
    const { position, value } = token;
    switch (token.type) {
      case 'identifier':
        if (!this.#shared.hasFunction(value)) {
          this.#fail(`function ${quote(value)} not defined`);
        }
        return new IdentifierNode(this.#source, position, value);
      case 'dot':
        return new DotNode(this.#source, position);
      case 'nil':
        return new NilNode(this.#source, position);
      case 'variable':
        return this.#variable(position, value);
      case 'field':
        return new FieldNode(this.#source, position, value);
      case 'bool':
        return new BoolNode(this.#source, position, value === 'true');
      case 'charConstant':
      case 'complex':
      case 'number': {
        const { type } = token;
        const number = this.#read(() => parseNumber(value, type));
        return new NumberNode(this.#source, position, value, number);
      }
      case 'leftParen':
        return this.#parenthesized();
      case 'string':
      case 'rawString': {
        const text = this.#read(() => unquote(value));
        return new StringNode(this.#source, position, value, text);
      }
      default:
        this.#tokens.backup();
        return undefined;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#parens >= maximumParens) {
      this.#fail('max expression depth exceeded');
    }
    this.#parens += 1;
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
    this.#parens -= 1;
    return pipe;
  }

  #variable(position: number, text: string): VariableNode {
    const node = new VariableNode(this.#source, position, text);
    const [name] = node.names;
    return this.#variables.includes(name)
      ? node
      : this.#fail(`undefined variable ${quote(name)}`);
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
