import {
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isWordCharacter,
} from './characters';
import { type Cursor, type Mark } from './cursor';
import { type YamlStyle } from './node';
import { scanBlockScalar } from './scan-block';
import { scanPlainScalar } from './scan-plain';
import { scanQuotedScalar } from './scan-quoted';
import { scanTag, scanTagDirective } from './scan-tag';
import { Token, type TokenKind, TokenType } from './token';

/** Characters that cannot begin a plain scalar. */
const INDICATORS = new Uint8Array(128);
for (const c of '\0\t\n\r -?:,[]{}#&*!|>\'"%@`') {
  INDICATORS[c.charCodeAt(0)] = 1;
}

/** How far before its `:` a key may begin, in characters. */
const MAX_KEY_LENGTH = 1024;

/** What may turn out to be a key once a `:` follows it; one for the block level and one for each flow level. */
interface SimpleKey {
  possible: boolean;
  /** In block context a text at the column of its mapping must be a key. */
  required: boolean;
  /** Counted over the whole stream. */
  tokenNumber: number;
  mark: Mark;
}

const START: Mark = { index: 0, line: 0, column: 0 };

/** Turns a text into tokens, with libyaml's rules and errors. */
export class Scanner {
  readonly #cursor: Cursor;
  /** How many tokens must be known before one is given out: go-yaml's versions differ, and so does which of two errors they see first. */
  readonly #lookahead: number;
  #queue: Token[] = [];
  #head = 0;
  #tokensTaken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #keyAllowed = true;
  #lastType?: TokenKind;
  readonly #keys: SimpleKey[] = [newKey(0)];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#lookahead = cursor.profile === 'yaml.v3' ? 3 : 1;
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    while (!this.#headIsSettled()) {
      this.#fetch();
    }
    return this.#queue[this.#head];
  }

  /** Moves past the token that `peek` gave. */
  skip(): void {
    this.#head += 1;
    this.#tokensTaken += 1;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > 4096) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #headIsSettled(): boolean {
    if (this.#queue.length - this.#head < this.#lookahead) {
      return false;
    }
    for (let level = this.#keys.length - 1; level >= 0; level -= 1) {
      const key = this.#keys[level];
      if (key.tokenNumber < this.#tokensTaken) {
        // The collection of this level has been taken, and the keys below are older still.
        break;
      }
      if (key.possible && key.tokenNumber === this.#tokensTaken) {
        return !this.#keyIsValid(key);
      }
    }
    return true;
  }

  #push(type: TokenKind, mark: Mark): void {
    this.#pushValue(type, mark, '', '', '');
  }

  #pushValue(
    type: TokenKind,
    mark: Mark,
    value: string,
    suffix: string,
    style: YamlStyle,
  ): void {
    this.#lastType = type;
    this.#queue.push(
      new Token(type, mark.index, mark.line, mark.column, value, suffix, style),
    );
  }

  #insert(type: TokenKind, mark: Mark, tokenNumber: number): void {
    this.#queue.splice(
      this.#head + tokenNumber - this.#tokensTaken,
      0,
      new Token(type, mark.index, mark.line, mark.column, '', '', ''),
    );
  }

  /** Adds at least one token, or throws. */
  #fetch(): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    this.#skipToToken();
    this.#unrollIndent(cursor.column);
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
    if (c >= 128 || INDICATORS[c] === 0) {
      this.#fetchPlain();
      return;
    }
    this.#fetchIndicator(c);
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
        this.#dropKey();
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

  #skipToToken(): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    // yaml.v3 looks for a comment behind a token or another comment before it minds tabs.
    let commentMayFollow =
      cursor.profile === 'yaml.v3' &&
      this.#lastType !== undefined &&
      this.#lastType !== TokenType.BlockEntry;
    for (;;) {
      let { pos } = cursor;
      let c = text.charCodeAt(pos);
      const tabs = this.#flowLevel > 0 || !this.#keyAllowed;
      while (
        c === 32 ||
        (c === 9 && (tabs || (commentMayFollow && this.#commentFollows(pos))))
      ) {
        pos += 1;
        c = text.charCodeAt(pos);
      }
      let comment = false;
      if (c === 35) {
        comment = true;
        do {
          pos += 1;
          c = text.charCodeAt(pos);
        } while (!isBreakOrEnd(c));
      }
      cursor.pos = pos;
      if (!isBreak(c)) {
        return;
      }
      cursor.skipBreak();
      if (this.#flowLevel === 0) {
        this.#keyAllowed = true;
      }
      commentMayFollow = comment && cursor.profile === 'yaml.v3';
    }
  }

  #commentFollows(from: number): boolean {
    const { text } = this.#cursor;
    let pos = from;
    while (isBlank(text.charCodeAt(pos))) {
      pos += 1;
    }
    return text.charCodeAt(pos) === 35;
  }

  #keyIsValid(key: SimpleKey): boolean {
    if (!key.possible) {
      return false;
    }
    const cursor = this.#cursor;
    if (
      key.mark.line < cursor.line ||
      key.mark.index + MAX_KEY_LENGTH < cursor.pos
    ) {
      if (key.required) {
        throw cursor.scannerError("could not find expected ':'", key.mark);
      }
      key.possible = false;
      return false;
    }
    return true;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) {
      return;
    }
    this.#dropKey();
    const cursor = this.#cursor;
    const key = this.#keys[this.#keys.length - 1];
    key.possible = true;
    key.required = this.#flowLevel === 0 && this.#indent === cursor.column;
    key.tokenNumber = this.#nextTokenNumber();
    key.mark = cursor.mark();
  }

  #nextTokenNumber(): number {
    return this.#tokensTaken + this.#queue.length - this.#head;
  }

  #dropKey(): void {
    const key = this.#keys[this.#keys.length - 1];
    if (key.possible && key.required) {
      throw this.#cursor.scannerError("could not find expected ':'", key.mark);
    }
    key.possible = false;
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
      this.#push(type, mark);
    } else {
      this.#insert(type, mark, tokenNumber);
    }
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0 || this.#indent <= column) {
      return;
    }
    const mark = this.#cursor.mark();
    while (this.#indent > column) {
      this.#push(TokenType.BlockEnd, mark);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #pushIndicator(type: TokenKind): void {
    const mark = this.#cursor.mark();
    this.#cursor.pos += 1;
    this.#push(type, mark);
  }

  #fetchStreamEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.line += 1;
      cursor.lineStart = cursor.pos;
    }
    this.#endBlocks();
    this.#push(TokenType.StreamEnd, cursor.mark());
  }

  #endBlocks(): void {
    this.#unrollIndent(-1);
    this.#dropKey();
    this.#keyAllowed = false;
  }

  #fetchDocumentIndicator(type: TokenKind): void {
    this.#endBlocks();
    const mark = this.#cursor.mark();
    this.#cursor.pos += 3;
    this.#push(type, mark);
  }

  #fetchFlowStart(type: TokenKind): void {
    this.#saveKey();
    this.#keys.push(newKey(this.#nextTokenNumber()));
    this.#flowLevel += 1;
    this.#keyAllowed = true;
    this.#pushIndicator(type);
  }

  #fetchFlowEnd(type: TokenKind): void {
    this.#dropKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.pop();
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
    this.#dropKey();
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
    this.#dropKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#pushIndicator(TokenType.Key);
  }

  #fetchValue(): void {
    const cursor = this.#cursor;
    const key = this.#keys[this.#keys.length - 1];
    if (this.#keyIsValid(key)) {
      this.#insert(TokenType.Key, key.mark, key.tokenNumber);
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
    const cursor = this.#cursor;
    const { text } = cursor;
    const start = cursor.mark();
    cursor.pos += 1;
    while (isWordCharacter(text.charCodeAt(cursor.pos))) {
      cursor.pos += 1;
    }
    const name = text.slice(start.index + 1, cursor.pos);
    const c = text.charCodeAt(cursor.pos);
    if (
      name === '' ||
      !(isBlankOrEnd(c) || '?:,]}%@`'.includes(text[cursor.pos]))
    ) {
      throw cursor.scannerError(
        'did not find expected alphabetic or numeric character',
        start,
      );
    }
    this.#pushValue(type, start, name, '', '');
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const { handle, suffix } = scanTag(this.#cursor);
    this.#pushValue(TokenType.Tag, mark, handle, suffix, '');
  }

  #fetchBlock(literal: boolean): void {
    this.#dropKey();
    this.#keyAllowed = true;
    const mark = this.#cursor.mark();
    const value = scanBlockScalar(this.#cursor, this.#indent, literal);
    this.#pushValue(
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
    this.#pushValue(
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
    this.#pushValue(TokenType.Scalar, mark, scalar.value, '', '');
  }

  #fetchDirective(): void {
    this.#endBlocks();
    const cursor = this.#cursor;
    const { text } = cursor;
    const start = cursor.mark();
    cursor.pos += 1;
    while (isWordCharacter(text.charCodeAt(cursor.pos))) {
      cursor.pos += 1;
    }
    const name = text.slice(start.index + 1, cursor.pos);
    if (name === '') {
      throw cursor.scannerError(
        'could not find expected directive name',
        start,
      );
    }
    if (!isBlankOrEnd(text.charCodeAt(cursor.pos))) {
      throw cursor.scannerError(
        'found unexpected non-alphabetical character',
        start,
      );
    }
    if (name === 'YAML') {
      const version = this.#scanVersion(start);
      this.#pushValue(TokenType.VersionDirective, start, version, '', '');
    } else if (name === 'TAG') {
      const { handle, prefix } = scanTagDirective(cursor, start);
      this.#pushValue(TokenType.TagDirective, start, handle, prefix, '');
    } else {
      throw cursor.scannerError('found unknown directive name', start);
    }
    cursor.skipBlanks();
    if (text.charCodeAt(cursor.pos) === 35) {
      while (!isBreakOrEnd(text.charCodeAt(cursor.pos))) {
        cursor.pos += 1;
      }
    }
    if (!isBreakOrEnd(text.charCodeAt(cursor.pos))) {
      throw cursor.scannerError(
        'did not find expected comment or line break',
        start,
      );
    }
    if (text.charCodeAt(cursor.pos) !== 0) {
      cursor.skipBreak();
    }
  }

  #scanVersion(start: Mark): string {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const major = this.#scanVersionNumber(start);
    if (cursor.text.charCodeAt(cursor.pos) !== 46) {
      throw cursor.scannerError(
        "did not find expected digit or '.' character",
        start,
      );
    }
    cursor.pos += 1;
    return `${major}.${this.#scanVersionNumber(start)}`;
  }

  #scanVersionNumber(start: Mark): number {
    const cursor = this.#cursor;
    const from = cursor.pos;
    while (isDigit(cursor.text.charCodeAt(cursor.pos))) {
      if (cursor.pos - from === 2) {
        throw cursor.scannerError('found extremely long version number', start);
      }
      cursor.pos += 1;
    }
    if (cursor.pos === from) {
      throw cursor.scannerError('did not find expected version number', start);
    }
    return Number(cursor.text.slice(from, cursor.pos));
  }
}

function newKey(tokenNumber: number): SimpleKey {
  return { possible: false, required: false, tokenNumber, mark: START };
}
