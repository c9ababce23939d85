import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { isIP } from 'node:net';
import {
  derBitString,
  derBoolean,
  derElement,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derSet,
  derTime,
  derUtf8String,
} from './der';

/** A private key (PKCS #8) with its certificate, both PEM. */
export interface KeyPair {
  key: string;
  certificate: string;
}

const objectIdentifiers = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** First octet of the KeyUsage bit string (RFC 5280, 4.2.1.3). */
const usageBits = { digitalSignature: 0x80, certificateAndCrlSign: 0x06 };

const hour = 3_600_000;
const year = 365 * 24 * hour;
const authorityLifetime = 10 * year;
const leafLifetime = year;

/** Common name and organizations: for client certificates, user and groups. */
export interface Subject {
  commonName: string;
  organizations?: readonly string[];
}

/** A new certificate authority that signs itself. */
export function createAuthority(commonName: string, now: number): KeyPair {
  const { publicKey, privateKey } = newKeyPair();
  const name = distinguishedName({ commonName });
  const certificate = signedCertificate({
    subject: name,
    issuer: name,
    publicKey,
    signingKey: privateKey,
    issuerKey: publicKey,
    notBefore: now - hour,
    notAfter: now + authorityLifetime,
    extensions: [
      extension(
        objectIdentifiers.basicConstraints,
        derSequence(derBoolean(true)),
        true,
      ),
      extension(
        objectIdentifiers.keyUsage,
        derBitString(Buffer.from([usageBits.certificateAndCrlSign]), 1),
        true,
      ),
    ],
  });
  return { key: privateKeyPem(privateKey), certificate };
}

/** A certificate for a server under these host names and IPv4 addresses. */
export function issueServerCertificate(
  authority: KeyPair,
  hosts: readonly string[],
  now: number,
): KeyPair {
  return issue(
    authority,
    { commonName: 'kube-apiserver' },
    [
      extendedKeyUsage(objectIdentifiers.serverAuth),
      extension(
        objectIdentifiers.subjectAlternativeName,
        derSequence(...hosts.map(alternativeName)),
      ),
    ],
    now,
  );
}

/** A certificate that authenticates a client. */
export function issueClientCertificate(
  authority: KeyPair,
  subject: Subject,
  now: number,
): KeyPair {
  return issue(
    authority,
    subject,
    [extendedKeyUsage(objectIdentifiers.clientAuth)],
    now,
  );
}

/** Whether a certificate can still be used for a while: expired ones, and those about to, are made anew. */
export function isCurrent(certificate: string, now: number): boolean {
  const { validToDate } = new X509Certificate(certificate);
  return validToDate.getTime() - now > 30 * 24 * hour;
}

function issue(
  authority: KeyPair,
  subject: Subject,
  extensions: Buffer[],
  now: number,
): KeyPair {
  const { publicKey, privateKey } = newKeyPair();
  const issuer = new X509Certificate(authority.certificate);
  const certificate = signedCertificate({
    subject: distinguishedName(subject),
    issuer: distinguishedName({ commonName: commonNameOf(issuer) }),
    publicKey,
    signingKey: createPrivateKey(authority.key),
    issuerKey: createPublicKey(authority.certificate),
    notBefore: now - hour,
    notAfter: Math.min(now + leafLifetime, issuer.validToDate.getTime()),
    extensions: [
      extension(objectIdentifiers.basicConstraints, derSequence(), true),
      extension(
        objectIdentifiers.keyUsage,
        derBitString(Buffer.from([usageBits.digitalSignature]), 7),
        true,
      ),
      ...extensions,
    ],
  });
  return { key: privateKeyPem(privateKey), certificate };
}

function commonNameOf(certificate: X509Certificate): string {
  const line = certificate.subject
    .split('\n')
    .find(part => part.startsWith('CN='));
  return line?.slice(3) ?? '';
}

function newKeyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function distinguishedName({
  commonName,
  organizations = [],
}: Subject): Buffer {
  const attribute = (type: string, value: string) =>
    derSet(derSequence(derObjectIdentifier(type), derUtf8String(value)));
  return derSequence(
    ...organizations.map(organization =>
      attribute(objectIdentifiers.organization, organization),
    ),
    attribute(objectIdentifiers.commonName, commonName),
  );
}

function extension(type: string, value: Buffer, critical = false): Buffer {
  return derSequence(
    derObjectIdentifier(type),
    ...(critical ? [derBoolean(true)] : []),
    derOctetString(value),
  );
}

function extendedKeyUsage(purpose: string): Buffer {
  return extension(
    objectIdentifiers.extendedKeyUsage,
    derSequence(derObjectIdentifier(purpose)),
  );
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4
    ? derElement(0x87, Buffer.from(host.split('.').map(Number)))
    : derElement(0x82, Buffer.from(host));
}

function keyIdentifier(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return createHash('sha1')
    .update(Buffer.from([4]))
    .update(Buffer.from(x, 'base64url'))
    .update(Buffer.from(y, 'base64url'))
    .digest();
}

function signedCertificate(request: {
  subject: Buffer;
  issuer: Buffer;
  publicKey: KeyObject;
  signingKey: KeyObject;
  issuerKey: KeyObject;
  notBefore: number;
  notAfter: number;
  extensions: Buffer[];
}): string {
  const serial = randomBytes(16);
  serial[0] = (serial[0] % 64) + 64;
  const algorithm = derSequence(
    derObjectIdentifier(objectIdentifiers.ecdsaWithSha256),
  );
  const extensions = derSequence(
    ...request.extensions,
    extension(
      objectIdentifiers.subjectKeyIdentifier,
      derOctetString(keyIdentifier(request.publicKey)),
    ),
    extension(
      objectIdentifiers.authorityKeyIdentifier,
      derSequence(derElement(0x80, keyIdentifier(request.issuerKey))),
    ),
  );
  const content = derSequence(
    derElement(0xa0, derInteger(Buffer.from([2]))),
    derInteger(serial),
    algorithm,
    request.issuer,
    derSequence(derTime(request.notBefore), derTime(request.notAfter)),
    request.subject,
    request.publicKey.export({ format: 'der', type: 'spki' }),
    derElement(0xa3, extensions),
  );
  const signature = sign('sha256', content, request.signingKey);
  const der = derSequence(content, algorithm, derBitString(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join(
    '\n',
  )}\n-----END CERTIFICATE-----\n`;
}
