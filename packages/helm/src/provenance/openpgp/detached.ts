import { type Bytes } from './byte-source';
import { checkSignature, hashedData } from './check-signature';
import { PgpError } from './error';
import { type Entity, type Identity } from './key-ring';
import { PacketReader } from './packets';
import { type PublicKey } from './public-key';
import { type Signature, SignatureType, isOver } from './signature';

/** A key of somebody's that may have signed. */
interface Candidate {
  entity: Entity;
  key: PublicKey;
  /** By which the key is what it is. */
  selfSignature?: Signature;
  revocations: readonly Signature[];
  isSubkey: boolean;
}

const COMPROMISED = 2;

function isRevoked(revocations: readonly Signature[], now: number): boolean {
  return revocations.some(
    revocation =>
      revocation.revocationReason === COMPROMISED || !isOver(revocation, now),
  );
}

function prefers(one: Identity, other: Identity): boolean {
  const difference = one.revocations.length - other.revocations.length;
  if (difference !== 0) return difference > 0;
  if (!one.selfSignature) return true;
  if (!other.selfSignature) return false;
  const first = one.selfSignature.isPrimaryName === true;
  const second = other.selfSignature.isPrimaryName === true;
  if (first !== second) return second;
  return (other.selfSignature.created ?? 0) > (one.selfSignature.created ?? 0);
}

/** The name that speaks for a key: one that is not revoked, that is marked, or the last. */
function primaryIdentity({ identities }: Entity): Identity | undefined {
  let best: Identity | undefined;
  for (const identity of identities.values()) {
    if (!best || prefers(best, identity)) best = identity;
  }
  return best;
}

function primarySelfSignature(entity: Entity): {
  signature?: Signature;
  identity?: Identity;
} {
  if (entity.primaryKey.version === 6) return { signature: entity.direct };
  const identity = primaryIdentity(entity);
  return { signature: identity?.selfSignature, identity };
}

function candidates(entities: readonly Entity[], keyId: string): Candidate[] {
  const all = entities.flatMap(entity => [
    {
      entity,
      key: entity.primaryKey,
      selfSignature: primarySelfSignature(entity).signature,
      revocations: entity.revocations,
      isSubkey: false,
    },
    ...entity.subkeys.map(({ key, signature, revocations }) => ({
      entity,
      key,
      selfSignature: signature,
      revocations,
      isSubkey: true,
    })),
  ]);
  return all.filter(
    ({ key, selfSignature }) =>
      key.keyId === keyId && selfSignature?.hasFlags && selfSignature.maySign,
  );
}

/** The text of a message with the ends of lines that signatures are made over (RFC 9580, section 5.2.1.2). */
function canonicalText(text: Buffer): Buffer {
  const lines: Buffer[] = [];
  let start = 0;
  let afterReturn = false;
  for (let i = 0; i < text.length; i += 1) {
    const byte = text[i];
    if (afterReturn) {
      afterReturn = false;
    } else if (byte === 0x0d) {
      afterReturn = true;
    } else if (byte === 0x0a) {
      lines.push(text.subarray(start, i), Buffer.from('\r\n'));
      start = i + 1;
    }
  }
  lines.push(text.subarray(start));
  return Buffer.concat(lines);
}

function signedForm(signed: Buffer, type: number): Buffer {
  switch (type) {
    case SignatureType.binary:
      return signed;
    case SignatureType.text:
      return canonicalText(signed);
    default:
      throw new PgpError('unsupported', `unsupported signature type: ${type}`);
  }
}

function isExpired(
  key: PublicKey,
  selfSignature: Signature | undefined,
  now: number,
): boolean {
  if (key.created > now) return true;
  const lifetime = selfSignature?.keyLifetime ?? 0;
  return lifetime !== 0 && now > key.created + lifetime;
}

/** Whether everything that a good signature stands on still holds. */
function checkDetails(
  { entity, key, selfSignature, revocations, isSubkey }: Candidate,
  signature: Signature,
  now: number,
): void {
  const primary = primarySelfSignature(entity);
  const signatures = [
    signature,
    primary.signature,
    ...(isSubkey ? [selfSignature, selfSignature?.embedded] : []),
  ].flatMap(each => (each ? [each] : []));
  for (const { notations } of signatures) {
    const unknown = notations.find(({ critical }) => critical);
    if (unknown) {
      throw new PgpError(
        'signature',
        `unknown critical notation: ${unknown.name}`,
      );
    }
  }
  if (
    isRevoked(entity.revocations, now) ||
    (isSubkey && isRevoked(revocations, now)) ||
    (primary.identity && isRevoked(primary.identity.revocations, now))
  ) {
    throw new PgpError('other', 'openpgp: signature made by revoked key');
  }
  if (
    isExpired(entity.primaryKey, primary.signature, now) ||
    (isSubkey && isExpired(key, selfSignature, now))
  ) {
    throw new PgpError('other', 'openpgp: key expired');
  }
  if (signatures.some(each => isOver(each, now))) {
    throw new PgpError('other', 'openpgp: signature expired');
  }
}

/** The first signature by somebody whose keys there are. */
function findSignature(
  entities: readonly Entity[],
  packets: PacketReader,
): { signature: Signature; keys: readonly Candidate[] } {
  for (;;) {
    const packet = packets.next();
    if (packet === undefined) {
      throw new PgpError('other', 'openpgp: signature made by unknown entity');
    }
    if (packet.kind !== 'signature') {
      throw new PgpError('structural', 'non signature packet found');
    }
    const { signature } = packet;
    if (signature.issuerKeyId === undefined) {
      throw new PgpError('structural', "signature doesn't have an issuer");
    }
    const keys = candidates(entities, signature.issuerKeyId);
    if (keys.length > 0) return { signature, keys };
  }
}

/**
 * Checks a signature that is apart from what it signs; answers whose it is. `now`: seconds since 1970.
 *
 * @throws PgpError
 */
export function checkDetachedSignature(
  entities: readonly Entity[],
  signed: Buffer,
  signatures: Bytes,
  now: number,
): Entity {
  const packets = new PacketReader(signatures);
  const { signature, keys } = findSignature(entities, packets);
  let data = hashedData(signature, signedForm(signed, signature.type));
  let problem: unknown;
  for (const candidate of keys) {
    try {
      checkSignature(candidate.key, signature, data);
    } catch (error) {
      problem = error;
      // The original hashes on: of several keys with one id only the first can be right.
      data = Buffer.concat([data, signature.suffix]);
      continue;
    }
    checkDetails(candidate, signature, now);
    return candidate.entity;
  }
  throw problem;
}
