import { PgpError } from './error';

/** What the parts of a signature tell of it (RFC 9580, section 5.2.3.7). */
export interface Attributes<Embedded> {
  /** Seconds since 1970, when it was made. */
  created?: number;
  /** Seconds for which it holds; 0 for ever. */
  lifetime?: number;
  /** Seconds for which the key holds that it is about; 0 for ever. */
  keyLifetime?: number;
  /** 16 hexadecimal digits. */
  issuerKeyId?: string;
  issuerFingerprint?: Buffer;
  /** Whether it is about the first of somebody's names; undefined where it does not say. */
  isPrimaryName?: boolean;
  /** What the key may do; undefined where it does not say. */
  mayCertify?: boolean;
  maySign?: boolean;
  hasFlags: boolean;
  /** Why the key was revoked. */
  revocationReason?: number;
  notations: { name: string; critical: boolean }[];
  /** The signature of a subkey on its primary key. */
  embedded?: Embedded;
}

const Kind = {
  created: 2,
  lifetime: 3,
  exportable: 4,
  trust: 5,
  expression: 6,
  keyLifetime: 9,
  symmetric: 11,
  issuer: 16,
  notation: 20,
  hashes: 21,
  compression: 22,
  serverPreferences: 23,
  server: 24,
  primaryName: 25,
  policy: 26,
  flags: 27,
  signer: 28,
  reason: 29,
  features: 30,
  embedded: 32,
  fingerprint: 33,
  recipient: 35,
  cipherSuites: 39,
} as const;

/** These count although the signature does not cover them. */
const unprotected: readonly number[] = [
  Kind.issuer,
  Kind.fingerprint,
  Kind.embedded,
];

/** These are taken as they are. */
const ignored: readonly number[] = [
  Kind.symmetric,
  Kind.hashes,
  Kind.compression,
  Kind.serverPreferences,
  Kind.server,
  Kind.policy,
  Kind.signer,
  Kind.features,
];

interface Context<Embedded> {
  attributes: Attributes<Embedded>;
  version: number;
  covered: boolean;
  readEmbedded(bytes: Buffer): Embedded;
}

function broken(problem: string): PgpError {
  return new PgpError('structural', problem);
}

function seconds(body: Buffer, problem: string): number {
  if (body.length !== 4) throw broken(problem);
  return body.readUInt32BE();
}

function fingerprintSize(version: number): number {
  return version >= 5 ? 32 : 20;
}

function readNotation(body: Buffer): string {
  const problem = 'notation data subpacket with bad length';
  if (body.length < 8) throw broken(problem);
  const nameSize = body.readUInt16BE(4);
  if (body.length !== nameSize + body.readUInt16BE(6) + 8) {
    throw broken(problem);
  }
  return body.toString('utf8', 8, 8 + nameSize);
}

function readIssuer<E>(body: Buffer, context: Context<E>): void {
  const { version, covered, attributes } = context;
  if (version > 4 && covered) throw broken('issuer subpacket found in v6 key');
  if (body.length !== 8) throw broken('issuer subpacket with bad length');
  if (version <= 4) attributes.issuerKeyId = body.toString('hex');
}

function readFingerprint<E>(body: Buffer, attributes: Attributes<E>): void {
  if (body.length === 0) throw broken('empty issuer fingerprint subpacket');
  const [version] = body;
  const fingerprint = body.subarray(1);
  if (fingerprint.length !== fingerprintSize(version)) {
    throw broken('bad fingerprint length');
  }
  attributes.issuerFingerprint = fingerprint;
  const id =
    version >= 5 ? fingerprint.subarray(0, 8) : fingerprint.subarray(12);
  attributes.issuerKeyId = id.toString('hex');
}

/** Those that change nothing but must be well formed. */
function checkForm(kind: number, body: Buffer): boolean {
  switch (kind) {
    case Kind.exportable:
      if ((body[0] ?? 0) === 0) {
        throw new PgpError(
          'unsupported',
          'signature with non-exportable certification',
        );
      }
      return true;
    case Kind.trust:
      if (body.length !== 2) throw broken('trust subpacket with bad length');
      return true;
    case Kind.expression:
      if (body.length === 0) throw broken('regexp subpacket with bad length');
      if (body.at(-1) !== 0) {
        throw broken('expected regular expression to be null-terminated');
      }
      return true;
    case Kind.recipient:
      if (body.length < 1) {
        throw broken('invalid intended recipient fingerpring length');
      }
      if (body.length - 1 !== fingerprintSize(body[0])) {
        throw broken('invalid fingerprint length');
      }
      return true;
    case Kind.cipherSuites:
      if (body.length % 2 !== 0)
        throw broken('invalid aead cipher suite length');
      return true;
    default:
      return ignored.includes(kind);
  }
}

function readOne<E>(
  kind: number,
  critical: boolean,
  body: Buffer,
  context: Context<E>,
): void {
  const { attributes } = context;
  switch (kind) {
    case Kind.created:
      attributes.created = seconds(
        body,
        'signature creation time not four bytes',
      );
      return;
    case Kind.lifetime:
      attributes.lifetime = seconds(
        body,
        'expiration subpacket with bad length',
      );
      return;
    case Kind.keyLifetime:
      attributes.keyLifetime = seconds(
        body,
        'key expiration subpacket with bad length',
      );
      return;
    case Kind.issuer:
      readIssuer(body, context);
      return;
    case Kind.notation:
      attributes.notations.push({ name: readNotation(body), critical });
      return;
    case Kind.primaryName:
      if (body.length !== 1) {
        throw broken('primary user id subpacket with bad length');
      }
      attributes.isPrimaryName = body[0] > 0;
      return;
    case Kind.flags:
      attributes.hasFlags = true;
      if (body.length === 0) return;
      attributes.mayCertify ||= body[0] % 2 === 1;
      attributes.maySign ||= (body[0] >>> 1) % 2 === 1;
      return;
    case Kind.reason:
      if (body.length === 0) throw broken('empty revocation reason subpacket');
      [attributes.revocationReason] = body;
      return;
    case Kind.embedded:
      if (attributes.embedded !== undefined) {
        throw broken('Cannot have multiple embedded signatures');
      }
      attributes.embedded = context.readEmbedded(body);
      return;
    case Kind.fingerprint:
      readFingerprint(body, attributes);
      return;
    default:
      if (!checkForm(kind, body) && critical) {
        throw new PgpError(
          'unsupported',
          `unknown critical signature subpacket type ${kind}`,
        );
      }
  }
}

/** How long a part is, and after how many bytes it begins. */
function lengthAt(bytes: Buffer, at: number): { length: number; size: number } {
  const first = bytes[at];
  const left = bytes.length - at;
  if (first < 192) return { length: first, size: 1 };
  if (first < 255) {
    if (left < 2) throw broken('signature subpacket truncated');
    return { length: (first - 192) * 256 + bytes[at + 1] + 192, size: 2 };
  }
  if (left < 5) throw broken('signature subpacket truncated');
  return { length: bytes.readUInt32BE(at + 1), size: 5 };
}

/**
 * Reads the parts of a signature into its attributes.
 *
 * @throws PgpError
 */
export function readSubpackets<E>(bytes: Buffer, context: Context<E>): void {
  let at = 0;
  while (at < bytes.length) {
    const { length, size } = lengthAt(bytes, at);
    const begin = at + size;
    at = begin + length;
    if (at > bytes.length) throw broken('signature subpacket truncated');
    if (length === 0) throw broken('zero length signature subpacket');
    const kind = bytes[begin] % 128;
    if (!context.covered && !unprotected.includes(kind)) continue;
    const critical = bytes[begin] >= 128;
    readOne(kind, critical, bytes.subarray(begin + 1, at), context);
  }
  if (context.attributes.created === undefined) {
    throw broken('no creation time in signature');
  }
}
