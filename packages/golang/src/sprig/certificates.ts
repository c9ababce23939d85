import { createPublicKey, randomBytes } from 'node:crypto';
import { toBinary } from '../bytes';
import { decodeBase64 } from '../encoding';
import { quote, sprintf } from '../fmt';
import { AddressError, parseAddress } from '../netip';
import {
  GoError,
  GoStruct,
  stringType,
  fromBytes,
  isAscii,
  type GoType,
  type GoValue,
} from '../value';
import {
  DerError,
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
} from '../x509';
import {
  fn1,
  fn2,
  fn3,
  fn4,
  fn5,
  fn6,
  int,
  list,
  string,
  type FunctionTable,
  type Param,
} from './define';
import { type Surroundings } from './options';
import {
  generatePrivateKey,
  generateRsa,
  parsePrivateKeyPem,
  privateKeyPem,
  type PrivateKey,
} from './private-keys';

/** A certificate and its key, as PEM: the struct that `genCA` and its like give. */
export const certificateType: GoType = {
  name: 'sprig.certificate',
  kind: 'struct',
};

function pair(certificate: string, key: string): GoStruct {
  return new GoStruct(certificateType, [
    ['Cert', certificate],
    ['Key', key],
  ]);
}

interface Pair {
  certificate: string;
  key: string;
}

const certificate: Param<Pair> = {
  type: certificateType,
  read: value => {
    const field = (name: string) => {
      const text = value instanceof GoStruct ? value.field(name) : undefined;
      return typeof text === 'string' ? text : '';
    };
    return { certificate: field('Cert'), key: field('Key') };
  },
};

/** What is asked for. */
interface Wanted {
  commonName: string;
  addresses: Uint8Array[];
  hosts: string[];
  days: bigint;
  isAuthority?: boolean;
}

/** Who signs; the certificate signs itself without. */
interface Signer {
  parsed: ParsedCertificate;
  key: PrivateKey;
}

const DAY = 86_400_000_000_000n;

/** An IPv4 address within IPv6 is one of four bytes. */
function shortest(bytes: readonly number[]): Uint8Array {
  const isMapped =
    bytes.length === 16 &&
    bytes.slice(0, 10).every(byte => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff;
  return Uint8Array.from(isMapped ? bytes.slice(12) : bytes);
}

function readAddresses(values: readonly GoValue[] | null): Uint8Array[] {
  return (values ?? []).map(value => {
    if (typeof value !== 'string') {
      throw new GoError(
        sprintf('error parsing ip: %v is not a string', [value]),
      );
    }
    try {
      const { bytes, zone } = parseAddress(toBinary(value));
      if (zone === '') return shortest(bytes);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
    }
    throw new GoError(`error parsing ip: ${value}`);
  });
}

function readHosts(values: readonly GoValue[] | null): string[] {
  return (values ?? []).map(value => {
    if (typeof value !== 'string') {
      throw new GoError(
        sprintf('error processing alternate dns name: %v is not a string', [
          value,
        ]),
      );
    }
    return value;
  });
}

function assertHosts(hosts: readonly string[]): void {
  for (const host of hosts) {
    if (!isAscii(host)) {
      throw new GoError(
        `error creating certificate: x509: ${quote(
          host,
        )} cannot be encoded as an IA5String`,
      );
    }
  }
}

function asSigningKey(key: PrivateKey) {
  if ('dsa' in key) {
    throw new GoError(
      'error creating certificate: x509: certificate private key does not implement crypto.Signer',
    );
  }
  return key;
}

function create(
  wanted: Wanted,
  privateKey: PrivateKey,
  signer: Signer | undefined,
  now: number,
): GoValue {
  const signingKey = asSigningKey(signer?.key ?? privateKey);
  const publicKey = createPublicKey(asSigningKey(privateKey));
  const subject = distinguishedName({ commonName: wanted.commonName });
  const issuer = signer?.parsed.subject ?? subject;
  if (
    signer !== undefined &&
    !createPublicKey(signingKey).equals(signer.parsed.publicKey)
  ) {
    throw new GoError(
      "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey",
    );
  }
  assertHosts(wanted.hosts);
  const { isAuthority = false, hosts, addresses } = wanted;
  const extensions = [
    isAuthority
      ? keyUsage('keyEncipherment', 'digitalSignature', 'certificateSigning')
      : keyUsage('keyEncipherment', 'digitalSignature'),
    extendedKeyUsage(
      objectIdentifiers.serverAuth,
      objectIdentifiers.clientAuth,
    ),
    basicConstraints(isAuthority),
  ];
  if (isAuthority) {
    extensions.push(subjectKeyIdentifier(keyIdentifier(publicKey)));
  }
  const parent = signer?.parsed.subjectKeyIdentifier;
  if (parent !== undefined && !issuer.equals(subject)) {
    extensions.push(authorityKeyIdentifier(parent));
  }
  if (hosts.length + addresses.length > 0) {
    extensions.push(
      subjectAlternativeName(hosts, addresses, wanted.commonName === ''),
    );
  }
  const lifetime = BigInt.asIntN(64, DAY * wanted.days);
  const der = signCertificate({
    serial: randomBytes(16),
    subject,
    issuer,
    publicKey,
    signingKey,
    notBefore: now,
    notAfter: now + Number(lifetime / 1_000_000n),
    extensions,
  });
  return pair(
    encodePem({ type: 'CERTIFICATE', bytes: der }),
    privateKeyPem(privateKey),
  );
}

/** @throws GoError with this before the message */
function keyOrFail(text: string, refusal: string): PrivateKey {
  try {
    return parsePrivateKeyPem(text);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`${refusal}: ${error.message}`, { cause: error });
  }
}

function certificateOrFail(text: string, name: string): ParsedCertificate {
  const block = decodePem(text);
  if (block === undefined) {
    throw new GoError('unable to decode certificate');
  }
  try {
    return parseCertificate(block.bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new GoError(
      `error parsing certificate: ${name}.Bytes: x509: malformed certificate`,
      { cause: error },
    );
  }
}

function readSigner(authority: Pair): Signer {
  const parsed = certificateOrFail(authority.certificate, 'decodedSignerCert');
  return { parsed, key: keyOrFail(authority.key, 'error parsing private key') };
}

function decodeOrFail(text: string, what: string): string {
  try {
    return fromBytes(decodeBase64(toBinary(text)));
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`unable to decode base64 ${what}`, { cause: error });
  }
}

/** Checks a certificate and a key that are given in base64. */
function custom(certificateText: string, keyText: string): GoValue {
  const certificatePem = decodeOrFail(certificateText, 'certificate');
  const key = decodeOrFail(keyText, 'private key');
  certificateOrFail(certificatePem, 'decodedCert');
  keyOrFail(key, 'error parsing private key');
  return pair(certificatePem, key);
}

const given = (pem: string) => keyOrFail(pem, 'parsing private key');

/**
 * Keys and certificates. They are made by `node:crypto` synchronously – an RSA key takes hundreds of milliseconds – as rendering
 * is synchronous: it belongs into a worker thread.
 */
export function certificateFunctions({ now }: Surroundings): FunctionTable {
  const authority = (
    commonName: string,
    days: bigint,
    key: PrivateKey,
  ): GoValue =>
    create(
      { commonName, days, addresses: [], hosts: [], isAuthority: true },
      key,
      undefined,
      now(),
    );
  const leaf = (
    commonName: string,
    addresses: GoValue[] | null,
    hosts: GoValue[] | null,
    days: bigint,
    key: PrivateKey,
    signer?: Pair,
  ): GoValue => {
    const read = signer === undefined ? undefined : readSigner(signer);
    const wanted = {
      commonName,
      addresses: readAddresses(addresses),
      hosts: readHosts(hosts),
      days,
    };
    return create(wanted, key, read, now());
  };
  return {
    genPrivateKey: fn1(string, stringType, generatePrivateKey),
    genCA: fn2([string, int], certificateType, (name, days) =>
      authority(name, days, generateRsa(2048)),
    ),
    genCAWithKey: fn3(
      [string, int, string],
      certificateType,
      (name, days, pem) => authority(name, days, given(pem)),
    ),
    genSelfSignedCert: fn4(
      [string, list, list, int],
      certificateType,
      (name, addresses, hosts, days) =>
        leaf(name, addresses, hosts, days, generateRsa(2048)),
    ),
    genSelfSignedCertWithKey: fn5(
      [string, list, list, int, string],
      certificateType,
      (name, addresses, hosts, days, pem) =>
        leaf(name, addresses, hosts, days, given(pem)),
    ),
    genSignedCert: fn5(
      [string, list, list, int, certificate],
      certificateType,
      (name, addresses, hosts, days, signer) =>
        leaf(name, addresses, hosts, days, generateRsa(2048), signer),
    ),
    genSignedCertWithKey: fn6(
      [string, list, list, int, certificate, string],
      certificateType,
      (name, addresses, hosts, days, signer, pem) =>
        leaf(name, addresses, hosts, days, given(pem), signer),
    ),
    buildCustomCert: fn2([string, string], certificateType, custom),
  };
}
