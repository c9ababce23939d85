import {
  X509Certificate,
  createPrivateKey,
  createPublicKey,
  verify,
} from 'node:crypto';
import { GoStruct, goInt, utc, type GoValue } from '../value';
import { decodePem, readAt, readDer } from '../x509';
import { sprigFunctions } from '.';

const now = Date.UTC(2024, 5, 1, 12, 30, 15);
const functions = sprigFunctions({ now: () => now, timeZone: utc });

function call(name: string, ...args: GoValue[]): GoValue {
  const found = functions.get(name);
  if (!found) throw new Error(`no function ${name}`);
  return found.call(args);
}

function pairOf(value: GoValue): {
  cert: X509Certificate;
  pem: string;
  key: string;
} {
  if (!(value instanceof GoStruct)) throw new Error('no certificate');
  const [pem, key] = [value.field('Cert'), value.field('Key')].map(String);
  return { cert: new X509Certificate(pem), pem, key };
}

const key = String(call('genPrivateKey', 'ecdsa'));
const days = goInt(365);

describe('genPrivateKey', () => {
  it.each([
    ['ecdsa', 'EC PRIVATE KEY', 'ec', undefined],
    ['ed25519', 'PRIVATE KEY', 'ed25519', undefined],
    ['rsa', 'RSA PRIVATE KEY', 'rsa', 4096],
    ['', 'RSA PRIVATE KEY', 'rsa', 4096],
  ])('makes a key of kind %j', (kind, type, algorithm, bits) => {
    const pem = String(call('genPrivateKey', kind));
    expect(pem.startsWith(`-----BEGIN ${type}-----\n`)).toBe(true);
    const parsed = createPrivateKey(pem);
    expect(parsed.asymmetricKeyType).toBe(algorithm);
    expect(parsed.asymmetricKeyDetails?.modulusLength).toBe(bits);
  });

  it('writes DSA keys in a structure of version, P, Q, G, Y and X', () => {
    const block = decodePem(String(call('genPrivateKey', 'dsa')));
    expect(block?.type).toBe('DSA PRIVATE KEY');
    const value = readDer(block?.bytes ?? Buffer.alloc(0));
    const numbers = [0, 1, 2, 3, 4, 5].map(i =>
      BigInt(`0x${readAt(value, i).content.toString('hex')}`),
    );
    const [version, p, , g, y, x] = numbers;
    expect(version).toBe(0n);
    let [power, square, rest] = [1n, g, x];
    for (; rest > 0n; rest >>= 1n) {
      if (rest & 1n) power = (power * square) % p;
      square = (square * square) % p;
    }
    expect(power).toBe(y);
    expect(() =>
      call('genCAWithKey', 'ca', days, String(call('genPrivateKey', 'dsa'))),
    ).toThrow(
      'error creating certificate: x509: certificate private key does not implement crypto.Signer',
    );
  });

  it('says of another kind that it is unknown', () => {
    expect(call('genPrivateKey', 'x')).toBe('Unknown type x');
  });
});

describe('certificates', () => {
  it('makes an authority that signs for others', () => {
    const made = call('genCA', 'my-ca', days);
    const { cert, key: caKey } = pairOf(made);
    expect(cert.ca).toBe(true);
    expect(cert.subject).toBe('CN=my-ca');
    expect(cert.checkIssued(cert)).toBe(true);
    expect(cert.verify(cert.publicKey)).toBe(true);
    expect(cert.validFromDate.getTime()).toBe(now);
    expect(cert.validToDate.getTime()).toBe(now + 365 * 86_400_000);
    expect(cert.checkPrivateKey(createPrivateKey(caKey))).toBe(true);
    expect(caKey).toContain('BEGIN RSA PRIVATE KEY');

    const leaf = pairOf(
      call(
        'genSignedCert',
        'svc',
        ['10.0.0.1', '::1', '::ffff:1.2.3.4'],
        ['a.example.com', '*.b'],
        days,
        made,
      ),
    );
    expect(leaf.cert.verify(cert.publicKey)).toBe(true);
    expect(leaf.cert.checkIssued(cert)).toBe(true);
    expect(leaf.cert.ca).toBe(false);
    expect(leaf.cert.issuer).toBe('CN=my-ca');
    expect(leaf.cert.subjectAltName).toBe(
      'DNS:a.example.com, DNS:*.b, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:1.2.3.4',
    );
    expect(leaf.cert.keyUsage).toEqual([
      '1.3.6.1.5.5.7.3.1',
      '1.3.6.1.5.5.7.3.2',
    ]);
  });

  it.each(['ecdsa', 'ed25519'])('signs with a given key: %s', kind => {
    const pem = String(call('genPrivateKey', kind));
    const authority = call('genCAWithKey', 'ca', days, pem);
    const { cert, key: written } = pairOf(authority);
    expect(written).toBe(pem);
    expect(cert.verify(createPublicKey(pem))).toBe(true);
    const leaf = pairOf(
      call('genSignedCertWithKey', 'l', null, null, goInt(-1), authority, key),
    );
    expect(leaf.cert.verify(cert.publicKey)).toBe(true);
    expect(leaf.cert.subjectAltName).toBeUndefined();
    expect(leaf.cert.validToDate.getTime()).toBe(now - 86_400_000);
    const self = pairOf(
      call('genSelfSignedCertWithKey', '', [], ['only.dns'], days, pem),
    );
    expect(self.cert.subject).toBeUndefined();
    expect(self.cert.verify(self.cert.publicKey)).toBe(true);
  });

  it('writes keys of other forms as Go does', () => {
    const pkcs8 = createPrivateKey(key)
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
    expect(pairOf(call('genCAWithKey', 'ca', days, pkcs8)).key).toBe(key);
  });

  it('makes signatures that other programs verify', () => {
    const { cert } = pairOf(call('genCAWithKey', 'ca', days, key));
    const der = readDer(cert.raw);
    expect(
      verify(
        'sha256',
        readAt(der, 0).raw,
        cert.publicKey,
        readAt(der, 2).content.subarray(1),
      ),
    ).toBe(true);
  });

  it('takes a certificate and a key that exist', () => {
    const { pem, key: own } = pairOf(call('genCAWithKey', 'ca', days, key));
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const custom = pairOf(call('buildCustomCert', base64(pem), base64(own)));
    expect(custom).toMatchObject({ pem, key: own });
    const failing: [string, string, string][] = [
      ['!', '', 'unable to decode base64 certificate'],
      ['', '!', 'unable to decode base64 private key'],
      [base64('x'), '', 'unable to decode certificate'],
      [
        base64(pem),
        base64('x'),
        'error parsing private key: no PEM data in input',
      ],
      [
        base64(pem),
        base64(pem),
        'error parsing private key: no private key data in PEM block of type CERTIFICATE',
      ],
      [
        base64(pem.replace(/\n....../, '\nAAAAAA')),
        base64(own),
        'error parsing certificate: decodedCert.Bytes: x509: malformed certificate',
      ],
    ];
    for (const [first, second, message] of failing) {
      expect(() => call('buildCustomCert', first, second)).toThrow(message);
    }
  });

  it.each<[GoValue, GoValue, string]>([
    [['a'], null, 'error parsing ip: a'],
    [['fe80::1%eth0'], null, 'error parsing ip: fe80::1%eth0'],
    [[goInt(1)], null, 'error parsing ip: 1 is not a string'],
    [
      null,
      [null],
      'error processing alternate dns name: <nil> is not a string',
    ],
    [
      null,
      ['é.com'],
      'error creating certificate: x509: "é.com" cannot be encoded as an IA5String',
    ],
  ])(
    'refuses addresses and names that are none, %#',
    (addresses, hosts, message) => {
      expect(() =>
        call('genSelfSignedCertWithKey', 'x', addresses, hosts, days, key),
      ).toThrow(message);
    },
  );

  it('refuses to sign with a key that is not that of the authority', () => {
    const { pem } = pairOf(call('genCAWithKey', 'ca', days, key));
    const other = new GoStruct({ name: 'sprig.certificate', kind: 'struct' }, [
      ['Cert', pem],
      ['Key', String(call('genPrivateKey', 'ecdsa'))],
    ]);
    expect(() =>
      call('genSignedCertWithKey', 'x', null, null, days, other, key),
    ).toThrow("x509: provided PrivateKey doesn't match parent's PublicKey");
  });

  it('never tells what a key is in an error', () => {
    const broken = key.replace(/\n....../, '\nAAAAAA');
    expect(() => call('genCAWithKey', 'ca', days, broken)).toThrow(
      'parsing private key: parsing EC private key from PEM: x509: failed to parse EC private key: asn1: s',
    );
  });

  it.each([
    ['', 'no PEM data in input'],
    ['FOO PRIVATE KEY', 'invalid private key type FOO PRIVATE KEY'],
    ['FOO', 'no private key data in PEM block of type FOO'],
    [
      'RSA PRIVATE KEY',
      'parsing RSA private key from PEM: asn1: syntax error: sequence truncated',
    ],
    [
      'DSA PRIVATE KEY',
      'parsing DSA private key from PEM: asn1: syntax error: sequence truncated',
    ],
    [
      'PRIVATE KEY',
      'decoding PEM as PKCS#8: asn1: syntax error: sequence truncated',
    ],
  ])('refuses a block of type %j that holds no key', (type, message) => {
    const pem =
      type && `-----BEGIN ${type}-----\nMAAA\n-----END ${type}-----\n`;
    expect(() => call('genCAWithKey', 'ca', days, pem)).toThrow(
      `parsing private key: ${message}`,
    );
  });
});
