import { GoError } from '../value';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Go's `base32.StdEncoding.EncodeToString`: with padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const block = bytes.subarray(at, at + 5);
    let bits = 0n;
    for (let i = 0; i < 5; i += 1) bits = (bits << 8n) | BigInt(block[i] ?? 0);
    const used = Math.ceil((block.length * 8) / 5);
    for (let i = 0; i < 8; i += 1) {
      text +=
        i < used ? ALPHABET[Number((bits >> BigInt(35 - 5 * i)) & 31n)] : '=';
    }
  }
  return text;
}

function corrupt(at: number): GoError {
  return new GoError(`illegal base32 data at input byte ${at}`);
}

/** How many of eight characters hold data before the padding that starts at one of them. @throws GoError */
function dataBeforePadding(text: string, at: number, inBlock: number): number {
  const left = text.length - at - 1;
  if (left + inBlock < 7) throw corrupt(text.length);
  for (let k = 0; k < 7 - inBlock; k += 1) {
    if (left > k && text[at + 1 + k] !== '=') throw corrupt(at + k);
  }
  if (inBlock === 3 || inBlock === 6) throw corrupt(at);
  return inBlock;
}

/**
 * Go's `base32.StdEncoding.DecodeString`: with padding; newlines do not count, also not for the place in errors.
 *
 * @param binary one character a byte
 * @throws GoError
 */
export function decodeBase32(binary: string): Buffer {
  const text = binary.replace(/[\r\n]+/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < text.length; ) {
    let bits = 0n;
    let used = 8;
    for (let i = 0; i < 8; i += 1) {
      if (at >= text.length) throw corrupt(text.length - i);
      if (text[at] === '=' && i >= 2 && text.length - at - 1 < 8) {
        used = dataBeforePadding(text, at, i);
        bits <<= BigInt(5 * (8 - i));
        at = text.length;
        break;
      }
      const digit = ALPHABET.indexOf(text[at]);
      if (digit < 0) throw corrupt(at);
      bits = (bits << 5n) | BigInt(digit);
      at += 1;
    }
    for (let i = 0; i < Math.floor((used * 5) / 8); i += 1) {
      bytes.push(Number((bits >> BigInt(32 - 8 * i)) & 0xffn));
    }
  }
  return Buffer.from(bytes);
}
