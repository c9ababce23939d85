/*
 * Go strings are bytes, ours are texts in which a byte that is not part of valid UTF-8 is U+DC00 plus the byte (see GoValue).
 */

const beyondAscii = /[\u0080-\uffff]/;
const escapedByte = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** Whether every character is one byte. */
export function isAscii(text: string): boolean {
  return !beyondAscii.test(text);
}

/** Whether the text holds bytes that are not valid UTF-8. */
export function hasInvalidBytes(text: string): boolean {
  return escapedByte.test(text);
}

/** Whether the code unit at the index is a byte that is not valid UTF-8, instead of the second half of a pair. */
function isLoneByte(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0xdc80 || unit > 0xdcff) return false;
  const before = index > 0 ? text.charCodeAt(index - 1) : 0;
  return before < 0xd800 || before > 0xdbff;
}

/** The number of bytes, which is Go's `len`. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit < 0xd800 || unit > 0xdfff) length += 2;
    else if (unit > 0xdbff) length += isLoneByte(text, i) ? 0 : 1;
    else length += 1;
  }
  return length;
}

/** The number of runes: characters, and bytes that are part of none. */
export function runeCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

/** The bytes of a Go string. */
export function toBytes(text: string): Uint8Array {
  if (!hasInvalidBytes(text)) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (isLoneByte(text, i)) {
      parts.push(Buffer.from(text.slice(from, i), 'utf8'));
      parts.push(Uint8Array.of(text.charCodeAt(i) & 0xff));
      from = i + 1;
    }
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

/** The bytes that may follow some first bytes; after all others any from 0x80 to 0xbf. */
const secondBytes: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);
const anySecondByte = [0x80, 0xbf] as const;

function lengthByFirst(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many bytes the valid UTF-8 sequence at the index has; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const length = lengthByFirst(bytes[index]);
  if (length < 2) return length;
  if (index + length > bytes.length) return 0;
  const [low, high] = secondBytes.get(bytes[index]) ?? anySecondByte;
  if (bytes[index + 1] < low || bytes[index + 1] > high) return 0;
  for (let i = 2; i < length; i += 1) {
    if ((bytes[index + i] & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** The Go string of bytes. */
export function fromBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let out = '';
  let from = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      out += buffer.toString('utf8', from, i);
      out += String.fromCharCode(0xdc00 + bytes[i]);
      from = i + 1;
    }
    i += length || 1;
  }
  return out + buffer.toString('utf8', from);
}

/** The bytes from one index to below the other, as Go's `text[from:to]`. */
export function cutBytes(text: string, from: number, to?: number): string {
  if (isAscii(text)) return text.slice(from, to);
  return fromBytes(toBytes(text).subarray(from, to));
}

/**
 * Joins bytes that are valid UTF-8 only together. To be called where a text has been put together from parts that may
 * have been cut inside of a character.
 */
export function joinBytes(text: string): string {
  return hasInvalidBytes(text) ? fromBytes(toBytes(text)) : text;
}

/** The text with U+FFFD for every byte that is not valid UTF-8, as Go's encoders write it. */
export function toValidText(text: string): string {
  return hasInvalidBytes(text)
    ? text.replace(new RegExp(escapedByte, 'g'), '\ufffd')
    : text;
}

/** Compares as Go compares strings, which is by bytes: -1, 0 or 1. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const [a, b] = [left.charCodeAt(i), right.charCodeAt(i)];
    if (a !== b) {
      if (a < 0xd800 && b < 0xd800) return a < b ? -1 : 1;
      return Math.sign(Buffer.compare(toBytes(left), toBytes(right)));
    }
  }
  return left.length < right.length ? -1 : 1;
}

/** The keys of a map in the order in which Go's templates and `fmt` walk it. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  const keys = [...map.keys()];
  return keys.length < 2 ? keys : keys.sort(compareStrings);
}
