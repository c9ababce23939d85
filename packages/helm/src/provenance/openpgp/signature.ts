import { type ByteSource, Bytes, readNumber } from './byte-source';
import { PgpError } from './error';
import { type HashName, hashOf, saltSizeOf } from './hashes';
import { Algorithm } from './key-material';
import { type Attributes, readSubpackets } from './subpackets';

/** What a signature is about (RFC 9580, section 5.2.1). */
export const SignatureType = {
  binary: 0x00,
  text: 0x01,
  genericName: 0x10,
  personaName: 0x11,
  casualName: 0x12,
  positiveName: 0x13,
  subkeyBinding: 0x18,
  primaryKeyBinding: 0x19,
  direct: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  nameRevocation: 0x30,
} as const;

/** A signature (RFC 9580, section 5.2). */
export interface Signature extends Attributes<Signature> {
  version: number;
  type: number;
  algorithm: number;
  hash: HashName;
  /** What is hashed after what is signed. */
  suffix: Buffer;
  /** The first two bytes of the hash. */
  tag: Buffer;
  /** What is hashed before what is signed. */
  salt: Buffer;
  /** The numbers of it, or the one text of bytes. */
  values: readonly Buffer[];
}

/** Signatures in signatures; one in one is all that there is in keys. */
const MAX_DEPTH = 8;

const algorithms: readonly number[] = [
  Algorithm.rsa,
  Algorithm.rsaSign,
  Algorithm.dsa,
  Algorithm.ecdsa,
  Algorithm.eddsaLegacy,
  Algorithm.ed25519,
  Algorithm.ed448,
];

function readSize(source: ByteSource, version: number): number {
  return version === 6
    ? source.read(4).readUInt32BE()
    : source.read(2).readUInt16BE();
}

function suffixOf(version: number, covered: Buffer): Buffer {
  const end = Buffer.from([version, 0xff, 0, 0, 0, 0]);
  end.writeUInt32BE(covered.length, 2);
  return Buffer.concat([covered, end]);
}

function readSalt(source: ByteSource, hash: HashName): Buffer {
  const [size] = source.read(1);
  if (size !== saltSizeOf(hash)) {
    throw new PgpError(
      'structural',
      'unexpected salt size for the given hash algorithm',
    );
  }
  return source.read(size);
}

function readValues(source: ByteSource, algorithm: number): Buffer[] {
  switch (algorithm) {
    case Algorithm.rsa:
    case Algorithm.rsaSign:
      return [readNumber(source)];
    case Algorithm.ed25519:
      return [source.read(64)];
    case Algorithm.ed448:
      return [source.read(114)];
    default:
      return [readNumber(source), readNumber(source)];
  }
}

function readNested(bytes: Buffer, depth: number): Signature {
  if (depth > MAX_DEPTH) {
    throw new PgpError('structural', 'too many layers of packets');
  }
  const signature = readSignature(new Bytes(bytes), depth);
  if (signature.type !== SignatureType.primaryKeyBinding) {
    throw new PgpError(
      'structural',
      `cross-signature has unexpected type ${signature.type}`,
    );
  }
  return signature;
}

/**
 * Reads a signature; `depth` is how many it is in.
 *
 * @throws PgpError
 */
export function readSignature(source: ByteSource, depth = 0): Signature {
  const [version] = source.read(1);
  if (version !== 4 && version !== 5 && version !== 6) {
    throw new PgpError('unsupported', `signature packet version ${version}`);
  }
  if (version === 5) {
    throw new PgpError(
      'unsupported',
      'support for parsing v5 entities is disabled; build with `-tags v5` if needed',
    );
  }
  const begin = source.read(version === 6 ? 7 : 5);
  const [type, algorithm, hashId] = begin;
  if (!algorithms.includes(algorithm)) {
    throw new PgpError('unsupported', `public key algorithm ${algorithm}`);
  }
  const hash = hashOf(hashId, version);
  if (hash === undefined) {
    throw new PgpError('unsupported', `hash function ${hashId}`);
  }
  const covered = source.read(
    version === 6 ? begin.readUInt32BE(3) : begin.readUInt16BE(3),
  );
  const attributes: Attributes<Signature> = { hasFlags: false, notations: [] };
  const context = {
    attributes,
    version,
    readEmbedded: (bytes: Buffer) => readNested(bytes, depth + 1),
  };
  readSubpackets(covered, { ...context, covered: true });
  const uncovered = source.read(readSize(source, version));
  readSubpackets(uncovered, { ...context, covered: false });
  const tag = source.read(2);
  const salt = version === 6 ? readSalt(source, hash) : Buffer.alloc(0);
  return {
    ...attributes,
    version,
    type,
    algorithm,
    hash,
    suffix: suffixOf(
      version,
      Buffer.concat([Buffer.from([version]), begin, covered]),
    ),
    tag,
    salt,
    values: readValues(source, algorithm),
  };
}

/** Whether a signature has expired, or is not yet made. `now`: seconds since 1970. */
export function isOver(signature: Signature, now: number): boolean {
  const { created = 0, lifetime = 0 } = signature;
  return created > now || (lifetime !== 0 && now > created + lifetime);
}
