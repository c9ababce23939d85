import { characterOf } from '../fmt';
import { joinBytes, toValidText } from '../value';

/** A text that is no literal of Go. The message is Go's. */
export class SyntaxProblem extends Error {
  constructor() {
    super('invalid syntax');
    this.name = 'SyntaxProblem';
  }
}

interface Unescaped {
  /** A code point, or a byte. */
  readonly value: number;
  readonly isByte: boolean;
  readonly length: number;
}

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 0x5c],
]);

const hexLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function hexEscape(text: string, at: number, letter: string): Unescaped {
  const count = hexLengths.get(letter) ?? 0;
  const digits = text.slice(at + 2, at + 2 + count);
  if (digits.length !== count || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new SyntaxProblem();
  }
  const value = parseInt(digits, 16);
  const isByte = letter === 'x';
  const isCharacter = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  if (!isByte && !isCharacter) throw new SyntaxProblem();
  return { value, isByte, length: 2 + count };
}

/** Reads one character of a literal between the given marks: Go's `strconv.UnquoteChar`. */
function unquoteCharacter(text: string, at: number, mark: string): Unescaped {
  const code = text.codePointAt(at);
  if (code === undefined || text[at] === mark) throw new SyntaxProblem();
  if (text[at] !== '\\') {
    const length = code > 0xffff ? 2 : 1;
    const isInvalid = code >= 0xd800 && code <= 0xdfff;
    return { value: isInvalid ? 0xfffd : code, isByte: false, length };
  }
  const letter = text[at + 1] ?? '';
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return { value: simple, isByte: true, length: 2 };
  if (hexLengths.has(letter)) return hexEscape(text, at, letter);
  if (letter === mark) {
    return { value: mark.charCodeAt(0), isByte: true, length: 2 };
  }
  const octal = text.slice(at + 1, at + 4);
  if (!/^[0-7]{3}$/.test(octal)) throw new SyntaxProblem();
  const value = parseInt(octal, 8);
  if (value > 255) throw new SyntaxProblem();
  return { value, isByte: true, length: 4 };
}

/**
 * The text of a quoted or raw literal: Go's `strconv.Unquote`, but single quotes stand around any text, too.
 *
 * @throws SyntaxProblem
 */
export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replace(/\r/g, '');
  if (!body.includes('\\')) return toValidText(body);
  let text = '';
  for (let at = 0; at < body.length; ) {
    const { value, isByte, length } = unquoteCharacter(body, at, literal[0]);
    text +=
      isByte && value > 0x7f
        ? String.fromCharCode(0xdc00 + value)
        : characterOf(value);
    at += length;
  }
  return joinBytes(text);
}

/**
 * The code point of a character constant such as `'a'`; undefined where there is more than one character.
 *
 * @throws SyntaxProblem
 */
export function unquoteRune(literal: string): number | undefined {
  const { value, length } = unquoteCharacter(literal, 1, "'");
  return literal.slice(1 + length) === "'" ? value : undefined;
}
