import { unquote } from '../template/unquote';
import { GoError } from '../value';
import type { Bound, PathNode, Steps } from './node';

/** Characters of an expression at most. */
const longest = 65_536;

const terminators = new Set(' \t\r\n.,[]$@{}');
const isLetter = /^[_\p{L}\p{Nd}]$/u;
const isDigit = /^\p{Nd}$/u;

function unicodeName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex} '${character}'`;
}

/** Reads an expression: text, and actions in braces. */
class PathParser {
  readonly #input: string;
  #at = 0;
  /** Where the token began that is being read. */
  #start = 0;

  constructor(input: string) {
    this.#input = input;
  }

  parse(): Steps {
    const nodes: PathNode[] = [];
    for (;;) {
      const brace = this.#input.indexOf('{', this.#at);
      this.#at = brace < 0 ? this.#input.length : brace;
      if (this.#at > this.#start) {
        nodes.push({ kind: 'text', text: this.#take() });
      }
      if (brace < 0) return nodes;
      this.#at += 1;
      this.#take();
      nodes.push({ kind: 'list', steps: this.#action() });
    }
  }

  #take(): string {
    const token = this.#input.slice(this.#start, this.#at);
    this.#start = this.#at;
    return token;
  }

  /** The next character; '' at the end. */
  #peek(): string {
    const code = this.#input.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #next(): string {
    const character = this.#peek();
    this.#at += character.length;
    return character;
  }

  #action(): Steps {
    const steps: PathNode[] = [];
    for (;;) {
      if (this.#input.startsWith('}', this.#at)) {
        this.#at += 1;
        this.#take();
        return steps;
      }
      if (this.#input.startsWith('[?(', this.#at)) {
        steps.push(this.#filter());
      } else if (this.#input.startsWith('..', this.#at)) {
        steps.push(...this.#recursive(steps.at(-1)));
      } else {
        steps.push(...this.#step());
      }
    }
  }

  #step(): Steps {
    const character = this.#next();
    switch (character) {
      case '':
      case '\r':
      case '\n':
        throw new GoError('unclosed action');
      case ' ':
      case '@':
      case '$':
        this.#take();
        return [];
      case '[':
        return this.#array();
      case '"':
      case "'":
        return [this.#quoted(character)];
      case '.':
        return [this.#field()];
      default:
    }
    this.#at -= character.length;
    if (/^[+-]$/.test(character) || isDigit.test(character)) {
      return [this.#number()];
    }
    if (isLetter.test(character)) return [this.#identifier()];
    throw new GoError(
      `unrecognized character in action: ${unicodeName(character)}`,
    );
  }

  #recursive(last: PathNode | undefined): Steps {
    if (last?.kind === 'recursive') {
      throw new GoError('invalid multiple recursive descent');
    }
    this.#at += 2;
    this.#take();
    const recursive: PathNode = { kind: 'recursive' };
    return isLetter.test(this.#peek())
      ? [recursive, this.#field()]
      : [recursive];
  }

  #untilTerminator(): void {
    while (
      this.#at < this.#input.length &&
      !terminators.has(this.#input[this.#at])
    ) {
      this.#at += 1;
    }
  }

  #identifier(): PathNode {
    this.#untilTerminator();
    const name = this.#take();
    return name === 'true' || name === 'false'
      ? { kind: 'bool', value: name === 'true' }
      : { kind: 'identifier', name };
  }

  #field(): PathNode {
    this.#take();
    this.#untilTerminator();
    while (this.#input[this.#at - 1] === '\\' && this.#isEscaping()) {
      this.#next();
      this.#untilTerminator();
    }
    const name = this.#take();
    return name === '*'
      ? { kind: 'wildcard' }
      : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  /** Whether the backslash before here stands for itself before what follows, and is not itself behind one. */
  #isEscaping(): boolean {
    let count = 0;
    for (let i = this.#at - 1; i >= this.#start; i -= 1) {
      if (this.#input[i] !== '\\') break;
      count += 1;
    }
    return count % 2 === 1 && this.#at < this.#input.length;
  }

  #number(): PathNode {
    if (/^[+-]$/.test(this.#peek())) this.#next();
    for (;;) {
      const character = this.#peek();
      if (character !== '.' && !isDigit.test(character)) break;
      this.#next();
    }
    const text = this.#take();
    if (/^[+-]?\d+$/.test(text)) {
      const value = BigInt(text.replace(/^\+/, ''));
      if (BigInt.asIntN(64, value) === value) return { kind: 'integer', value };
    }
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) {
      return { kind: 'float', value: Number(text) };
    }
    throw new GoError(`cannot parse number ${text}`);
  }

  #array(): Steps {
    for (;;) {
      const character = this.#next();
      if (character === '' || character === '\n') {
        throw new GoError('unterminated array');
      }
      if (character === ']') break;
    }
    const inside = this.#take().slice(1, -1);
    const text = inside === '*' ? ':' : inside;
    const parts = text.split(',');
    if (parts.length > 1) {
      const lists = parts.map(part =>
        parseAction(`[${part.replace(/^ +| +$/g, '')}]`),
      );
      return [{ kind: 'union', lists }];
    }
    const key = /^'([^']*)'$/.exec(text);
    return key ? parseAction(`.${key[1]}`) : [sliceOf(text)];
  }

  #filter(): PathNode {
    this.#at += 3;
    this.#take();
    this.#untilClosed();
    if (this.#next() !== ']') {
      throw new GoError('unclosed array expect ]');
    }
    const text = this.#take().slice(0, -2);
    const [, left, operator, right] =
      /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? [];
    if (operator === undefined) {
      const exists = { left: parseAction(text), right: [] };
      return { kind: 'filter', ...exists, operator: 'exists' };
    }
    return {
      kind: 'filter',
      left: parseAction(left),
      right: parseAction(right),
      operator,
    };
  }

  /** Goes behind the closing parenthesis of a filter, which may be quoted before. */
  #untilClosed(): void {
    let mark = '';
    let ended = false;
    for (;;) {
      const character = this.#next();
      if (character === '' || character === '\n') {
        throw new GoError('unterminated filter');
      }
      if (character === '"' || character === "'") {
        if (mark === '') mark = character;
        else if (character === mark && this.#input[this.#at - 2] !== '\\') {
          ended = true;
        }
      } else if (character === ')' && (mark !== '') === ended) {
        return;
      }
    }
  }

  #quoted(mark: string): PathNode {
    for (;;) {
      const character = this.#next();
      if (character === '' || character === '\n') {
        throw new GoError('unterminated quoted string');
      }
      if (character === mark && this.#input[this.#at - 2] !== '\\') break;
    }
    const literal = this.#take();
    try {
      return { kind: 'text', text: unquote(literal) };
    } catch (error) {
      throw new GoError(`unquote string ${literal} error invalid syntax`, {
        cause: error,
      });
    }
  }
}

function sliceOf(text: string): PathNode {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!match) throw new GoError(`invalid array index ${text}`);
  const first = boundOf(match[1]);
  const bounds: readonly [Bound, Bound, Bound] = [
    first,
    match[2] === undefined
      ? { known: true, value: first.value + 1, derived: true }
      : boundOf(match[2].slice(1)),
    boundOf((match[3] ?? ':').slice(1)),
  ];
  return { kind: 'slice', bounds };
}

function boundOf(digits: string): Bound {
  if (digits === '') return { known: false, value: 0, derived: false };
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) {
    throw new GoError(`array index ${digits} is not a number`);
  }
  return { known: true, value, derived: false };
}

/** The steps of what stands in braces. */
function parseAction(text: string): Steps {
  const [first] = new PathParser(`{${text}}`).parse();
  return first?.kind === 'list' ? first.steps : [];
}

/**
 * The nodes of an expression: text, and a list for each pair of braces.
 *
 * @throws GoError with client-go's words
 */
export function parsePath(text: string): Steps {
  if (text.length > longest) {
    throw new GoError(`expression is longer than ${longest} characters`);
  }
  return new PathParser(text).parse();
}
