import { fromBytes, isAscii, toBytes } from '../value';

/*
 * Binary strings: every character is one byte. What Go does to bytes – cutting, counting, comparing – is done to these;
 * for ASCII they are the text itself.
 */

/** A Go string, one character a byte. */
export function toBinary(text: string): string {
  return isAscii(text) ? text : Buffer.from(toBytes(text)).toString('latin1');
}

/** The Go string of such characters. */
export function fromBinary(binary: string): string {
  return isAscii(binary) ? binary : fromBytes(Buffer.from(binary, 'latin1'));
}
