import { isBlankOrEnd, isBreakOrEnd } from './characters';
import { type CommentQueue } from './comments';
import { YamlError } from './error';
import { type YamlPosition } from './node';
import { type YamlProfile } from './resolve';

/** A place in the text, counted from 0. */
export interface Mark {
  index: number;
  line: number;
  column: number;
}

const NO_MARK: Mark = { index: 0, line: 0, column: 0 };

/** A position that moves over a text, and the errors that name it. */
export class Cursor {
  /** The text with NUL behind its end, so that looking ahead needs no bounds. */
  readonly text: string;
  readonly profile: YamlProfile;
  readonly file?: string;
  /** Lines of the file before this text. */
  readonly firstLine: number;
  pos = 0;
  line = 0;
  /** Where the current line begins. */
  lineStart = 0;
  /** Takes comments where they are kept. */
  comments?: CommentQueue;

  constructor(
    text: string,
    options: { profile: YamlProfile; file?: string; firstLine?: number },
  ) {
    this.text = `${text}\0\0\0\0`;
    this.profile = options.profile;
    this.file = options.file;
    this.firstLine = options.firstLine ?? 0;
    if (this.text.charCodeAt(0) === 0xfeff) {
      this.pos = 1;
      this.lineStart = 1;
    }
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  mark(): Mark {
    return { index: this.pos, line: this.line, column: this.column };
  }

  /** Moves over one line break, if there is one here. */
  skipBreak(): void {
    const c = this.text.charCodeAt(this.pos);
    if (c === 13 && this.text.charCodeAt(this.pos + 1) === 10) {
      this.pos += 2;
    } else {
      this.pos += 1;
    }
    this.line += 1;
    this.lineStart = this.pos;
  }

  /** Moves over one line break and gives what it stands for: `\n`, except for the Unicode separators. */
  readBreak(): string {
    const c = this.text.charCodeAt(this.pos);
    this.skipBreak();
    if (c === 0x2028) {
      return '\u2028';
    }
    return c === 0x2029 ? '\u2029' : '\n';
  }

  skipBlanks(): void {
    let c = this.text.charCodeAt(this.pos);
    while (c === 32 || c === 9) {
      this.pos += 1;
      c = this.text.charCodeAt(this.pos);
    }
  }

  /** Moves past what may end a line, blanks and a comment, and its break. `start` is where an error points at. */
  endLine(start: Mark): void {
    this.skipBlanks();
    if (this.text.charCodeAt(this.pos) === 35) {
      while (!isBreakOrEnd(this.text.charCodeAt(this.pos))) {
        this.pos += 1;
      }
    }
    const c = this.text.charCodeAt(this.pos);
    if (!isBreakOrEnd(c)) {
      throw this.scannerError(
        'did not find expected comment or line break',
        start,
      );
    }
    if (c !== 0) {
      this.skipBreak();
    }
  }

  /** Whether `---` or `...` stands at the start of this line, alone or before a blank. */
  atDocumentIndicator(): boolean {
    const { text, pos } = this;
    if (pos !== this.lineStart) {
      return false;
    }
    const c = text.charCodeAt(pos);
    return (
      (c === 45 || c === 46) &&
      text.charCodeAt(pos + 1) === c &&
      text.charCodeAt(pos + 2) === c &&
      isBlankOrEnd(text.charCodeAt(pos + 3))
    );
  }

  /** An error of the scanner here, about something that began at `context`. */
  scannerError(problem: string, context: Mark = NO_MARK): YamlError {
    return this.#error(problem, context, this.mark(), 1);
  }

  /** An error of the grammar at `at`; go-yaml counts its line one too low, and so do we in the text. */
  parserError(problem: string, at: Mark, context: Mark = NO_MARK): YamlError {
    return this.#error(problem, context, at, 0);
  }

  /** Where a mark is in the file, counted from 1. */
  position(mark: Mark): YamlPosition {
    return { line: this.firstLine + mark.line + 1, column: mark.column + 1 };
  }

  #error(
    problem: string,
    context: Mark,
    at: Mark,
    scannerLines: number,
  ): YamlError {
    let line = 0;
    if (this.profile === 'yaml.v3') {
      line = context.line || at.line;
      line += line === 0 ? 0 : scannerLines;
    } else if (at.line !== 0) {
      line = at.line + scannerLines;
    } else {
      line = context.line;
    }
    const where = line === 0 ? '' : `line ${line}: `;
    return new YamlError(`yaml: ${where}${problem}`, {
      ...this.position(at),
      file: this.file,
    });
  }
}
