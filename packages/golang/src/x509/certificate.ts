import { createHash, sign, X509Certificate, type KeyObject } from 'node:crypto';
import {
  derBitString,
  derElement,
  derInteger,
  derNull,
  derObjectIdentifier,
  derSequence,
  derTime,
} from './der';
import { DerError, readAt, readChildren, readDer } from './der-reader';
import { objectIdentifiers } from './object-identifiers';

/** What a certificate says. */
export interface CertificateRequest {
  /** At most 20 bytes, big-endian, not negative. */
  serial: Uint8Array;
  /** Names in DER. */
  subject: Buffer;
  issuer: Buffer;
  publicKey: KeyObject;
  /** RSA, EC or Ed25519. */
  signingKey: KeyObject;
  /** Milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
  /** In DER, in this order. */
  extensions: readonly Buffer[];
}

interface SignatureAlgorithm {
  /** Null where the algorithm brings its own. */
  hash: string | null;
  identifier: Buffer;
}

function ecdsa(curve: string | undefined): [hash: string, type: string] {
  switch (curve) {
    case 'secp384r1':
      return ['sha384', objectIdentifiers.ecdsaWithSha384];
    case 'secp521r1':
      return ['sha512', objectIdentifiers.ecdsaWithSha512];
    default:
      return ['sha256', objectIdentifiers.ecdsaWithSha256];
  }
}

/** The algorithm that Go signs with by default. @throws TypeError for a kind of key that does not sign certificates */
function algorithmOf(key: KeyObject): SignatureAlgorithm {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return {
        hash: 'sha256',
        identifier: derSequence(
          derObjectIdentifier(objectIdentifiers.sha256WithRsa),
          derNull(),
        ),
      };
    case 'ec': {
      const [hash, type] = ecdsa(key.asymmetricKeyDetails?.namedCurve);
      return { hash, identifier: derSequence(derObjectIdentifier(type)) };
    }
    case 'ed25519':
      return {
        hash: null,
        identifier: derSequence(derObjectIdentifier(objectIdentifiers.ed25519)),
      };
    default:
      throw new TypeError('x509: only RSA, ECDSA and Ed25519 keys supported');
  }
}

/** The first 160 bits of the SHA-256 of a public key (RFC 7093, section 2, method 1). */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  const spki = readDer(publicKey.export({ format: 'der', type: 'spki' }));
  const bits = readAt(spki, 1).content.subarray(1);
  return createHash('sha256').update(bits).digest().subarray(0, 20);
}

/** Signs a certificate (RFC 5280); DER. */
export function signCertificate(request: CertificateRequest): Buffer {
  const algorithm = algorithmOf(request.signingKey);
  const content = derSequence(
    derElement(0xa0, derInteger(Buffer.from([2]))),
    derInteger(minimal(request.serial)),
    algorithm.identifier,
    request.issuer,
    derSequence(derTime(request.notBefore), derTime(request.notAfter)),
    request.subject,
    request.publicKey.export({ format: 'der', type: 'spki' }),
    derElement(0xa3, derSequence(...request.extensions)),
  );
  const signature = sign(algorithm.hash, content, request.signingKey);
  return derSequence(content, algorithm.identifier, derBitString(signature));
}

/** Without leading zeros. */
function minimal(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  return bytes.subarray(from);
}

/** Of a certificate, what signing another with it needs. */
export interface ParsedCertificate {
  /** The subject's name in DER. */
  subject: Buffer;
  publicKey: KeyObject;
  subjectKeyIdentifier?: Buffer;
}

const KEY_IDENTIFIER = derObjectIdentifier(
  objectIdentifiers.subjectKeyIdentifier,
);

/**
 * Reads a certificate.
 *
 * @throws DerError for what is none
 */
export function parseCertificate(der: Buffer): ParsedCertificate {
  let publicKey: KeyObject;
  try {
    ({ publicKey } = new X509Certificate(der));
  } catch (error) {
    throw new DerError(
      `malformed certificate (${error instanceof Error ? error.name : error})`,
    );
  }
  const content = readAt(readDer(der), 0);
  const fields = readChildren(content);
  const first = fields[0].tag === 0xa0 ? 1 : 0;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  let identifier: Buffer | undefined;
  for (const each of extensions ? readChildren(readAt(extensions, 0)) : []) {
    const [type, ...rest] = readChildren(each);
    if (type.raw.equals(KEY_IDENTIFIER)) {
      identifier = readDer(rest[rest.length - 1].content).content;
    }
  }
  return {
    subject: fields[first + 4].raw,
    publicKey,
    subjectKeyIdentifier: identifier,
  };
}
