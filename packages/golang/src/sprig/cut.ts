import { fromBinary, toBinary } from '../bytes';
import { isAscii } from '../value';
import { runtimeError } from './panics';

/** Runs an operation on bytes, given and returned as a binary string. */
export function onBytes(
  text: string,
  operation: (binary: string) => string,
): string {
  return isAscii(text)
    ? operation(text)
    : fromBinary(operation(toBinary(text)));
}

/** Go's `text[from:to]`. @throws GoError out of bounds */
function slice(binary: string, from: number, to: number): string {
  const { length } = binary;
  if (to < 0) throw runtimeError(`slice bounds out of range [:${to}]`);
  if (to > length) {
    throw runtimeError(
      `slice bounds out of range [:${to}] with length ${length}`,
    );
  }
  if (from > to) {
    throw runtimeError(`slice bounds out of range [${from}:${to}]`);
  }
  return binary.slice(from, to);
}

/** sprig's `substr`: a negative start counts as 0, an end that is negative or too large as the length. */
export function substring(start: number, end: number, text: string): string {
  return onBytes(text, binary => {
    if (start < 0) return slice(binary, 0, end);
    return slice(
      binary,
      start,
      end < 0 || end > binary.length ? binary.length : end,
    );
  });
}

/** sprig's `trunc`: the first bytes, or with a negative count the last ones. */
export function truncate(count: number, text: string): string {
  return onBytes(text, binary => {
    if (count < 0) {
      return binary.length + count > 0
        ? binary.slice(binary.length + count)
        : binary;
    }
    return binary.slice(0, count);
  });
}

const ELLIPSIS = '...';

/** Of goutils: cuts at the end, and from an offset beyond 4 at the start too. Empty where the width is too small. */
function abbreviateBytes(
  binary: string,
  offset: number,
  width: number,
): string {
  const { length } = binary;
  if (length <= width) return binary;
  const kept = width - ELLIPSIS.length;
  let from = Math.min(offset, length);
  if (length - from < kept) from = length - kept;
  if (from <= 4) return binary.slice(0, kept) + ELLIPSIS;
  if (width < 7) return '';
  return (
    ELLIPSIS +
    (from + kept < length
      ? abbreviateBytes(binary.slice(from), 0, kept)
      : binary.slice(length - kept))
  );
}

export function abbreviate(width: number, text: string): string {
  return width < 4
    ? text
    : onBytes(text, binary => abbreviateBytes(binary, 0, width));
}

export function abbreviateBoth(
  left: number,
  right: number,
  text: string,
): string {
  if (right < 4 || (left > 0 && right < 7)) return text;
  return onBytes(text, binary => abbreviateBytes(binary, left, right));
}

/** Of goutils: wraps at spaces, counting bytes; words that are too long are cut where `cutsWords`. */
export function wrap(
  text: string,
  width: number,
  newline: string,
  cutsWords: boolean,
): string {
  const size = Math.max(1, width);
  const separator = newline === '' ? '\n' : toBinary(newline);
  const binary = toBinary(text);
  const lines: string[] = [];
  let offset = 0;
  while (binary.length - offset > size) {
    if (binary[offset] === ' ') {
      offset += 1;
      continue;
    }
    const space = binary.slice(offset, offset + size + 1).lastIndexOf(' ');
    let end = offset + space;
    if (space < 0 && cutsWords) {
      end = offset + size;
      lines.push(binary.slice(offset, end));
      offset = end;
      continue;
    }
    if (space < 0) {
      end = binary.indexOf(' ', offset + size);
      if (end < 0) {
        return fromBinary([...lines, binary.slice(offset)].join(separator));
      }
    }
    lines.push(binary.slice(offset, end));
    offset = end + 1;
  }
  return fromBinary([...lines, binary.slice(offset)].join(separator));
}
