import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { GoError } from '../value';
import {
  decodePem,
  derInteger,
  derSequence,
  encodePem,
  DerError,
  readAt,
  readChildren,
  readDer,
} from '../x509';

/** A DSA key, which cannot sign certificates: only its PEM is kept. */
export interface DsaKey {
  readonly dsa: Buffer;
}

export type PrivateKey = KeyObject | DsaKey;

/** Go's own structure for DSA: version, P, Q, G, Y, X. */
function generateDsa(): DsaKey {
  const { privateKey, publicKey } = generateKeyPairSync('dsa', {
    modulusLength: 2048,
    divisorLength: 256,
  });
  const pkcs8 = readDer(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const spki = readDer(publicKey.export({ format: 'der', type: 'spki' }));
  const x = readDer(readAt(pkcs8, 2).content);
  const y = readDer(readAt(spki, 1).content.subarray(1));
  const parameters = [0, 1, 2].map(i => readAt(pkcs8, 1, 1, i).raw);
  return {
    dsa: derSequence(derInteger(Buffer.from([0])), ...parameters, y.raw, x.raw),
  };
}

export function generateRsa(bits: 2048 | 4096): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
}

/** A key as Go writes it: PKCS #1 for RSA, SEC 1 for EC, PKCS #8 for all else. */
export function privateKeyPem(key: PrivateKey): string {
  if ('dsa' in key) {
    return encodePem({ type: 'DSA PRIVATE KEY', bytes: key.dsa });
  }
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return encodePem({
        type: 'RSA PRIVATE KEY',
        bytes: key.export({ format: 'der', type: 'pkcs1' }),
      });
    case 'ec':
      return encodePem({
        type: 'EC PRIVATE KEY',
        bytes: key.export({ format: 'der', type: 'sec1' }),
      });
    default:
      return encodePem({
        type: 'PRIVATE KEY',
        bytes: key.export({ format: 'der', type: 'pkcs8' }),
      });
  }
}

/** A new key of a kind, as PEM; for another kind the text that sprig gives. */
export function generatePrivateKey(kind: string): string {
  switch (kind) {
    case '':
    case 'rsa':
      return privateKeyPem(generateRsa(4096));
    case 'dsa':
      return privateKeyPem(generateDsa());
    case 'ecdsa':
      return privateKeyPem(
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      );
    case 'ed25519':
      return privateKeyPem(generateKeyPairSync('ed25519').privateKey);
    default:
      return `Unknown type ${kind}`;
  }
}

/** What encoding/asn1 says to bytes that do not hold what is wanted, as far as that can be told without it. */
function fault(bytes: Buffer): string {
  try {
    if (bytes.length === 0 || readDer(bytes).content.length === 0) {
      return 'asn1: syntax error: sequence truncated';
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return 'asn1: syntax error: data truncated';
  }
  return 'asn1: structure error: malformed key';
}

function readDsa(bytes: Buffer): DsaKey {
  try {
    const numbers = readChildren(readDer(bytes));
    if (numbers.length === 6 && numbers.every(({ tag }) => tag === 0x02)) {
      return { dsa: bytes };
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
  }
  throw new GoError(`parsing DSA private key from PEM: ${fault(bytes)}`);
}

function readKey(
  bytes: Buffer,
  type: 'pkcs1' | 'pkcs8' | 'sec1',
  refusal: string,
): KeyObject {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type });
  } catch {
    // What OpenSSL says could hold part of the key.
    throw new GoError(`${refusal}: ${fault(bytes)}`);
  }
}

/** @throws GoError, in Go's words but for the details of what is malformed */
export function parsePrivateKeyPem(text: string): PrivateKey {
  const block = decodePem(text);
  if (block === undefined) throw new GoError('no PEM data in input');
  const { type, bytes } = block;
  switch (type) {
    case 'PRIVATE KEY':
      return readKey(bytes, 'pkcs8', 'decoding PEM as PKCS#8');
    case 'RSA PRIVATE KEY':
      return readKey(bytes, 'pkcs1', 'parsing RSA private key from PEM');
    case 'EC PRIVATE KEY':
      return readKey(
        bytes,
        'sec1',
        'parsing EC private key from PEM: x509: failed to parse EC private key',
      );
    case 'DSA PRIVATE KEY':
      return readDsa(bytes);
    default:
      throw new GoError(
        type.endsWith(' PRIVATE KEY')
          ? `invalid private key type ${type}`
          : `no private key data in PEM block of type ${type}`,
      );
  }
}
