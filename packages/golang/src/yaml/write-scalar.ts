import { isPrintable } from './scalar-analysis';

/** Where the emitter puts its text: what has been written, and the state libyaml keeps about it. */
export class YamlWriter {
  #text = '';
  /** Columns written of the current line, in code points. */
  column = 0;
  /** Indentation of the current collection; -1 at the root. */
  indent = -1;
  /** Whether the last character was a blank that separates. */
  whitespace = true;
  /** Whether nothing but indentation and indicators stands on the line. */
  indention = true;

  get text(): string {
    return this.#text;
  }

  /** Writes text without line breaks. */
  put(text: string, columns = text.length): void {
    this.#text += text;
    this.column += columns;
  }

  newLine(): void {
    this.#text += '\n';
    this.column = 0;
  }

  writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (
      !this.indention ||
      this.column > indent ||
      (this.column === indent && !this.whitespace)
    ) {
      this.newLine();
    }
    if (this.column < indent) {
      this.put(' '.repeat(indent - this.column));
    }
    this.whitespace = true;
    this.indention = true;
  }

  writeIndicator(
    indicator: string,
    needWhitespace: boolean,
    isIndention = false,
  ): void {
    if (needWhitespace && !this.whitespace) {
      this.put(' ');
    }
    this.put(indicator);
    this.whitespace = false;
    this.indention &&= isIndention;
  }

  endScalar(): void {
    this.whitespace = false;
    this.indention = false;
  }
}

const WIDTH = 80;
const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;

function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

function columnsOf(text: string): number {
  return text.length - (text.match(ASTRAL)?.length ?? 0);
}

/**
 * Writes words; once the line is longer than 80 columns, a single space between two of them becomes a line break.
 */
function writeWords(
  writer: YamlWriter,
  text: string,
  fold: boolean,
  single: boolean,
): void {
  if (!fold || writer.column + text.length <= WIDTH) {
    writer.put(text, columnsOf(text));
    return;
  }
  let from = 0;
  for (let at = text.indexOf(' '); at !== -1; at = text.indexOf(' ', at + 1)) {
    writer.put(text.slice(from, at), columnsOf(text.slice(from, at)));
    from = at;
    const inner = !single || (at > 0 && at < text.length - 1);
    if (
      writer.column > WIDTH &&
      inner &&
      text.charCodeAt(at - 1) !== 32 &&
      text.charCodeAt(at + 1) !== 32
    ) {
      writer.writeIndent();
      from = at + 1;
    }
  }
  writer.put(text.slice(from), columnsOf(text.slice(from)));
}

export function writePlain(
  writer: YamlWriter,
  text: string,
  fold: boolean,
): void {
  if (!writer.whitespace) {
    writer.put(' ');
  }
  writeWords(writer, text, fold, false);
  writer.endScalar();
}

/** Line feeds do not come here: texts with them are literal or double-quoted. The Unicode separators do, and begin a line. */
export function writeSingleQuoted(
  writer: YamlWriter,
  text: string,
  fold: boolean,
): void {
  writer.writeIndicator("'", true);
  const quoted = text.replaceAll("'", "''");
  if (/[\u2028\u2029]/.test(quoted)) {
    for (const part of quoted.split(/([\u2028\u2029]+)/)) {
      if (/^[\u2028\u2029]/.test(part)) {
        writer.put(part);
        writer.column = 0;
        writer.indention = true;
      } else if (part !== '') {
        if (writer.column === 0) {
          writer.writeIndent();
        }
        writeWords(writer, part, fold, false);
        writer.indention = false;
      }
    }
  } else {
    writeWords(writer, quoted, fold, true);
  }
  writer.writeIndicator("'", false);
  writer.endScalar();
}

const DOUBLE_ESCAPES = new Map<number, string>([
  [0x00, '\\0'],
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x1b, '\\e'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x85, '\\N'],
  [0xa0, '\\_'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);

function doubleEscape(code: number): string {
  const known = DOUBLE_ESCAPES.get(code);
  if (known !== undefined) {
    return known;
  }
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? `\\u${hex.padStart(4, '0')}`
    : `\\U${hex.padStart(8, '0')}`;
}

export function writeDoubleQuoted(
  writer: YamlWriter,
  text: string,
  fold: boolean,
): void {
  writer.writeIndicator('"', true);
  // libyaml looks for the mark at the start of the text whatever character it is at.
  const escapeAll = text.charCodeAt(0) === 0xfeff;
  const lastByte = text.length - 1;
  let spaces = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.codePointAt(i) ?? 0;
    const astral = code > 0xffff;
    if (
      escapeAll ||
      astral ||
      !isPrintable(code) ||
      isBreak(code) ||
      code === 0x22 ||
      code === 0x5c
    ) {
      writer.put(doubleEscape(code));
      spaces = false;
      i += astral ? 1 : 0;
    } else if (code === 32) {
      if (fold && !spaces && writer.column > WIDTH && i > 0 && i < lastByte) {
        writer.writeIndent();
        if (text.charCodeAt(i + 1) === 32) {
          writer.put('\\');
        }
      } else {
        writer.put(' ');
      }
      spaces = true;
    } else {
      let end = i + 1;
      while (end < text.length && isRun(text.charCodeAt(end))) {
        end += 1;
      }
      writer.put(text.slice(i, end));
      i = end - 1;
      spaces = false;
    }
  }
  writer.writeIndicator('"', false);
  writer.endScalar();
}

/** ASCII that double quotes hold as it is. */
function isRun(c: number): boolean {
  return c > 32 && c < 127 && c !== 0x22 && c !== 0x5c;
}

/** What stands behind `|` or `>`: an indentation where the text hides it, and how the text ends. */
export function blockHints(text: string): string {
  const first = text.charCodeAt(0);
  const indent = first === 32 || isBreak(first) ? '2' : '';
  const last = text.charCodeAt(text.length - 1);
  if (!isBreak(last)) {
    return `${indent}-`;
  }
  return text.length === 1 || isBreak(text.charCodeAt(text.length - 2))
    ? `${indent}+`
    : indent;
}

export function writeLiteral(writer: YamlWriter, text: string): void {
  writer.writeIndicator('|', true);
  writer.put(blockHints(text));
  writer.newLine();
  writer.indention = true;
  writer.whitespace = true;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (isBreak(c)) {
      if (i > from) {
        writer.writeIndent();
        writer.put(text.slice(from, i));
        writer.indention = false;
      }
      if (c !== 10) {
        writer.put(text[i]);
        writer.column = 0;
      } else {
        writer.newLine();
      }
      writer.indention = true;
      from = i + 1;
    }
  }
  if (from < text.length) {
    writer.writeIndent();
    writer.put(text.slice(from));
    writer.indention = false;
  }
}
