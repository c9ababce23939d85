import { isBlank, isBreak, isBreakOrEnd } from './characters';
import { type Cursor, type Mark } from './cursor';
import { type Token, TokenType } from './token';
import { type TokenQueue } from './token-queue';

/** How far go-yaml looks for the next comment. */
const MAX_PEEK = 512;

const START: Mark = { index: 0, line: 0, column: 0 };

/** The comments of an event. */
export interface Comments {
  head: string;
  line: string;
  foot: string;
}

interface Found extends Comments {
  /** Where the space began that it was found in. */
  scanMark: Mark;
  /** The token it belongs to begins here. */
  tokenMark: Mark;
  /** Where it begins; its column is counted from 1 where it has a line to itself. */
  startMark: Mark;
  endMark: Mark;
}

function joined(before: string, text: string): string {
  return before === '' ? text : `${before}\n${text}`;
}

/**
 * The comments that go-yaml 3 keeps: found while scanning, joined to the token they precede, end or follow, and taken by
 * the node that is made of it. Which one that is follows its scanner and parser, oddities included.
 */
export class CommentQueue {
  readonly #cursor: Cursor;
  readonly #found: Found[] = [];
  #next = 0;
  #head = '';
  #line = '';
  #foot = '';
  #stem = '';

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** The comments since they were last taken. */
  take(): Comments {
    const comments = { head: this.#head, line: this.#line, foot: this.#foot };
    this.#head = '';
    this.#line = '';
    this.#foot = '';
    this.#stem = '';
    return comments;
  }

  get headLength(): number {
    return this.#head.length;
  }

  /** The part of the head above the last empty line, which belongs to the document. */
  takeDocumentHead(): string {
    const head = this.#head;
    for (let i = head.length - 1; i > 0; i -= 1) {
      const isLast = i === head.length - 1;
      if (head[i] === '\n' && (isLast || head[i - 1] === '\n')) {
        this.#head = head.slice(i + 1);
        return head.slice(0, isLast ? i : i - 1);
      }
    }
    return '';
  }

  /** The head of a dash belongs to the collection behind it, not to the first thing in that. */
  splitStem(length: number, next: Token): void {
    if (
      length > 0 &&
      (next.type === TokenType.BlockSequenceStart ||
        next.type === TokenType.BlockMappingStart)
    ) {
      this.#stem = this.#head.slice(0, length);
      this.#head = this.#head.slice(length + 1);
    }
  }

  takeStem(): string {
    const stem = this.#stem;
    this.#stem = '';
    return stem;
  }

  /** Joins what belongs to a token or stands before it. */
  unfold(token: Token): void {
    for (; this.#next < this.#found.length; this.#next += 1) {
      const comment = this.#found[this.#next];
      if (token.index < comment.tokenMark.index) return;
      if (comment.head !== '') {
        // Ends of blocks have none; it is kept for what follows.
        if (token.type === TokenType.BlockEnd) return;
        this.#head = joined(this.#head, comment.head);
      }
      if (comment.foot !== '') this.#foot = joined(this.#foot, comment.foot);
      if (comment.line !== '') this.#line = joined(this.#line, comment.line);
    }
  }

  /** Where a block ends: before comments that stand at its own indentation. */
  endOfBlock(mark: Mark, indent: number): Mark {
    let end = mark;
    let stop = mark.index;
    for (let i = this.#found.length - 1; i >= this.#next; i -= 1) {
      const { scanMark, startMark, endMark } = this.#found[i];
      if (endMark.index < stop) break;
      if (startMark.column === indent + 1) end = startMark;
      stop = scanMark.index;
    }
    return end;
  }

  /** Takes a comment behind something on the same line. */
  scanLine(tokenMark: Mark): void {
    const cursor = this.#cursor;
    if (this.#newLines() > 0) return;
    let at = cursor.pos;
    const limit = at + MAX_PEEK;
    while (at < limit && isBlank(cursor.text.charCodeAt(at))) at += 1;
    if (at === limit || cursor.text.charCodeAt(at) !== 35) return;
    cursor.pos = at;
    const startMark = cursor.mark();
    const line = this.#readComment();
    const { index, line: lineNumber, column } = tokenMark;
    this.#found.push({
      scanMark: START,
      tokenMark: { index, line: lineNumber, column },
      startMark,
      endMark: START,
      head: '',
      line,
      foot: '',
    });
  }

  /** Moves past blanks, comments and line breaks; gives whether a simple key may begin then. */
  skipToToken(
    queue: TokenQueue,
    indent: number,
    flowLevel: number,
    keyAllowedBefore: boolean,
  ): boolean {
    const cursor = this.#cursor;
    const { text } = cursor;
    const scanMark = cursor.mark();
    let keyAllowed = keyAllowedBefore;
    for (;;) {
      let c = text.charCodeAt(cursor.pos);
      while (c === 32 || (c === 9 && (flowLevel > 0 || !keyAllowed))) {
        cursor.pos += 1;
        c = text.charCodeAt(cursor.pos);
      }
      this.#turnIntoHead(queue, c);
      if (c === 35) {
        this.#scanComments(queue, scanMark, indent, flowLevel);
        c = text.charCodeAt(cursor.pos);
      }
      if (!isBreak(c)) return keyAllowed;
      cursor.skipBreak();
      if (flowLevel === 0) keyAllowed = true;
    }
  }

  /** A comment behind the first dash of a sequence, with something in the next line, is about that. */
  #turnIntoHead({ last, secondLast }: TokenQueue, c: number): void {
    if (
      this.#next === this.#found.length ||
      secondLast?.type !== TokenType.BlockSequenceStart ||
      last?.type !== TokenType.BlockEntry ||
      isBreak(c)
    ) {
      return;
    }
    const comment = this.#found[this.#found.length - 1];
    if (comment.line === '') return;
    comment.head = comment.line;
    comment.line = '';
    if (comment.startMark.line === this.#cursor.line - 1) {
      comment.tokenMark = this.#cursor.mark();
    }
  }

  /** Line breaks since the last character that is no blank. */
  #newLines(): number {
    const { text } = this.#cursor;
    let count = 0;
    for (let at = this.#cursor.pos - 1; at >= 0; at -= 1) {
      const c = text.charCodeAt(at);
      if (isBreak(c)) {
        count += c === 10 && text.charCodeAt(at - 1) === 13 ? 0 : 1;
      } else if (!isBlank(c)) {
        break;
      }
    }
    return count;
  }

  #readComment(): string {
    const cursor = this.#cursor;
    const from = cursor.pos;
    while (!isBreakOrEnd(cursor.text.charCodeAt(cursor.pos))) cursor.pos += 1;
    return cursor.text.slice(from, cursor.pos);
  }

  /** Takes comments that have lines to themselves, and decides which are about what stands above. */
  #scanComments(
    queue: TokenQueue,
    firstScanMark: Mark,
    indent: number,
    flowLevel: number,
  ): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    const token =
      queue.last?.type === TokenType.FlowEntry && queue.secondLast
        ? queue.secondLast
        : queue.last;
    const nextIndent = Math.max(indent, 0);
    const newLines = this.#newLines();
    let scanMark = firstScanMark;
    let tokenMark: Mark = token ?? START;
    let startMark = START;
    let recentEmpty = false;
    let firstEmpty = newLines <= 1;
    let { line } = cursor;
    let { column } = cursor;
    let comment = '';
    // A comment that begins in this line may still be about what stands above.
    let footLine = -1;
    if (scanMark.line > 0) {
      footLine = cursor.line - newLines + 1;
      if (newLines === 0 && cursor.column > 1) footLine += 1;
    }
    let peek = 0;
    const endFoot = () => {
      const mark = { index: cursor.pos + peek, line, column };
      this.#found.push({
        scanMark,
        tokenMark,
        startMark,
        endMark: mark,
        head: '',
        line: '',
        foot: comment,
      });
      scanMark = mark;
      tokenMark = mark;
      comment = '';
    };
    for (; peek < MAX_PEEK; peek += 1) {
      column += 1;
      const c = text.charCodeAt(cursor.pos + peek);
      if (isBlank(c)) continue;
      const closesFlow = flowLevel > 0 && (c === 93 || c === 125);
      if (closesFlow || isBreakOrEnd(c)) {
        if (closesFlow || !recentEmpty) {
          const isFoot =
            (startMark.line === footLine && token?.type !== TokenType.Value) ||
            startMark.column - 1 < nextIndent;
          if (closesFlow || (firstEmpty && isFoot)) {
            if (comment !== '') {
              if (startMark.column - 1 < nextIndent) tokenMark = startMark;
              endFoot();
            }
          } else if (comment !== '' && c !== 0) {
            comment += '\n';
          }
        }
        if (!isBreak(c)) break;
        firstEmpty = false;
        recentEmpty = true;
        column = 0;
        line += 1;
        continue;
      }
      if (
        comment !== '' &&
        column - 1 < nextIndent &&
        column !== startMark.column
      ) {
        endFoot();
      }
      if (c !== 35) break;
      if (comment === '') {
        startMark = { index: cursor.pos + peek, line, column };
      } else {
        comment += '\n';
      }
      recentEmpty = false;
      const seen = cursor.pos + peek;
      while (cursor.pos < seen) {
        if (isBreak(text.charCodeAt(cursor.pos))) cursor.skipBreak();
        else cursor.pos += 1;
      }
      comment += this.#readComment();
      // The loop goes on one character behind the break, as go-yaml does.
      peek = 0;
      column = 0;
      line = cursor.line;
    }
    if (comment !== '') {
      this.#found.push({
        scanMark,
        tokenMark: startMark,
        startMark,
        endMark: { index: cursor.pos + peek - 1, line, column },
        head: comment,
        line: '',
        foot: '',
      });
    }
  }
}
