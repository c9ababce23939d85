import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP } from 'node:net';

/**
 * Certificates for tests: Node can sign bytes but not write an X.509 certificate (RFC 5280), and an
 * `openssl` command is not on every machine.
 *
 * @typedef {object} KeyAndCertificate
 * @property {string} key PEM, PKCS #8, ECDSA on P-256
 * @property {string} certificate PEM
 *
 * @typedef {KeyAndCertificate & { readonly commonName: string }} CertificateAuthority
 */

const hourInMs = 3_600_000;
const yearInMs = 365 * 24 * hourInMs;

const oid = {
  commonName: [2, 5, 4, 3],
  organization: [2, 5, 4, 10],
  subjectKeyIdentifier: [2, 5, 29, 14],
  keyUsage: [2, 5, 29, 15],
  subjectAlternativeName: [2, 5, 29, 17],
  basicConstraints: [2, 5, 29, 19],
  authorityKeyIdentifier: [2, 5, 29, 35],
  extendedKeyUsage: [2, 5, 29, 37],
  serverAuth: [1, 3, 6, 1, 5, 5, 7, 3, 1],
  clientAuth: [1, 3, 6, 1, 5, 5, 7, 3, 2],
  ecdsaWithSha256: [1, 2, 840, 10045, 4, 3, 2],
};

/** Bits of the KeyUsage extension, in the first octet of its bit string. */
const keyUsage = { digitalSignature: 0x80, keyCertSign: 0x04, cRLSign: 0x02 };

/**
 * One DER element.
 *
 * @param {number} tag
 * @param {...Uint8Array} content
 */
function element(tag, ...content) {
  const body = Buffer.concat(content);
  if (body.length < 0x80) {
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  }
  const hex = body.length.toString(16);
  const length = Buffer.from(
    hex.padStart(hex.length + (hex.length % 2), '0'),
    'hex',
  );
  return Buffer.concat([
    Buffer.from([tag, 0x80 | length.length]),
    length,
    body,
  ]);
}

const sequence = (/** @type {Uint8Array[]} */ ...content) =>
  element(0x30, ...content);
const set = (/** @type {Uint8Array[]} */ ...content) =>
  element(0x31, ...content);
const octetString = (/** @type {Uint8Array} */ content) =>
  element(0x04, content);
const bitString = (/** @type {Uint8Array} */ content, unusedBits = 0) =>
  element(0x03, Buffer.from([unusedBits]), content);
const utf8String = (/** @type {string} */ text) =>
  element(0x0c, Buffer.from(text));
const boolean = (/** @type {boolean} */ value) =>
  element(0x01, Buffer.from([value ? 0xff : 0]));

/** @param {number[]} arcs */
function objectIdentifier([first, second, ...rest]) {
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) {
      groups.unshift((left & 0x7f) | 0x80);
    }
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** @param {Date} date */
function time(date) {
  const digits = date.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2)))
    : element(0x18, Buffer.from(digits));
}

/**
 * @param {string} commonName
 * @param {readonly string[]} organizations
 */
function distinguishedName(commonName, organizations = []) {
  const attribute = (
    /** @type {number[]} */ type,
    /** @type {string} */ value,
  ) => set(sequence(objectIdentifier(type), utf8String(value)));
  return sequence(
    ...organizations.map(organization =>
      attribute(oid.organization, organization),
    ),
    attribute(oid.commonName, commonName),
  );
}

/**
 * @param {number[]} type
 * @param {Uint8Array} value
 * @param {boolean} critical
 */
function extension(type, value, critical = false) {
  const flag = critical ? [boolean(true)] : [];
  return sequence(objectIdentifier(type), ...flag, octetString(value));
}

/** @param {string} host */
function alternativeName(host) {
  switch (isIP(host)) {
    case 4:
      return element(0x87, Buffer.from(host.split('.').map(Number)));
    case 0:
      return element(0x82, Buffer.from(host));
    default:
      throw new Error(
        `certificates for IPv6 addresses are not supported: ${host}`,
      );
  }
}

/** @param {import('node:crypto').KeyObject} publicKey */
function keyIdentifier(publicKey) {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = [
    Buffer.from([4]),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ];
  return createHash('sha1').update(Buffer.concat(point)).digest();
}

/** @param {Uint8Array} der */
function pem(der) {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN CERTIFICATE-----',
    ...lines,
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
}

/**
 * @param {object} request
 * @param {Buffer} request.subject
 * @param {Buffer} request.issuer
 * @param {number} request.lifetimeMs
 * @param {import('node:crypto').KeyObject} request.publicKey
 * @param {import('node:crypto').KeyObject} request.signingKey
 * @param {Buffer} request.issuerKeyIdentifier
 * @param {Buffer[]} request.extensions
 */
function signCertificate(request) {
  const {
    subject,
    issuer,
    publicKey,
    signingKey,
    lifetimeMs,
    issuerKeyIdentifier,
  } = request;
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = (serial[0] & 0x7f) | 0x40;
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const extensions = sequence(
    ...request.extensions,
    extension(oid.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
    extension(
      oid.authorityKeyIdentifier,
      sequence(element(0x80, issuerKeyIdentifier)),
    ),
  );
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    algorithm,
    issuer,
    sequence(time(new Date(now - hourInMs)), time(new Date(now + lifetimeMs))),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    element(0xa3, extensions),
  );
  return pem(
    sequence(
      toBeSigned,
      algorithm,
      bitString(sign('sha256', toBeSigned, signingKey)),
    ),
  );
}

function generateKeyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { publicKey, privateKey, key };
}

/**
 * A key pair alone, for example to sign service account tokens with.
 *
 * @returns {{ key: string, publicKey: string }} PEM
 */
export function createKeyPair() {
  const { key, publicKey } = generateKeyPair();
  return {
    key,
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

/**
 * @param {string} commonName
 * @returns {CertificateAuthority}
 */
export function createCertificateAuthority(commonName) {
  const { publicKey, privateKey, key } = generateKeyPair();
  const usage =
    keyUsage.digitalSignature | keyUsage.keyCertSign | keyUsage.cRLSign;
  const certificate = signCertificate({
    subject: distinguishedName(commonName),
    issuer: distinguishedName(commonName),
    lifetimeMs: 10 * yearInMs,
    publicKey,
    signingKey: privateKey,
    issuerKeyIdentifier: keyIdentifier(publicKey),
    extensions: [
      extension(oid.basicConstraints, sequence(boolean(true)), true),
      extension(oid.keyUsage, bitString(Buffer.from([usage]), 1), true),
    ],
  });
  return { commonName, key, certificate };
}

/**
 * A certificate for a server, a client or both. Kubernetes reads the user from the common name and
 * the groups from the organizations.
 *
 * @param {CertificateAuthority} authority
 * @param {object} subject
 * @param {string} subject.commonName
 * @param {readonly string[]} [subject.organizations]
 * @param {readonly string[]} [subject.hosts] DNS names and IPv4 addresses; a server needs them
 * @returns {KeyAndCertificate}
 */
export function issueCertificate(
  authority,
  { commonName, organizations = [], hosts = [] },
) {
  const { publicKey, key } = generateKeyPair();
  const signingKey = createPrivateKey(authority.key);
  const usages = [
    oid.clientAuth,
    ...(hosts.length > 0 ? [oid.serverAuth] : []),
  ];
  const alternativeNames = sequence(...hosts.map(alternativeName));
  const certificate = signCertificate({
    subject: distinguishedName(commonName, organizations),
    issuer: distinguishedName(authority.commonName),
    lifetimeMs: yearInMs,
    publicKey,
    signingKey,
    issuerKeyIdentifier: keyIdentifier(createPublicKey(signingKey)),
    extensions: [
      extension(oid.basicConstraints, sequence(), true),
      extension(
        oid.keyUsage,
        bitString(Buffer.from([keyUsage.digitalSignature]), 7),
        true,
      ),
      extension(
        oid.extendedKeyUsage,
        sequence(...usages.map(objectIdentifier)),
      ),
      ...(hosts.length > 0
        ? [extension(oid.subjectAlternativeName, alternativeNames)]
        : []),
    ],
  });
  return { key, certificate };
}
