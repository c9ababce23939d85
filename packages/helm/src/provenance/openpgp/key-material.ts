import { type KeyObject, createPublicKey } from 'node:crypto';
import { type ByteSource, readNumber } from './byte-source';
import { PgpError } from './error';

/** Numbers of public key algorithms (RFC 9580, section 9.1). */
export const Algorithm = {
  rsa: 1,
  rsaEncrypt: 2,
  rsaSign: 3,
  elgamal: 16,
  dsa: 17,
  ecdh: 18,
  ecdsa: 19,
  eddsaLegacy: 22,
  x25519: 25,
  x448: 26,
  ed25519: 27,
  ed448: 28,
} as const;

/** A key that can check signatures. */
export type KeyMaterial =
  | { kind: 'rsa'; key: KeyObject; bits: number }
  | { kind: 'dsa'; key: KeyObject; orderBits: number }
  | { kind: 'ecdsa'; key: KeyObject; size: number }
  | { kind: 'ed25519' | 'ed448'; key: KeyObject }
  /** It cannot sign, or its numbers are none of a key: every signature is wrong. */
  | { kind: 'none' };

interface Curve {
  /** What it serves: signatures by ECDSA or by EdDSA, or the agreement on keys. */
  use: 'ecdsa' | 'eddsa' | 'ecdh';
  /** Bytes of a coordinate. */
  size: number;
  name: string;
}

const curves: ReadonlyMap<string, Curve> = new Map([
  ['2a8648ce3d030107', { use: 'ecdsa', size: 32, name: 'P-256' }],
  ['2b81040022', { use: 'ecdsa', size: 48, name: 'P-384' }],
  ['2b81040023', { use: 'ecdsa', size: 66, name: 'P-521' }],
  ['2b8104000a', { use: 'ecdsa', size: 32, name: 'secp256k1' }],
  ['2b2403030208010107', { use: 'ecdsa', size: 32, name: 'brainpoolP256r1' }],
  ['2b240303020801010b', { use: 'ecdsa', size: 48, name: 'brainpoolP384r1' }],
  ['2b240303020801010d', { use: 'ecdsa', size: 64, name: 'brainpoolP512r1' }],
  ['2b060104019755010501', { use: 'ecdh', size: 32, name: 'Curve25519' }],
  ['2b656f', { use: 'ecdh', size: 56, name: 'Curve448' }],
  ['2b06010401da470f01', { use: 'eddsa', size: 32, name: 'Ed25519' }],
  ['2b6571', { use: 'eddsa', size: 57, name: 'Ed448' }],
]);

const reservedSizes: readonly number[] = [0, 255];

function readObjectId(source: ByteSource): Buffer {
  const [size] = source.read(1);
  if (reservedSizes.includes(size)) {
    throw new PgpError('unsupported', 'reserved for future extensions');
  }
  return source.read(size);
}

function readCurve(source: ByteSource): { id: Buffer; curve: Curve } {
  const id = readObjectId(source);
  const curve = curves.get(id.toString('hex'));
  if (!curve) {
    throw new PgpError('unsupported', `unknown oid: &{${id.toString('hex')}}`);
  }
  return { id, curve };
}

function unsupportedCurve(id: Buffer): PgpError {
  return new PgpError(
    'unsupported',
    `unsupported oid: &{${id.toString('hex')}}`,
  );
}

/** A length in DER: one byte, or how many follow, and they. */
function derLength(size: number): number[] {
  if (size < 128) return [size];
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return [0x80 + bytes.length, ...bytes];
}

/** A value of ASN.1 in its DER. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...derLength(body.length)]), body]);
}

function derInteger(bytes: Buffer): Buffer {
  const short = withoutZeros(bytes);
  const zero = short.length === 0 || short[0] >= 128 ? [0] : [];
  return der(0x02, Buffer.from(zero), short);
}

/** A key from its `SubjectPublicKeyInfo` (RFC 5280, section 4.1); undefined where the numbers are none of a key. */
function keyOf(algorithm: Buffer, contents: Buffer): KeyObject | undefined {
  const key = der(
    0x30,
    algorithm,
    der(0x03, Buffer.concat([Buffer.from([0]), contents])),
  );
  try {
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch (error) {
    return error instanceof Error ? undefined : undefined;
  }
}

/** A number's bytes without the zeros at its front. */
export function withoutZeros(bytes: Buffer): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

/** How many bits a number has. */
export function bitsOf(bytes: Buffer): number {
  const short = withoutZeros(bytes);
  return short.length === 0
    ? 0
    : (short.length - 1) * 8 + (32 - Math.clz32(short[0]));
}

const objectIds = {
  rsa: Buffer.from('2a864886f70d010101', 'hex'),
  dsa: Buffer.from('2a8648ce380401', 'hex'),
  ec: Buffer.from('2a8648ce3d0201', 'hex'),
  ed25519: Buffer.from('2b6570', 'hex'),
  ed448: Buffer.from('2b6571', 'hex'),
};

function readRsa(source: ByteSource): KeyMaterial {
  const modulus = readNumber(source);
  const exponent = readNumber(source);
  if (exponent.length > 3) {
    throw new PgpError('unsupported', 'large public exponent');
  }
  const key = keyOf(
    der(0x30, der(0x06, objectIds.rsa), der(0x05)),
    der(0x30, derInteger(modulus), derInteger(exponent)),
  );
  const odd = (exponent.at(-1) ?? 0) % 2 === 1 && bitsOf(exponent) > 1;
  return key && odd
    ? { kind: 'rsa', key, bits: bitsOf(modulus) }
    : { kind: 'none' };
}

function readDsa(source: ByteSource): KeyMaterial {
  const [p, q, g, y] = [1, 2, 3, 4].map(() => readNumber(source));
  const key = keyOf(
    der(
      0x30,
      der(0x06, objectIds.dsa),
      der(0x30, derInteger(p), derInteger(q), derInteger(g)),
    ),
    derInteger(y),
  );
  return key ? { kind: 'dsa', key, orderBits: bitsOf(q) } : { kind: 'none' };
}

function readEcdsa(source: ByteSource): KeyMaterial {
  const { id, curve } = readCurve(source);
  const point = readNumber(source);
  if (curve.use !== 'ecdsa') throw unsupportedCurve(id);
  const whole = point.length === 1 + 2 * curve.size && point[0] === 4;
  const key = whole
    ? keyOf(der(0x30, der(0x06, objectIds.ec), der(0x06, id)), point)
    : undefined;
  if (!key) throw new PgpError('other', 'ecdsa: failed to parse EC point');
  return { kind: 'ecdsa', key, size: curve.size };
}

function edwardsKey(kind: 'ed25519' | 'ed448', point: Buffer): KeyMaterial {
  const key = keyOf(der(0x30, der(0x06, objectIds[kind])), point);
  return key ? { kind, key } : { kind: 'none' };
}

function readLegacyEdwards(source: ByteSource, version: number): KeyMaterial {
  if (version === 6) {
    throw new PgpError(
      'structural',
      'cannot generate v6 key with deprecated algorithm: EdDSALegacy',
    );
  }
  const { id, curve } = readCurve(source);
  if (curve.use !== 'eddsa') throw unsupportedCurve(id);
  const point = readNumber(source);
  if (point.length === 0) {
    throw new PgpError('structural', 'empty EdDSA public key');
  }
  if (point[0] !== 0x40) {
    throw new PgpError(
      'unsupported',
      `unsupported EdDSA compression: ${point[0]}`,
    );
  }
  if (point.length !== curve.size + 1) {
    throw new PgpError('other', 'eddsa: failed to parse EC point');
  }
  const kind = curve.name === 'Ed25519' ? 'ed25519' : 'ed448';
  return edwardsKey(kind, point.subarray(1));
}

const derivationHashes: readonly number[] = [8, 9, 10, 11, 12, 14];
const derivationCiphers: readonly number[] = [2, 3, 7, 8, 9];

/** A key that agrees on others; it never signs, but a keyring with a wrong one is refused. */
function readAgreement(source: ByteSource, version: number): KeyMaterial {
  const { id, curve } = readCurve(source);
  if (version === 6 && curve.name === 'Curve25519') {
    throw new PgpError(
      'structural',
      'cannot read v6 key with deprecated OID: Curve25519Legacy',
    );
  }
  const point = readNumber(source);
  const derivation = readObjectId(source);
  if (curve.use === 'eddsa') throw unsupportedCurve(id);
  if (derivation.length < 3) {
    throw new PgpError(
      'unsupported',
      `unsupported ECDH KDF length: ${derivation.length}`,
    );
  }
  const [reserved, hash, cipher] = derivation;
  const wrong =
    (reserved !== 1 && `reserved field: ${reserved}`) ||
    (!derivationHashes.includes(hash) && `hash: ${hash}`) ||
    (!derivationCiphers.includes(cipher) && `cipher: ${cipher}`);
  if (wrong) {
    const what = wrong.startsWith('reserved') ? 'KDF' : 'ECDH KDF';
    throw new PgpError('unsupported', `unsupported ${what} ${wrong}`);
  }
  if (curve.use === 'ecdh' && point.length !== curve.size + 1) {
    throw new PgpError('other', 'ecdh: failed to parse EC point');
  }
  return { kind: 'none' };
}

/**
 * Reads the numbers of a public key.
 *
 * @throws PgpError
 */
export function readKeyMaterial(
  source: ByteSource,
  algorithm: number,
  version: number,
): KeyMaterial {
  switch (algorithm) {
    case Algorithm.rsa:
    case Algorithm.rsaEncrypt:
    case Algorithm.rsaSign:
      return readRsa(source);
    case Algorithm.dsa:
      return readDsa(source);
    case Algorithm.elgamal:
      [1, 2, 3].forEach(() => readNumber(source));
      return { kind: 'none' };
    case Algorithm.ecdsa:
      return readEcdsa(source);
    case Algorithm.ecdh:
      return readAgreement(source, version);
    case Algorithm.eddsaLegacy:
      return readLegacyEdwards(source, version);
    case Algorithm.x25519:
      source.read(32);
      return { kind: 'none' };
    case Algorithm.x448:
      source.read(56);
      return { kind: 'none' };
    case Algorithm.ed25519:
      return edwardsKey('ed25519', source.read(32));
    case Algorithm.ed448:
      return edwardsKey('ed448', source.read(57));
    default:
      throw new PgpError('unsupported', `public key type: ${algorithm}`);
  }
}
