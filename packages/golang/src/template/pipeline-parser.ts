import { quote } from '../fmt';
import { TemplateParseError } from './error';
import {
  BoolNode,
  ChainNode,
  CommandNode,
  DotNode,
  FieldNode,
  IdentifierNode,
  NilNode,
  NumberNode,
  type OperandNode,
  PipeNode,
  type Source,
  StringNode,
  VariableNode,
} from './node';
import { NumberProblem, parseNumber } from './number';
import { type Token, type TokenType, describeToken } from './token';
import { type TokenReader } from './token-reader';
import { SyntaxProblem, unquote } from './unquote';

/** How deep parentheses may be nested. Go allows ten times as much, which JavaScript's stack does not. */
const maximumParens = 1_000;

/** What a pipeline is of, as errors call it. */
export type PipelineContext =
  | 'range'
  | 'if'
  | 'with'
  | 'command'
  | 'parenthesized pipeline'
  | 'block clause'
  | 'template clause';

/** What names mean in a text. */
export interface PipelineSurroundings {
  readonly source: Source;
  hasFunction(name: string): boolean;
}

/** Parses what stands in actions: pipelines, their commands and operands. Errors are at the token that was read last. */
export class PipelineParser {
  readonly source: Source;
  readonly tokens: TokenReader;
  /** The variables that may be used. */
  readonly variables = ['$'];
  /** The line on which the action that is parsed began; 0 outside of one. */
  actionLine = 0;
  readonly #hasFunction: PipelineSurroundings['hasFunction'];
  #parens = 0;

  constructor(surroundings: PipelineSurroundings, tokens: TokenReader) {
    this.source = surroundings.source;
    this.tokens = tokens;
    this.#hasFunction = surroundings.hasFunction;
  }

  fail(message: string): never {
    throw new TemplateParseError(
      `template: ${this.source.name}:${this.tokens.line}: ${message}`,
    );
  }

  unexpected(token: Token, context: string): never {
    if (token.type === 'error') {
      let extra = '';
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = ` in action started at ${this.source.name}:${this.actionLine}`;
        if (token.value.endsWith(' action')) extra = extra.slice(10);
      }
      this.fail(token.value + extra);
    }
    this.fail(`unexpected ${describeToken(token)} in ${context}`);
  }

  expect(type: TokenType, context: string): Token {
    const token = this.tokens.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  /** Reads what may fail with a message only, and gives it a place. */
  read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof SyntaxProblem || error instanceof NumberProblem) {
        return this.fail(error.message);
      }
      throw error;
    }
  }

  /** Reads `$x :=`, `$x =` or `$i, $x :=`. */
  #declarations(pipe: PipeNode, context: PipelineContext): void {
    for (;;) {
      const variable = this.tokens.peekNonSpace();
      if (variable.type !== 'variable') return;
      this.tokens.next();
      const behind = this.tokens.peek();
      const next = this.tokens.peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        pipe.isAssign = next.type === 'assign';
        this.tokens.nextNonSpace();
        this.#declare(pipe, variable);
        return;
      }
      if (next.type !== 'char' || next.value !== ',') {
        if (behind.type === 'space') this.tokens.backup3(variable, behind);
        else this.tokens.backup2(variable);
        return;
      }
      this.tokens.nextNonSpace();
      this.#declare(pipe, variable);
      if (context !== 'range' || pipe.declared.length >= 2) {
        this.fail(`too many declarations in ${context}`);
      }
      const { type } = this.tokens.peekNonSpace();
      const mayFollow: TokenType[] = [
        'variable',
        'rightDelimiter',
        'rightParen',
      ];
      if (!mayFollow.includes(type)) {
        this.fail('range can only initialize variables');
      }
    }
  }

  #declare(pipe: PipeNode, token: Token): void {
    const { position, value } = token;
    pipe.declared.push(new VariableNode(this.source, position, [value]));
    this.variables.push(value);
  }

  pipeline(context: PipelineContext, end: TokenType): PipeNode {
    const pipe = new PipeNode(this.source, this.tokens.peekNonSpace().position);
    this.#declarations(pipe, context);
    for (;;) {
      const token = this.tokens.nextNonSpace();
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
          this.tokens.backup();
          pipe.commands.push(this.#command());
          break;
        default:
          this.unexpected(token, context);
      }
    }
  }

  #checkPipeline(pipe: PipeNode, context: PipelineContext): void {
    if (pipe.commands.length === 0) {
      this.fail(`missing value for ${context}`);
    }
    for (let i = 1; i < pipe.commands.length; i += 1) {
      const { type } = pipe.commands[i].args[0];
      if (
        type === 'bool' ||
        type === 'dot' ||
        type === 'nil' ||
        type === 'number' ||
        type === 'string'
      ) {
        this.fail(`non executable command in pipeline stage ${i + 1}`);
      }
    }
  }

  #command(): CommandNode {
    const command = new CommandNode(
      this.source,
      this.tokens.peekNonSpace().position,
    );
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.#operand();
      if (operand) command.args.push(operand);
      const token = this.tokens.next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelimiter' || token.type === 'rightParen') {
        this.tokens.backup();
      } else if (token.type !== 'pipe') {
        this.unexpected(token, 'operand');
      }
      break;
    }
    if (command.args.length === 0) this.fail('empty command');
    return command;
  }

  #operand(): OperandNode | undefined {
    const node = this.#term();
    if (node === undefined || this.tokens.peek().type !== 'field') return node;
    const { position } = this.tokens.peek();
    const names: string[] = [];
    while (this.tokens.peek().type === 'field') {
      names.push(this.tokens.next().value.slice(1));
    }
    switch (node.type) {
      case 'field':
        return new FieldNode(this.source, position, [...node.names, ...names]);
      case 'variable':
        return new VariableNode(this.source, position, [
          ...node.names,
          ...names,
        ]);
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(String(node))}`);
      default:
        return new ChainNode(this.source, position, node, names);
    }
  }

  #term(): OperandNode | undefined {
    const token = this.tokens.nextNonSpace();
    const { position, value } = token;
    switch (token.type) {
      case 'identifier':
        if (!this.#hasFunction(value)) {
          this.fail(`function ${quote(value)} not defined`);
        }
        return new IdentifierNode(this.source, position, value);
      case 'dot':
        return new DotNode(this.source, position);
      case 'nil':
        return new NilNode(this.source, position);
      case 'variable':
        return this.#variable(position, value);
      case 'field':
        return new FieldNode(this.source, position, [value.slice(1)]);
      case 'bool':
        return new BoolNode(this.source, position, value === 'true');
      case 'charConstant':
      case 'complex':
      case 'number': {
        const { type } = token;
        const number = this.read(() => parseNumber(value, type));
        return new NumberNode(this.source, position, value, number);
      }
      case 'leftParen':
        return this.#parenthesized();
      case 'string':
      case 'rawString': {
        const text = this.read(() => unquote(value));
        return new StringNode(this.source, position, value, text);
      }
      default:
        this.tokens.backup();
        return undefined;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#parens >= maximumParens) {
      this.fail('max expression depth exceeded');
    }
    this.#parens += 1;
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
    this.#parens -= 1;
    return pipe;
  }

  #variable(position: number, text: string): VariableNode {
    const node = new VariableNode(this.source, position, [text]);
    const [name] = node.names;
    return this.variables.includes(name)
      ? node
      : this.fail(`undefined variable ${quote(name)}`);
  }
}
