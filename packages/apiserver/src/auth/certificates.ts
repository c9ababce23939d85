import {
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { isIP } from 'node:net';
import {
  authorityKeyIdentifier,
  basicConstraints,
  decodePem,
  distinguishedName,
  encodePem,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  objectIdentifiers,
  parseCertificate,
  signCertificate,
  subjectAlternativeName,
  subjectKeyIdentifier,
  type ParsedCertificate,
  type Subject,
} from '@sluice/golang/x509';

export { type Subject } from '@sluice/golang/x509';

/** A private key (PKCS #8) with its certificate, both PEM. */
export interface KeyPair {
  key: string;
  certificate: string;
}

const hour = 3_600_000;
const year = 365 * 24 * hour;
const authorityLifetime = 10 * year;
const leafLifetime = year;

/** A new certificate authority that signs itself. */
export function createAuthority(commonName: string, now: number): KeyPair {
  const { publicKey, privateKey } = newKeyPair();
  const name = distinguishedName({ commonName });
  const identifier = keyIdentifier(publicKey);
  const certificate = signedCertificate({
    subject: name,
    issuer: name,
    publicKey,
    signingKey: privateKey,
    notBefore: now - hour,
    notAfter: now + authorityLifetime,
    extensions: [
      basicConstraints(true),
      keyUsage('certificateSigning', 'crlSigning'),
      subjectKeyIdentifier(identifier),
      authorityKeyIdentifier(identifier),
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
      subjectAlternativeName(
        hosts.filter(host => isIP(host) !== 4),
        hosts.filter(host => isIP(host) === 4).map(addressBytes),
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
  const issuer = parseAuthority(authority.certificate);
  const { validToDate } = new X509Certificate(authority.certificate);
  const certificate = signedCertificate({
    subject: distinguishedName(subject),
    issuer: issuer.subject,
    publicKey,
    signingKey: createPrivateKey(authority.key),
    notBefore: now - hour,
    notAfter: Math.min(now + leafLifetime, validToDate.getTime()),
    extensions: [
      basicConstraints(false),
      keyUsage('digitalSignature'),
      ...extensions,
      subjectKeyIdentifier(keyIdentifier(publicKey)),
      authorityKeyIdentifier(
        issuer.subjectKeyIdentifier ?? keyIdentifier(issuer.publicKey),
      ),
    ],
  });
  return { key: privateKeyPem(privateKey), certificate };
}

/** @throws TypeError for a text that is no certificate */
function parseAuthority(certificate: string): ParsedCertificate {
  const block = decodePem(certificate);
  if (block === undefined) throw new TypeError('no certificate in the PEM');
  return parseCertificate(block.bytes);
}

function newKeyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function addressBytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number));
}

function signedCertificate(
  request: Omit<Parameters<typeof signCertificate>[0], 'serial'>,
): string {
  const serial = randomBytes(16);
  serial[0] = (serial[0] % 64) + 64;
  return encodePem({
    type: 'CERTIFICATE',
    bytes: signCertificate({ ...request, serial }),
  });
}
