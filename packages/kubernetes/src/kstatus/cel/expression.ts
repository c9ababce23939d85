import type { ASTNode } from '@marcbachmann/cel-js';
import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { isJsonObject } from '../../smd/value';
import { celEnvironment, LINEAR_MATCHES } from './functions';

export interface ExpressionOptions {
  /** Check names and types before the expression is used. */
  compile?: boolean;
  /** With `compile`: the variables that may be used, each of any type. */
  structVariables?: readonly string[];
  /** With `compile`: the type that the expression must have, for example `bool`. */
  outputType?: string;
}

/** An expression in CEL as Flux evaluates it. Its functions throw an Error in the wording of fluxcd/pkg runtime/cel. */
export interface CelExpression {
  readonly text: string;
  evaluateBoolean(data: JsonObject): boolean;
  evaluateString(data: JsonObject): string;
  evaluateStringSlice(data: JsonObject): string[];
  evaluate(data: JsonObject): JsonValue;
}

/** Longer expressions are refused. */
const MAX_LENGTH = 64 * 1024;

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

function nodesOf(value: unknown): ASTNode[] {
  if (Array.isArray(value)) {
    return value.flatMap(nodesOf);
  }
  return isNode(value) ? [value, ...nodesOf(value.args)] : [];
}

/**
 * Replaces the library's `matches`, which backtracks, by one that takes linear time. The name has the same length, so
 * positions in errors stay right.
 */
function withLinearMatches(text: string, ast: ASTNode): string {
  let result = text;
  for (const node of nodesOf(ast)) {
    if (node.op === 'rcall' && node.args[0] === 'matches') {
      const name = /[\s)]*\.\s*(?=matches\b)/y;
      name.lastIndex = node.args[1].range.end;
      if (!name.test(text)) {
        throw new Error("ERROR: <input>:1:1: unsupported use of 'matches'");
      }
      const start = name.lastIndex;
      result =
        result.slice(0, start) +
        LINEAR_MATCHES +
        result.slice(start + LINEAR_MATCHES.length);
    }
  }
  return result;
}

interface CelFailure {
  summary: string;
  code: string | undefined;
  start: number;
}

function failureOf(error: unknown): CelFailure {
  if (!(error instanceof Error)) {
    return { summary: String(error), code: undefined, start: 0 };
  }
  const summary: unknown = Reflect.get(error, 'summary');
  const code: unknown = Reflect.get(error, 'code');
  const range: unknown = Reflect.get(error, 'range');
  return {
    summary: typeof summary === 'string' ? summary : error.message,
    code: typeof code === 'string' ? code : undefined,
    start:
      typeof range === 'object' && range !== null && 'start' in range
        ? Number(range.start)
        : 0,
  };
}

/** `<input>:LINE:COLUMN`, both from 1. */
function positionText(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `<input>:${lines.length}:${lines[lines.length - 1].length + 1}`;
}

function syntaxError(text: string, error: unknown): string {
  const { summary, start } = failureOf(error);
  const reason =
    summary.endsWith('got EOF') && text.trimEnd().endsWith('.')
      ? "no viable alternative at input '.'"
      : summary;
  return `ERROR: ${positionText(text, start)}: Syntax error: ${reason}`;
}

function checkError(text: string, error: unknown): string {
  const { summary, start } = failureOf(error);
  const unknown = /^Unknown variable: (.*)$/.exec(summary);
  const position = `ERROR: ${positionText(text, start)}`;
  return unknown
    ? `${position}: undeclared reference to '${unknown[1]}'`
    : `${position}: ${summary}`;
}

/** The longest chain of field names that begins with the variable at this position: `status.conditions`. */
function attributeAt(ast: ASTNode, name: string, start: number): string {
  let attribute = name;
  for (const node of nodesOf(ast).reverse()) {
    if (node.op === '.' && node.range.start === start) {
      const [, field] = node.args;
      if (chainOf(node) === `${attribute}.${field}`) {
        attribute = `${attribute}.${field}`;
      }
    }
  }
  return attribute;
}

function chainOf(node: ASTNode): string | undefined {
  if (node.op === 'id') {
    return node.args;
  }
  if (node.op !== '.') {
    return undefined;
  }
  const base = chainOf(node.args[0]);
  return base === undefined ? undefined : `${base}.${node.args[1]}`;
}

function runtimeError(ast: ASTNode, error: unknown): string {
  const { summary, code, start } = failureOf(error);
  if (code === 'unknown_variable') {
    const name = summary.replace(/^Unknown variable: /, '');
    return `no such attribute(s): ${attributeAt(ast, name, start)}`;
  }
  return code === 'no_such_key'
    ? summary.replace(/^No such key/, 'no such key')
    : summary;
}

/** Whole numbers are integers in CEL, not floats. */
function toCel(value: JsonValue): JsonValue {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(toCel);
  }
  return isJsonObject(value) ? entriesToCel(value, {}) : value;
}

function entriesToCel(source: JsonObject, target: JsonObject): JsonObject {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value !== undefined) {
      setEntry(target, key, toCel(value));
    }
  }
  return target;
}

function fromCel(value: unknown): JsonValue {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) {
    return value.map(fromCel);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (isJsonObject(value)) {
    const result: JsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      setEntry(result, key, fromCel(entry));
    }
    return result;
  }
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
    ? value
    : null;
}

function typeName(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return value === null ? 'null_type' : 'map';
  }
}

class ParsedExpression implements CelExpression {
  readonly text: string;
  readonly #ast: ASTNode;
  readonly #run: (data: Record<string, unknown>) => unknown;

  constructor(
    text: string,
    ast: ASTNode,
    run: (data: Record<string, unknown>) => unknown,
  ) {
    this.text = text;
    this.#ast = ast;
    this.#run = run;
  }

  evaluateBoolean(data: JsonObject): boolean {
    const value = this.#evaluate(data);
    if (typeof value !== 'boolean') {
      throw new Error(
        `failed to evaluate CEL expression as boolean: '${this.text}'`,
      );
    }
    return value;
  }

  evaluateString(data: JsonObject): string {
    const value = this.#evaluate(data);
    if (typeof value !== 'string') {
      throw new Error(
        `failed to evaluate CEL expression as string: '${this.text}'`,
      );
    }
    return value;
  }

  evaluateStringSlice(data: JsonObject): string[] {
    const value = this.#evaluate(data);
    const unsupported = (type: string, wanted: string) =>
      new Error(
        `failed to evaluate CEL expression '${this.text}' as []string: unsupported native conversion from ${type} to '${wanted}'`,
      );
    if (!Array.isArray(value)) {
      throw unsupported(typeName(value), '[]string');
    }
    return value.map(item => {
      if (typeof item !== 'string') {
        throw unsupported(typeName(item), 'string');
      }
      return item;
    });
  }

  evaluate(data: JsonObject): JsonValue {
    return fromCel(this.#evaluate(data));
  }

  #evaluate(data: JsonObject): unknown {
    try {
      // Without a prototype, so that `constructor` is no variable.
      return this.#run(entriesToCel(data, Object.create(null)));
    } catch (error) {
      throw new Error(
        `failed to evaluate the CEL expression '${this.text}': ${runtimeError(
          this.#ast,
          error,
        )}`,
      );
    }
  }
}

/**
 * Reads an expression. Throws an Error when it is malformed and, with `compile`, when it uses unknown names or has another
 * type than `outputType`.
 */
export function compileExpression(
  text: string,
  options: ExpressionOptions = {},
): CelExpression {
  const { compile, structVariables = [], outputType } = options;
  if (!compile && (outputType !== undefined || structVariables.length > 0)) {
    throw new Error(
      'output type and variables can only be set when compiling the expression',
    );
  }
  const refuse = (reason: string): never => {
    throw new Error(`failed to parse the CEL expression '${text}': ${reason}`);
  };
  if (text.length > MAX_LENGTH) {
    throw new Error('failed to parse the CEL expression: it is too long');
  }
  const env = celEnvironment(compile ? structVariables : undefined);
  const parse = (source: string) => {
    try {
      return env.parse(source);
    } catch (error) {
      return refuse(syntaxError(text, error));
    }
  };
  const source = withLinearMatches(text, parse(text).ast);
  const program = parse(source);
  if (compile) {
    const checked = program.check();
    if (!checked.valid) {
      refuse(checkError(text, checked.error));
    }
    if (outputType !== undefined && checked.type !== outputType) {
      throw new Error(
        `CEL expression output type mismatch: expected ${outputType}, got ${checked.type}`,
      );
    }
  }
  return new ParsedExpression(text, program.ast, program);
}
