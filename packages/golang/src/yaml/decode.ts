import { isUtf8 } from 'node:buffer';
import { YamlError } from './error';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** How many bytes a character has that begins with this one; 0 when none does. */
function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc0 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf8 ? 4 : 0;
}

/** What is wrong with the first character that is not UTF-8. */
function utf8Problem(bytes: Uint8Array): string {
  for (let at = 0; at < bytes.length; ) {
    const width = widthOf(bytes[at]);
    if (width === 0) return 'invalid leading UTF-8 octet';
    if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
    let code = width === 1 ? bytes[at] : bytes[at] & (0x7f >> width);
    for (let i = 1; i < width; i++) {
      const next = bytes[at + i];
      if (next < 0x80 || next > 0xbf) return 'invalid trailing UTF-8 octet';
      code = code * 64 + (next & 0x3f);
    }
    const least = [0, 0, 0x80, 0x800, 0x10000][width];
    if (code < least) return 'invalid length of a UTF-8 sequence';
    if ((code >= 0xd800 && code < 0xe000) || code > 0x10ffff) {
      return 'invalid Unicode character';
    }
    at += width;
  }
  return 'invalid Unicode character';
}

function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / 2);
  const chunk: number[] = [];
  let text = '';
  for (let i = 0; i < count; i++) {
    const unit = view.getUint16(i * 2, littleEndian);
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    if (unit >= 0xdc00 && unit < 0xe000) {
      throw new YamlError('yaml: unexpected low surrogate area');
    }
    chunk.push(unit);
    if (isHigh) {
      if (i + 1 >= count) {
        throw new YamlError('yaml: incomplete UTF-16 surrogate pair');
      }
      i++;
      const low = view.getUint16(i * 2, littleEndian);
      if (low < 0xdc00 || low >= 0xe000) {
        throw new YamlError('yaml: expected low surrogate area');
      }
      chunk.push(low);
    }
    if (chunk.length >= 4096) text += String.fromCharCode(...chunk.splice(0));
  }
  if (bytes.length % 2 === 1) {
    throw new YamlError('yaml: incomplete UTF-16 character');
  }
  return text + String.fromCharCode(...chunk);
}

/** Whether a byte order mark says that a text is UTF-16. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  );
}

/**
 * The text of a YAML stream, as Go's YAML libraries read it: UTF-16 where a byte order mark says so, else UTF-8. The mark of UTF-8 is left
 * for the reader.
 *
 * @throws YamlError in their words for what is neither
 */
export function decodeYaml(bytes: Uint8Array): string {
  if (isUtf16(bytes)) return decodeUtf16(bytes.subarray(2), bytes[0] === 0xff);
  if (isUtf8(bytes)) return utf8.decode(bytes);
  throw new YamlError(`yaml: ${utf8Problem(bytes)}`);
}
