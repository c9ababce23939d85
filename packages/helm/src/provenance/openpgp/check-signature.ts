import { type KeyObject, constants, verify } from 'node:crypto';
import { PgpError } from './error';
import { digestOf } from './hashes';
import { withoutZeros } from './key-material';
import { type PublicKey, canSign } from './public-key';
import type { Signature } from './signature';

/** Go takes no shorter RSA keys. */
const MIN_RSA_BITS = 1024;

function padded(value: Buffer, size: number): Buffer | undefined {
  const short = withoutZeros(value);
  if (short.length > size) return undefined;
  return Buffer.concat([Buffer.alloc(size - short.length), short]);
}

function verified(
  hash: string | null,
  data: Buffer,
  key: KeyObject,
  options: { padding?: number; dsaEncoding?: 'ieee-p1363' },
  signature: Buffer,
): boolean {
  try {
    return verify(hash, data, { key, ...options }, signature);
  } catch (error) {
    // Numbers that are none of a key are found out only here.
    return error instanceof Error ? false : false;
  }
}

function checkRsa(
  key: KeyObject,
  bits: number,
  { hash, values }: Signature,
  data: Buffer,
): boolean {
  const size = Math.ceil(bits / 8);
  const [value] = values;
  if (bits < MIN_RSA_BITS || value.length > size) return false;
  const signature = Buffer.concat([Buffer.alloc(size - value.length), value]);
  const padding = constants.RSA_PKCS1_PADDING;
  return verified(hash, data, key, { padding }, signature);
}

function checkPair(
  key: KeyObject,
  size: number,
  { hash, values }: Signature,
  data: Buffer,
): boolean {
  const [r, s] = values.map(value => padded(value, size));
  if (!r || !s) return false;
  return verified(
    hash,
    data,
    key,
    { dsaEncoding: 'ieee-p1363' },
    Buffer.concat([r, s]),
  );
}

/** The bytes that EdDSA knows, of numbers (legacy) or as they are. */
function edwardsSignature(
  kind: 'ed25519' | 'ed448',
  values: readonly Buffer[],
): Buffer | undefined {
  if (values.length === 1) return values[0];
  const [r, s] = values;
  if (kind === 'ed448') return r.length === 115 ? r.subarray(1) : undefined;
  if (r.length > 32 || s.length > 32) return undefined;
  return Buffer.concat([
    Buffer.alloc(32 - r.length),
    r,
    Buffer.alloc(32 - s.length),
    s,
  ]);
}

function isGood(key: PublicKey, signature: Signature, data: Buffer): boolean {
  const { material } = key;
  switch (material.kind) {
    case 'rsa':
      return checkRsa(material.key, material.bits, signature, data);
    case 'dsa':
      return (
        material.orderBits % 8 === 0 &&
        checkPair(material.key, material.orderBits / 8, signature, data)
      );
    case 'ecdsa':
      return checkPair(material.key, material.size, signature, data);
    case 'ed25519':
    case 'ed448': {
      const bytes = edwardsSignature(material.kind, signature.values);
      if (!bytes) return false;
      const digest = digestOf(signature.hash, data);
      return verified(null, digest, material.key, {}, bytes);
    }
    default:
      return false;
  }
}

const failures: ReadonlyMap<number, string> = new Map([
  [1, 'RSA verification failure'],
  [3, 'RSA verification failure'],
  [17, 'DSA verification failure'],
  [19, 'ECDSA verification failure'],
  [22, 'EdDSA verification failure'],
  [27, 'Ed25519 verification failure'],
  [28, 'ed448 verification failure'],
]);

/** What is hashed for a signature over `signed`. */
export function hashedData(signature: Signature, signed: Buffer): Buffer {
  return Buffer.concat([signature.salt, signed, signature.suffix]);
}

/**
 * Checks a signature by a key; `data` is all that is hashed.
 *
 * @throws PgpError where it is not good
 */
export function checkSignature(
  key: PublicKey,
  signature: Signature,
  data: Buffer,
): void {
  if (!canSign(key)) {
    throw new PgpError('argument', 'public key cannot generate signatures');
  }
  const { version, tag, hash } = signature;
  if (version === 6 && !digestOf(hash, data).subarray(0, 2).equals(tag)) {
    throw new PgpError('signature', "hash tag doesn't match");
  }
  if (key.algorithm !== signature.algorithm) {
    throw new PgpError(
      'argument',
      'public key and signature use different algorithms',
    );
  }
  if (isGood(key, signature, data)) return;
  throw new PgpError(
    'signature',
    failures.get(key.algorithm) ??
      'Unsupported public key algorithm used in signature',
  );
}
