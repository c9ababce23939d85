import { isBlankOrEnd } from './characters';
import { type Cursor, type Mark } from './cursor';
import { scanAnchor } from './scan-anchor';
import { scanBlockScalar } from './scan-block';
import { scanPlainScalar } from './scan-plain';
import { scanQuotedScalar } from './scan-quoted';
import { scanDirective } from './scan-directive';
import { skipToToken } from './scan-space';
import { scanTag } from './scan-tag';
import { SimpleKeys } from './simple-keys';
import { type Token, type TokenKind, TokenType } from './token';
import { TokenQueue } from './token-queue';

/** Characters that cannot begin a plain scalar. */
const INDICATORS = new Uint8Array(128);
for (const c of '\0\t\n\r -?:,[]{}#&*!|>\'"%@`') {
  INDICATORS[c.charCodeAt(0)] = 1;
}

/** Turns a text into tokens, with libyaml's rules and errors. */
export class Scanner {
  readonly #cursor: Cursor;
  /** How many tokens must be known before one is given out: go-yaml's versions differ, and so does which of two errors they see first. */
  readonly #lookahead: number;
  readonly #queue = new TokenQueue();
  readonly #keys: SimpleKeys;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #keyAllowed = true;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#keys = new SimpleKeys(cursor, this.#queue);
    this.#lookahead = cursor.profile === 'yaml.v3' ? 3 : 1;
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    while (
      this.#queue.length < this.#lookahead ||
      this.#keys.firstTokenIsOpen()
    ) {
      this.#fetch();
    }
    this.#cursor.comments?.unfold(this.#queue.first);
    return this.#queue.first;
  }

  /** Moves past the token that `peek` gave. */
  skip(): void {
    this.#queue.skip();
  }

  /** Adds at least one token, or throws. */
  #fetch(): void {
    const cursor = this.#cursor;
    const { text, comments } = cursor;
    const scanMark = comments && cursor.mark();
    if (comments) {
      this.#keyAllowed = comments.skipToToken(
        this.#queue,
        this.#indent,
        this.#flowLevel,
        this.#keyAllowed,
      );
    } else {
      this.#keyAllowed = skipToToken(
        cursor,
        this.#queue.lastType,
        this.#flowLevel > 0,
        this.#keyAllowed,
      );
    }
    this.#unrollIndent(cursor.column, scanMark);
    const c = text.charCodeAt(cursor.pos);
    if (c === 0) {
      this.#fetchStreamEnd();
      return;
    }
    if (cursor.pos === cursor.lineStart) {
      if (c === 37) {
        this.#fetchDirective();
        return;
      }
      if (cursor.atDocumentIndicator()) {
        this.#fetchDocumentIndicator(
          c === 45 ? TokenType.DocumentStart : TokenType.DocumentEnd,
        );
        return;
      }
    }
    const commentMark = comments && this.#commentMark(c);
    if (c >= 128 || INDICATORS[c] === 0) {
      this.#fetchPlain();
    } else {
      this.#fetchIndicator(c);
    }
    // A dash alone has no comment; it is one on what follows.
    if (commentMark && this.#queue.lastType !== TokenType.BlockEntry) {
      comments?.scanLine(commentMark);
    }
  }

  /** What a comment behind the token that begins here is about: that, or what a colon or comma ends. */
  #commentMark(c: number): Mark {
    const ends = this.#flowLevel === 0 ? c === 58 : c === 44;
    return (ends && this.#queue.last) || this.#cursor.mark();
  }

  #fetchIndicator(c: number): void {
    const cursor = this.#cursor;
    const next = cursor.text.charCodeAt(cursor.pos + 1);
    const flow = this.#flowLevel > 0;
    switch (c) {
      case 91:
        this.#fetchFlowStart(TokenType.FlowSequenceStart);
        return;
      case 123:
        this.#fetchFlowStart(TokenType.FlowMappingStart);
        return;
      case 93:
        this.#fetchFlowEnd(TokenType.FlowSequenceEnd);
        return;
      case 125:
        this.#fetchFlowEnd(TokenType.FlowMappingEnd);
        return;
      case 44:
        this.#keys.drop();
        this.#keyAllowed = true;
        this.#pushIndicator(TokenType.FlowEntry);
        return;
      case 45:
        if (isBlankOrEnd(next)) {
          this.#fetchBlockEntry();
          return;
        }
        this.#fetchPlain();
        return;
      case 63:
        if (flow || isBlankOrEnd(next)) {
          this.#fetchKey();
          return;
        }
        this.#fetchPlain();
        return;
      case 58:
        if (flow || isBlankOrEnd(next)) {
          this.#fetchValue();
          return;
        }
        this.#fetchPlain();
        return;
      case 42:
        this.#fetchAnchor(TokenType.Alias);
        return;
      case 38:
        this.#fetchAnchor(TokenType.Anchor);
        return;
      case 33:
        this.#fetchTag();
        return;
      case 39:
        this.#fetchQuoted(true);
        return;
      case 34:
        this.#fetchQuoted(false);
        return;
      case 124:
      case 62:
        if (!flow) {
          this.#fetchBlock(c === 124);
          return;
        }
        break;
      default:
    }
    throw cursor.scannerError(
      'found character that cannot start any token',
      cursor.mark(),
    );
  }

  #saveKey(): void {
    if (this.#keyAllowed) {
      this.#keys.save(
        this.#flowLevel === 0 && this.#indent === this.#cursor.column,
      );
    }
  }

  #rollIndent(
    column: number,
    tokenNumber: number,
    type: TokenKind,
    mark: Mark,
  ): void {
    if (this.#flowLevel > 0 || this.#indent >= column) {
      return;
    }
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (tokenNumber < 0) {
      this.#queue.push(type, mark);
    } else {
      this.#queue.insert(type, mark, tokenNumber);
    }
  }

  #unrollIndent(column: number, scanMark = this.#cursor.mark()): void {
    if (this.#flowLevel > 0 || this.#indent <= column) {
      return;
    }
    const { comments } = this.#cursor;
    let mark = comments
      ? { ...scanMark, index: scanMark.index - 1 }
      : this.#cursor.mark();
    while (this.#indent > column) {
      mark = comments?.endOfBlock(mark, this.#indent) ?? mark;
      this.#queue.push(TokenType.BlockEnd, mark);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #pushIndicator(type: TokenKind): void {
    const mark = this.#cursor.mark();
    this.#cursor.pos += 1;
    this.#queue.push(type, mark);
  }

  #fetchStreamEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.line += 1;
      cursor.lineStart = cursor.pos;
    }
    this.#endBlocks();
    this.#queue.push(TokenType.StreamEnd, cursor.mark());
  }

  #endBlocks(): void {
    this.#unrollIndent(-1);
    this.#keys.drop();
    this.#keyAllowed = false;
  }

  #fetchDocumentIndicator(type: TokenKind): void {
    this.#endBlocks();
    const mark = this.#cursor.mark();
    this.#cursor.pos += 3;
    this.#queue.push(type, mark);
  }

  #fetchFlowStart(type: TokenKind): void {
    this.#saveKey();
    this.#keys.enterLevel();
    this.#flowLevel += 1;
    this.#keyAllowed = true;
    this.#pushIndicator(type);
  }

  #fetchFlowEnd(type: TokenKind): void {
    this.#keys.drop();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.leaveLevel();
    }
    this.#keyAllowed = false;
    this.#pushIndicator(type);
  }

  #fetchBlockEntry(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw cursor.scannerError(
          'block sequence entries are not allowed in this context',
          cursor.mark(),
        );
      }
      this.#rollIndent(
        cursor.column,
        -1,
        TokenType.BlockSequenceStart,
        cursor.mark(),
      );
    }
    this.#keys.drop();
    this.#keyAllowed = true;
    this.#pushIndicator(TokenType.BlockEntry);
  }

  #fetchKey(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw cursor.scannerError(
          'mapping keys are not allowed in this context',
          cursor.mark(),
        );
      }
      this.#rollIndent(
        cursor.column,
        -1,
        TokenType.BlockMappingStart,
        cursor.mark(),
      );
    }
    this.#keys.drop();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#pushIndicator(TokenType.Key);
  }

  #fetchValue(): void {
    const cursor = this.#cursor;
    const key = this.#keys.current;
    if (this.#keys.isValid(key)) {
      this.#queue.insert(TokenType.Key, key.mark, key.tokenNumber);
      this.#rollIndent(
        key.mark.column,
        key.tokenNumber,
        TokenType.BlockMappingStart,
        key.mark,
      );
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) {
          throw cursor.scannerError(
            'mapping values are not allowed in this context',
            cursor.mark(),
          );
        }
        this.#rollIndent(
          cursor.column,
          -1,
          TokenType.BlockMappingStart,
          cursor.mark(),
        );
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#pushIndicator(TokenType.Value);
  }

  #fetchAnchor(type: TokenKind): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const name = scanAnchor(this.#cursor);
    this.#queue.pushValue(type, mark, name, '', '');
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const { handle, suffix } = scanTag(this.#cursor);
    this.#queue.pushValue(TokenType.Tag, mark, handle, suffix, '');
  }

  #fetchBlock(literal: boolean): void {
    this.#keys.drop();
    this.#keyAllowed = true;
    const mark = this.#cursor.mark();
    const value = scanBlockScalar(this.#cursor, this.#indent, literal);
    this.#queue.pushValue(
      TokenType.Scalar,
      mark,
      value,
      '',
      literal ? 'literal' : 'folded',
    );
  }

  #fetchQuoted(single: boolean): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const value = scanQuotedScalar(this.#cursor, single);
    this.#queue.pushValue(
      TokenType.Scalar,
      mark,
      value,
      '',
      single ? 'single' : 'double',
    );
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const scalar = scanPlainScalar(
      this.#cursor,
      this.#indent + 1,
      this.#flowLevel > 0,
    );
    if (scalar.crossedLine) {
      this.#keyAllowed = true;
    }
    this.#queue.pushValue(TokenType.Scalar, mark, scalar.value, '', '');
  }

  #fetchDirective(): void {
    this.#endBlocks();
    const mark = this.#cursor.mark();
    const directive = scanDirective(this.#cursor);
    if (directive.name === 'YAML') {
      this.#queue.pushValue(
        TokenType.VersionDirective,
        mark,
        directive.version,
        '',
        '',
      );
    } else {
      this.#queue.pushValue(
        TokenType.TagDirective,
        mark,
        directive.handle,
        directive.prefix,
        '',
      );
    }
  }
}
