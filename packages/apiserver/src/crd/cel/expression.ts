import {
  EvaluationError,
  ParseError,
  type Environment,
} from '@marcbachmann/cel-js';
import { ruleEnvironment } from './environment';

/** A compiled expression. */
export interface Expression {
  source: string;
  usesOldSelf: boolean;
  /** How deep its loops (`all`, `map` …) stand in each other. */
  loops: number;
  /** Throws ExpressionError. */
  evaluate(context: Readonly<Record<string, unknown>>): unknown;
}

/** What went wrong in an expression, in the words of the real server where they are known. */
export class ExpressionError extends Error {}

const loopMacros = /^(all|exists|exists_one|map|filter)$/;

interface Scanned {
  text: string;
  loops: number;
  usesOldSelf: boolean;
}

/**
 * Reads an expression's words, leaving texts alone: renames `matches`, counts loops that stand in each other, and notices
 * oldSelf.
 */
function scan(source: string): Scanned {
  let text = '';
  let loops = 0;
  let deepest = 0;
  let usesOldSelf = false;
  const brackets: boolean[] = [];
  const word = /[A-Za-z_][A-Za-z0-9_]*/y;
  let index = 0;
  let last = '';
  while (index < source.length) {
    const literal = literalAt(source, index);
    if (literal > index) {
      text += source.slice(index, literal);
      index = literal;
      last = '';
      continue;
    }
    word.lastIndex = index;
    const name = word.exec(source)?.[0];
    if (name) {
      const method = text.trimEnd().endsWith('.');
      usesOldSelf ||= name === 'oldSelf' && !method;
      text += method && name === 'matches' ? 'matchesRegexp' : name;
      last = name;
      index += name.length;
      continue;
    }
    const character = source[index];
    if (character === '(') {
      const loop = loopMacros.test(last);
      brackets.push(loop);
      loops += loop ? 1 : 0;
      deepest = Math.max(deepest, loops);
    } else if (character === ')') {
      loops -= brackets.pop() ? 1 : 0;
    }
    if (!/\s/.test(character)) {
      last = '';
    }
    text += character;
    index += 1;
  }
  return { text, loops: deepest, usesOldSelf };
}

/** Where a text literal that begins at `start` ends; `start` when none begins there. */
function literalAt(source: string, start: number): number {
  const opening = /(?:[rR][bB]?|[bB][rR]?)?('''|"""|'|")/y;
  opening.lastIndex = start;
  const match = opening.exec(source);
  if (!match || /[A-Za-z0-9_]/.test(source[start - 1] ?? '')) {
    return start;
  }
  const quote = match[1];
  const raw = /^[bB]?[rR]/.test(match[0]);
  let index = opening.lastIndex;
  while (index < source.length) {
    if (source.startsWith(quote, index)) {
      return index + quote.length;
    }
    index += !raw && source[index] === '\\' ? 2 : 1;
  }
  return source.length;
}

/** The cause in the words of cel-go. */
function wording(error: EvaluationError): string {
  const { code, summary } = error;
  switch (code) {
    case 'no_such_key':
      return summary.replace(/^No such key: /, 'no such key: ');
    case 'index_out_of_bounds': {
      const index = /index (-?\d+)/.exec(summary)?.[1] ?? '';
      return `index out of bounds: ${index}`;
    }
    case 'invalid_duration':
      return "type conversion error from 'string' to 'google.protobuf.Duration'";
    case 'no_such_overload':
    case 'no_matching_overload':
      return 'no such overload';
    default:
      return summary[0].toLowerCase() + summary.slice(1);
  }
}

function compile(source: string): Expression {
  const scanned = scan(source);
  const environment: Environment = ruleEnvironment();
  let run: (context: Record<string, unknown>) => unknown;
  try {
    run = environment.parse(scanned.text);
  } catch (error) {
    if (error instanceof ParseError) {
      throw new ExpressionError(error.summary);
    }
    throw error;
  }
  return {
    source,
    usesOldSelf: scanned.usesOldSelf,
    loops: scanned.loops,
    evaluate(context) {
      try {
        return run({ ...context });
      } catch (error) {
        if (error instanceof EvaluationError) {
          const cause: unknown = error.cause;
          throw new ExpressionError(
            cause instanceof RangeError ? cause.message : wording(error),
          );
        }
        if (error instanceof Error) {
          throw new ExpressionError(error.message);
        }
        throw error;
      }
    },
  };
}

const compiled = new Map<string, Expression>();
const compiledLimit = 5000;

/** Compiles an expression, once for the same text. Throws ExpressionError. */
export function compileExpression(source: string): Expression {
  const known = compiled.get(source);
  if (known) {
    return known;
  }
  const made = compile(source);
  if (compiled.size >= compiledLimit) {
    compiled.clear();
  }
  compiled.set(source, made);
  return made;
}

/** Why an expression cannot be read, or undefined. */
export function expressionProblem(source: string): string | undefined {
  try {
    compileExpression(source);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return error.message;
    }
    throw error;
  }
}
