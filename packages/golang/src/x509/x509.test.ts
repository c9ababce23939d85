import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  DerError,
  basicConstraints,
  decodePem,
  derSequence,
  distinguishedName,
  encodePem,
  keyIdentifier,
  keyUsage,
  parseCertificate,
  readAt,
  readDer,
  signCertificate,
  subjectKeyIdentifier,
} from '.';

const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-384',
});
const name = distinguishedName({ commonName: 'a', organizations: ['é', 'b'] });
const der = signCertificate({
  serial: Buffer.from([0, 0, 0x80, 1]),
  subject: name,
  issuer: name,
  publicKey,
  signingKey: privateKey,
  notBefore: Date.UTC(2049, 11, 31),
  notAfter: Date.UTC(2050, 0, 1),
  extensions: [
    keyUsage('certificateSigning'),
    basicConstraints(true),
    subjectKeyIdentifier(keyIdentifier(publicKey)),
  ],
});

it('writes certificates that others read', () => {
  const certificate = new X509Certificate(der);
  expect(certificate.verify(publicKey)).toBe(true);
  expect(certificate.subject).toBe('O=é\nO=b\nCN=a');
  expect(certificate.serialNumber).toBe('8001');
  expect(certificate.validFromDate.getTime()).toBe(Date.UTC(2049, 11, 31));
  expect(certificate.validToDate.getTime()).toBe(Date.UTC(2050, 0, 1));
});

it('reads what it writes', () => {
  const parsed = parseCertificate(der);
  expect(parsed.subject).toEqual(name);
  expect(parsed.publicKey.equals(publicKey)).toBe(true);
  expect(parsed.subjectKeyIdentifier).toEqual(keyIdentifier(publicKey));
});

it('refuses what is no certificate', () => {
  expect(() => parseCertificate(derSequence())).toThrow(DerError);
  expect(() => parseCertificate(Buffer.alloc(0))).toThrow(DerError);
});

it.each([
  [[], 'data truncated'],
  [[0x30], 'data truncated'],
  [[0x30, 5, 1], 'data truncated'],
  [[0x30, 0x80], 'invalid length'],
  [[0x30, 0x85, 1, 1, 1, 1, 1], 'invalid length'],
  [[0x30, 0x82, 1], 'invalid length'],
])('refuses the bytes %j', (bytes, message) => {
  expect(() => readDer(Buffer.from(bytes))).toThrow(new DerError(message));
});

it('says that a value is missing', () => {
  expect(() => readAt(readDer(derSequence()), 0)).toThrow('value is missing');
});

it('finds the first whole block of PEM', () => {
  const pem = encodePem({ type: 'X', bytes: Buffer.alloc(100, 7) });
  expect(pem.split('\n')[1]).toHaveLength(64);
  expect(decodePem(`junk\n${pem}`)).toEqual({
    type: 'X',
    bytes: Buffer.alloc(100, 7),
  });
  const broken = '-----BEGIN X-----\n!!\n-----END X-----\n';
  expect(decodePem(broken + pem)?.bytes).toHaveLength(100);
  expect(
    decodePem('-----BEGIN X-----\nYQ==\n-----END Y-----\n'),
  ).toBeUndefined();
  expect(
    decodePem('-----BEGIN X-----\nA: b\nC: d\n\nYQ==\n-----END X-----')?.bytes,
  ).toEqual(Buffer.from('a'));
  expect(decodePem('')).toBeUndefined();
});
