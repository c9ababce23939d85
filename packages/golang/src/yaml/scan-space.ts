import { isBlank, isBreak, isBreakOrEnd } from './characters';
import { type Cursor } from './cursor';
import { type TokenKind, TokenType } from './token';

function commentFollows(text: string, from: number): boolean {
  let pos = from;
  while (isBlank(text.charCodeAt(pos))) {
    pos += 1;
  }
  return text.charCodeAt(pos) === 35;
}

/**
 * Moves past blanks, comments and line breaks. The result tells whether a simple key may begin where the cursor is then: in block context
 * one may on each new line.
 */
export function skipToToken(
  cursor: Cursor,
  lastType: TokenKind | undefined,
  inFlow: boolean,
  keyAllowedBefore: boolean,
): boolean {
  const { text } = cursor;
  const isV3 = cursor.profile === 'yaml.v3';
  let keyAllowed = keyAllowedBefore;
  /** Behind a token on the same line. */
  let behindToken =
    isV3 && lastType !== undefined && lastType !== TokenType.BlockEntry;
  /** Behind a comment that has a line to itself. */
  let behindComment = false;
  for (;;) {
    let { pos } = cursor;
    let c = text.charCodeAt(pos);
    const tabs = inFlow || !keyAllowed;
    while (
      c === 32 ||
      // yaml.v3 looks for a comment at these places before it minds tabs.
      (c === 9 &&
        (tabs || ((behindToken || behindComment) && commentFollows(text, pos))))
    ) {
      pos += 1;
      c = text.charCodeAt(pos);
    }
    const comment = c === 35;
    if (comment) {
      do {
        pos += 1;
        c = text.charCodeAt(pos);
      } while (!isBreakOrEnd(c));
    }
    cursor.pos = pos;
    if (!isBreak(c)) {
      return keyAllowed;
    }
    cursor.skipBreak();
    if (!inFlow) {
      keyAllowed = true;
    }
    behindComment = isV3 && comment && !behindToken;
    behindToken = false;
  }
}
