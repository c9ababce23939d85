import { hash } from 'node:crypto';
import { toBinary } from '../bytes';
import { decodeBase32, decodeBase64, encodeBase32 } from '../encoding';
import {
  GoError,
  fromBytes,
  hasInvalidBytes,
  stringType,
  toBytes,
} from '../value';
import { fn1, string, type FunctionTable } from './define';

const hashing = (algorithm: string) =>
  fn1(string, stringType, text => hash(algorithm, toBytes(text), 'hex'));

/** Of RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    // So many fit before a sum exceeds 32 bits.
    const end = Math.min(at + 5552, bytes.length);
    for (; at < end; at += 1) {
      a += bytes[at];
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}

/** The text of an error is the result, as in sprig. */
function decoding(decode: (binary: string) => Uint8Array) {
  return fn1(string, stringType, text => {
    try {
      return fromBytes(decode(toBinary(text)));
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      return error.message;
    }
  });
}

export const encodingFunctions: FunctionTable = {
  b64enc: fn1(string, stringType, text =>
    (hasInvalidBytes(text)
      ? Buffer.from(toBytes(text))
      : Buffer.from(text, 'utf8')
    ).toString('base64'),
  ),
  b64dec: decoding(decodeBase64),
  b32enc: fn1(string, stringType, text => encodeBase32(toBytes(text))),
  b32dec: decoding(decodeBase32),
  sha1sum: hashing('sha1'),
  sha256sum: hashing('sha256'),
  sha512sum: hashing('sha512'),
  adler32sum: fn1(string, stringType, text => String(adler32(toBytes(text)))),
};
