import { GoError } from '../value';

const VALID =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function corrupt(at: number): GoError {
  return new GoError(`illegal base64 data at input byte ${at}`);
}

/** The first byte that Go's decoder does not accept, in a text that is not valid. */
function faultIn(binary: string): number {
  const isNewline = (at: number) => binary[at] === '\n' || binary[at] === '\r';
  let taken = 0; // of the four characters that belong together
  for (let at = 0; at < binary.length; at += 1) {
    if (/[A-Za-z0-9+/]/.test(binary[at])) {
      taken = (taken + 1) % 4;
    } else if (!isNewline(at)) {
      if (binary[at] !== '=' || taken < 2) return at;
      let next = at + 1;
      while (next < binary.length && isNewline(next)) next += 1;
      if (taken === 2) {
        if (next === binary.length) return next;
        if (binary[next] !== '=') return next - 1;
        next += 1;
        while (next < binary.length && isNewline(next)) next += 1;
      }
      return next;
    }
  }
  return binary.length - taken;
}

/**
 * Go's `base64.StdEncoding.DecodeString`: with padding; newlines do not count.
 *
 * @param binary one character a byte
 * @throws GoError
 */
export function decodeBase64(binary: string): Buffer {
  const plain = /[\r\n]/.test(binary) ? binary.replace(/[\r\n]+/g, '') : binary;
  if (!VALID.test(plain)) {
    throw corrupt(faultIn(binary));
  }
  return Buffer.from(plain, 'base64');
}
