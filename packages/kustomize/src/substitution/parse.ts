import { SubstitutionError } from './error';
import { type Expression, type Part } from './expression';
import { type Accept, ExpressionScanner } from './expression-scanner';

const MAX_DEPTH = 200;

const COLON = 0x3a;
const SLASH = 0x2f;
const HASH = 0x23;
const PERCENT = 0x25;
const EQUALS = 0x3d;
const COMMA = 0x2c;
const CARET = 0x5e;
const CLOSE = 0x7d;

const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]$/u;

const isNameCharacter: Accept = code =>
  code === 0x5f || LETTER_OR_DIGIT.test(String.fromCodePoint(code));
const isNotClosing: Accept = code => code !== CLOSE;
const isNotSlash: Accept = code => code !== SLASH;
const isSlash: Accept = code => code === SLASH;
const isColon: Accept = code => code === COLON;
const isOffset: Accept = code => code !== COLON && code !== CLOSE;
const isOne =
  (wanted: number): Accept =>
  (code, length) =>
    code === wanted && length === 1;
const isOneOrTwo =
  (...wanted: number[]): Accept =>
  (code, length) =>
    wanted.includes(code) && length < 3;
const isDefaultOperator: Accept = (code, length) =>
  length === 1
    ? code === COLON
    : length === 2 && '=-?+'.includes(String.fromCodePoint(code));
const isReplaceOperator: Accept = (code, length) =>
  length === 1
    ? code === SLASH
    : length === 2 && [SLASH, HASH, PERCENT].includes(code);

function badSubstitution(): SubstitutionError {
  return new SubstitutionError('bad substitution');
}

/** Reads one expression; the scanner stands behind its `${`. */
class ExpressionParser {
  readonly #scanner: ExpressionScanner;
  #depth = 0;

  constructor(scanner: ExpressionScanner) {
    this.#scanner = scanner;
  }

  parse(): Expression {
    if (this.#depth >= MAX_DEPTH) {
      throw badSubstitution();
    }
    this.#depth += 1;
    const expression = this.#expression();
    this.#depth -= 1;
    return expression;
  }

  #expression(): Expression {
    const scanner = this.#scanner;
    if (scanner.peek() === HASH) {
      const operator = this.#operator(isOne(HASH));
      const parameter = this.#operator(isNameCharacter);
      return this.#close({ parameter, operator, arguments: [] });
    }
    if (scanner.scan({ word: isNameCharacter }) !== 'word') {
      throw new SubstitutionError('unable to parse variable name');
    }
    const parameter = scanner.word;
    switch (scanner.peek()) {
      case COLON:
        return this.#defaultOrSubstring(parameter);
      case EQUALS:
        return this.#default(parameter);
      case COMMA:
      case CARET:
        return this.#close({
          parameter,
          operator: this.#operator(isOneOrTwo(COMMA, CARET)),
          arguments: [],
        });
      case SLASH:
        return this.#replace(parameter);
      case HASH:
        return this.#remove(parameter, HASH);
      case PERCENT:
        return this.#remove(parameter, PERCENT);
      default:
        if (scanner.scan({ close: true }) !== 'close') {
          throw new SubstitutionError('missing closing brace');
        }
        return { parameter, operator: '', arguments: [] };
    }
  }

  #operator(accept: Accept): string {
    if (this.#scanner.scan({ word: accept }) !== 'word') {
      throw badSubstitution();
    }
    return this.#scanner.word;
  }

  #close(expression: Expression): Expression {
    if (this.#scanner.scan({ close: true }) !== 'close') {
      throw badSubstitution();
    }
    return expression;
  }

  #argument(accept: Accept, escape = false): Part {
    const scanner = this.#scanner;
    switch (scanner.scan({ word: accept, open: true, escape })) {
      case 'open':
        return this.parse();
      case 'word':
        return scanner.word;
      default:
        throw new SubstitutionError(
          'unable to parse substitution within function',
        );
    }
  }

  #defaultOrSubstring(parameter: string): Expression {
    const scanner = this.#scanner;
    scanner.read();
    const next = scanner.peek();
    scanner.unread();
    return next !== 0 && '=-?+'.includes(String.fromCodePoint(next))
      ? this.#default(parameter)
      : this.#substring(parameter);
  }

  #substring(parameter: string): Expression {
    const operator = this.#operator(isOne(COLON));
    const expression: Expression = {
      parameter,
      operator,
      arguments: [this.#argument(isOffset)],
    };
    switch (this.#scanner.scan({ word: isColon, close: true })) {
      case 'close':
        return expression;
      case 'word':
        expression.arguments.push(this.#argument(isNotClosing));
        return this.#close(expression);
      default:
        throw badSubstitution();
    }
  }

  #remove(parameter: string, character: number): Expression {
    const operator = this.#operator(isOneOrTwo(character));
    return this.#close({
      parameter,
      operator,
      arguments: [this.#argument(isNotClosing)],
    });
  }

  #replace(parameter: string): Expression {
    const operator = this.#operator(isReplaceOperator);
    const expression: Expression = {
      parameter,
      operator,
      arguments: [this.#argument(isNotSlash, true)],
    };
    this.#operator(isSlash);
    if (this.#scanner.peek() !== CLOSE) {
      expression.arguments.push(this.#argument(isNotClosing, true));
    }
    return this.#close(expression);
  }

  #default(parameter: string): Expression {
    const scanner = this.#scanner;
    const accept =
      scanner.peek() === EQUALS ? isOne(EQUALS) : isDefaultOperator;
    if (scanner.scan({ word: accept }) !== 'word') {
      throw new SubstitutionError('unable to parse default function');
    }
    const expression: Expression = {
      parameter,
      operator: scanner.word,
      arguments: [],
    };
    while (scanner.peek() !== CLOSE) {
      expression.arguments.push(this.#argument(isNotClosing));
    }
    return this.#close(expression);
  }
}

/**
 * Splits a text (one character for each byte) into literals and expressions. Outside of braces `$$` is a `$`, and a `$`
 * before anything but `{` stays.
 *
 * @throws SubstitutionError
 */
export function parseTemplate(bytes: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  let pos = 0;
  while (pos < bytes.length) {
    const dollar = bytes.indexOf('$', pos);
    if (dollar === -1) {
      literal += bytes.slice(pos);
      break;
    }
    literal += bytes.slice(pos, dollar);
    const next = bytes[dollar + 1];
    if (next === '{') {
      if (literal !== '') {
        parts.push(literal);
        literal = '';
      }
      const scanner = new ExpressionScanner(bytes, dollar + 2);
      parts.push(new ExpressionParser(scanner).parse());
      pos = scanner.pos;
    } else {
      literal += '$';
      pos = dollar + (next === '$' ? 2 : 1);
    }
  }
  if (literal !== '') {
    parts.push(literal);
  }
  return parts;
}
