import { createHash } from 'node:crypto';
import { type ByteSource, Recorder } from './byte-source';
import { PgpError } from './error';
import { Algorithm, type KeyMaterial, readKeyMaterial } from './key-material';

/** A public key, or the public part of a private one (RFC 9580, section 5.5.2). */
export interface PublicKey {
  version: number;
  /** Seconds since 1970. */
  created: number;
  algorithm: number;
  material: KeyMaterial;
  /** What signatures about the key are made over, with its header. */
  hashed: Buffer;
  fingerprint: Buffer;
  /** 16 hexadecimal digits. */
  keyId: string;
  isSubkey: boolean;
}

const unable: readonly number[] = [
  Algorithm.rsaEncrypt,
  Algorithm.elgamal,
  Algorithm.ecdh,
];

/** Whether the kind of a key can sign. */
export function canSign({ algorithm }: PublicKey): boolean {
  return !unable.includes(algorithm);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function hashedForm(
  version: number,
  created: number,
  algorithm: number,
  numbers: Buffer,
): Buffer {
  const size = 6 + numbers.length;
  const begin = Buffer.concat([
    Buffer.from([version]),
    word(created),
    Buffer.from([algorithm]),
  ]);
  return version === 6
    ? Buffer.concat([
        Buffer.from([0x9b]),
        word(size + 4),
        begin,
        word(numbers.length),
        numbers,
      ])
    : Buffer.concat([
        Buffer.from([0x99, Math.floor(size / 256) % 256, size % 256]),
        begin,
        numbers,
      ]);
}

/**
 * Reads a public key.
 *
 * @throws PgpError
 */
export function readPublicKey(
  source: ByteSource,
  isSubkey: boolean,
): PublicKey {
  const begin = source.read(6);
  const [version] = begin;
  if (version !== 4 && version !== 5 && version !== 6) {
    throw new PgpError('unsupported', `public key version ${version}`);
  }
  if (version === 5) {
    throw new PgpError(
      'unsupported',
      'support for parsing v5 entities is disabled; build with `-tags v5` if needed',
    );
  }
  // The length of the numbers, which says nothing that they do not say.
  if (version === 6) source.read(4);
  const created = begin.readUInt32BE(1);
  const algorithm = begin[5];
  const recorder = new Recorder(source);
  const material = readKeyMaterial(recorder, algorithm, version);
  const hashed = hashedForm(version, created, algorithm, recorder.recorded);
  const fingerprint = createHash(version === 6 ? 'sha256' : 'sha1')
    .update(hashed)
    .digest();
  const id =
    version === 6 ? fingerprint.subarray(0, 8) : fingerprint.subarray(12);
  return {
    version,
    created,
    algorithm,
    material,
    hashed,
    fingerprint,
    keyId: id.toString('hex'),
    isSubkey,
  };
}
