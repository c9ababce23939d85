import { type ByteSource } from './byte-source';
import { PgpError } from './error';
import { type PublicKey, readPublicKey } from './public-key';

const usage = { none: 0, aead: 253, sha1: 254, checksum: 255 };
/** Ciphers by number, with the size of their blocks. */
const blockSizes: ReadonlyMap<number, number> = new Map([
  [2, 8],
  [3, 8],
  [7, 16],
  [8, 16],
  [9, 16],
]);
const nonceSizes: ReadonlyMap<number, number> = new Map([
  [1, 16],
  [2, 15],
  [3, 12],
]);

/** How a passphrase becomes a key; answers its mode, undefined for a secret that is not there. */
function readStringToKey(source: ByteSource): number | undefined {
  const [mode] = source.read(1);
  switch (mode) {
    case 0:
      source.read(1);
      return mode;
    case 1:
      source.read(9);
      return mode;
    case 3:
      source.read(10);
      return mode;
    case 4:
      source.read(19);
      return mode;
    case 101: {
      const extension = source.read(5).subarray(1).toString('latin1');
      if (extension === 'GNU\u0001') return undefined;
      throw new PgpError('unsupported', 'GNU S2K extension');
    }
    default:
      throw new PgpError('unsupported', 'S2K function');
  }
}

function checkPlain(secret: Buffer, version: number): void {
  if (secret.length < 2) {
    throw new PgpError('structural', 'truncated private key data');
  }
  if (version === 6) return;
  const end = secret.length - 2;
  let sum = 0;
  for (const byte of secret.subarray(0, end)) sum = (sum + byte) % 65_536;
  if (secret.readUInt16BE(end) !== sum) {
    throw new PgpError('structural', 'private key checksum failure');
  }
}

/**
 * Reads a private key as far as its public part can be trusted; the secret itself is passed over.
 *
 * @throws PgpError
 */
export function readPrivateKey(
  source: ByteSource,
  isSubkey: boolean,
): PublicKey {
  const key = readPublicKey(source, isSubkey);
  const { version } = key;
  const [kind] = source.read(1);
  if (version === 6 && kind !== usage.none) source.read(1);
  if (kind === usage.none) {
    checkPlain(source.rest(), version);
    return key;
  }
  if (kind < usage.aead) {
    throw new PgpError('unsupported', 'deprecated s2k function in private key');
  }
  if (version === 6 && kind === usage.checksum) {
    throw new PgpError('structural', 'wrong s2k identifier for version 6');
  }
  const [cipher] = source.read(1);
  const blockSize = blockSizes.get(cipher);
  if (cipher !== 0 && blockSize === undefined) {
    throw new PgpError(
      'unsupported',
      'unsupported cipher function in private key',
    );
  }
  const nonceSize =
    kind === usage.aead ? nonceSizes.get(source.read(1)[0]) : blockSize;
  if (kind === usage.aead && nonceSize === undefined) {
    throw new PgpError('unsupported', 'unsupported aead mode in private key');
  }
  if (version === 6) source.read(1);
  const mode = readStringToKey(source);
  if (mode === undefined) return key;
  if (mode === 4 && kind !== usage.aead) {
    throw new PgpError(
      'structural',
      'using Argon2 S2K without AEAD is not allowed',
    );
  }
  if (mode === 0 && version === 6) {
    throw new PgpError(
      'structural',
      'using Simple S2K with version 6 keys is not allowed',
    );
  }
  if (nonceSize === undefined) {
    throw new PgpError(
      'unsupported',
      `unsupported cipher in private key: ${cipher}`,
    );
  }
  source.read(nonceSize);
  source.rest();
  return key;
}
