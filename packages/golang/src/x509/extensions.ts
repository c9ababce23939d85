import {
  derBitString,
  derBoolean,
  derElement,
  derObjectIdentifier,
  derOctetString,
  derPrintableString,
  derSequence,
  derSet,
  derUtf8String,
} from './der';
import { objectIdentifiers } from './object-identifiers';

/** What a subject is called. */
export interface Subject {
  commonName: string;
  organizations?: readonly string[];
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Go writes what it can as PrintableString. */
function nameText(text: string): Buffer {
  return PRINTABLE.test(text) ? derPrintableString(text) : derUtf8String(text);
}

/** A distinguished name in DER: organizations, then the common name; neither where it is empty. */
export function distinguishedName({
  commonName,
  organizations = [],
}: Subject): Buffer {
  const attribute = (type: string, value: string) =>
    derSet(derSequence(derObjectIdentifier(type), nameText(value)));
  return derSequence(
    ...organizations.map(organization =>
      attribute(objectIdentifiers.organization, organization),
    ),
    ...(commonName === ''
      ? []
      : [attribute(objectIdentifiers.commonName, commonName)]),
  );
}

/** An extension in DER (RFC 5280, 4.2). */
export function extension(
  type: string,
  value: Buffer,
  critical = false,
): Buffer {
  return derSequence(
    derObjectIdentifier(type),
    ...(critical ? [derBoolean(true)] : []),
    derOctetString(value),
  );
}

/** The bits of a key usage, from the first. */
const usages = {
  digitalSignature: 0,
  keyEncipherment: 2,
  certificateSigning: 5,
  crlSigning: 6,
} as const;

export type KeyUsage = keyof typeof usages;

/** What a key may be used for (RFC 5280, 4.2.1.3); critical. */
export function keyUsage(...allowed: KeyUsage[]): Buffer {
  const bits = allowed.map((usage): number => usages[usage]);
  const octet = bits.reduce((sum, bit) => sum + 2 ** (7 - bit), 0);
  const unused = 7 - Math.max(...bits);
  return extension(
    objectIdentifiers.keyUsage,
    derBitString(Buffer.from([octet]), unused),
    true,
  );
}

/** @param purposes dotted object identifiers */
export function extendedKeyUsage(...purposes: string[]): Buffer {
  return extension(
    objectIdentifiers.extendedKeyUsage,
    derSequence(...purposes.map(purpose => derObjectIdentifier(purpose))),
  );
}

/** Whether the subject is an authority; critical. */
export function basicConstraints(isAuthority: boolean): Buffer {
  return extension(
    objectIdentifiers.basicConstraints,
    isAuthority ? derSequence(derBoolean(true)) : derSequence(),
    true,
  );
}

export function subjectKeyIdentifier(identifier: Buffer): Buffer {
  return extension(
    objectIdentifiers.subjectKeyIdentifier,
    derOctetString(identifier),
  );
}

export function authorityKeyIdentifier(identifier: Buffer): Buffer {
  return extension(
    objectIdentifiers.authorityKeyIdentifier,
    derSequence(derElement(0x80, identifier)),
  );
}

/**
 * Other names of the subject.
 *
 * @param addresses of 4 or 16 bytes
 * @param critical where the subject has no name of its own
 */
export function subjectAlternativeName(
  hosts: readonly string[],
  addresses: readonly Uint8Array[],
  critical = false,
): Buffer {
  return extension(
    objectIdentifiers.subjectAlternativeName,
    derSequence(
      ...hosts.map(host => derElement(0x82, Buffer.from(host))),
      ...addresses.map(address => derElement(0x87, address)),
    ),
    critical,
  );
}
