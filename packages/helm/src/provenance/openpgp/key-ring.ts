import { Bytes } from './byte-source';
import { checkSignature, hashedData } from './check-signature';
import { PgpError } from './error';
import { type Packet, PacketReader } from './packets';
import { type PublicKey, canSign } from './public-key';
import { type Signature, SignatureType } from './signature';

/** A name that a key goes by. */
export interface Identity {
  name: string;
  /** The last signature by which the key takes the name; undefined where it only gave it up. */
  selfSignature?: Signature;
  revocations: Signature[];
}

/** A key that another one has taken to itself. */
export interface Subkey {
  key: PublicKey;
  signature: Signature;
  revocations: readonly Signature[];
}

/** Somebody's keys and names. */
export interface Entity {
  primaryKey: PublicKey;
  /** By name, in the order in which they were read. */
  identities: ReadonlyMap<string, Identity>;
  subkeys: readonly Subkey[];
  revocations: readonly Signature[];
  /** By which a key of version 6 tells of itself. */
  direct?: Signature;
}

function structural(problem: string): PgpError {
  return new PgpError('structural', problem);
}

function messageOf(error: unknown): string {
  if (error instanceof PgpError) return error.message;
  throw error;
}

/** Whether a signature says it is by a key. */
function claims(signature: Signature, key: PublicKey): boolean {
  return signature.issuerFingerprint
    ? signature.issuerFingerprint.equals(key.fingerprint)
    : signature.issuerKeyId === key.keyId;
}

function later(signature: Signature, than: Signature | undefined): boolean {
  return !than || (signature.created ?? 0) > (than.created ?? 0);
}

function check(key: PublicKey, signature: Signature, signed: Buffer): void {
  checkSignature(key, signature, hashedData(signature, signed));
}

const nameSignatures: readonly number[] = [
  SignatureType.genericName,
  SignatureType.personaName,
  SignatureType.casualName,
  SignatureType.positiveName,
  SignatureType.nameRevocation,
];

function signedName(key: PublicKey, name: Buffer): Buffer {
  const begin = Buffer.from([0xb4, 0, 0, 0, 0]);
  begin.writeUInt32BE(name.length, 1);
  return Buffer.concat([key.hashed, begin, name]);
}

function readIdentity(
  primaryKey: PublicKey,
  { name, bytes }: { name: string; bytes: Buffer },
  packets: PacketReader,
  identities: Map<string, Identity>,
): void {
  const identity: Identity = { name, revocations: [] };
  const signed = signedName(primaryKey, bytes);
  for (;;) {
    const packet = packets.next();
    if (packet?.kind !== 'signature') {
      if (packet) packets.unread(packet);
      return;
    }
    const { signature } = packet;
    if (!nameSignatures.includes(signature.type)) {
      throw structural('user ID signature with wrong type');
    }
    if (!claims(signature, primaryKey)) continue;
    try {
      check(primaryKey, signature, signed);
    } catch (error) {
      throw structural(`user ID self-signature invalid: ${messageOf(error)}`);
    }
    if (signature.type === SignatureType.nameRevocation) {
      identity.revocations.push(signature);
    } else if (later(signature, identity.selfSignature)) {
      identity.selfSignature = signature;
    }
    identities.set(name, identity);
  }
}

/** A subkey that signs must have signed its primary key: else one could take somebody else's. */
function checkBinding(
  primaryKey: PublicKey,
  key: PublicKey,
  signature: Signature,
): void {
  const signed = Buffer.concat([primaryKey.hashed, key.hashed]);
  check(primaryKey, signature, signed);
  if (!signature.maySign) return;
  if (!signature.embedded) {
    throw structural('signing subkey is missing cross-signature');
  }
  try {
    check(key, signature.embedded, signed);
  } catch (error) {
    throw structural(
      `error while verifying cross-signature: ${messageOf(error)}`,
    );
  }
}

function nextOfSubkey(packets: PacketReader): Packet | undefined {
  try {
    return packets.next();
  } catch (error) {
    throw structural(`subkey signature invalid: ${messageOf(error)}`);
  }
}

function readSubkey(
  primaryKey: PublicKey,
  key: PublicKey,
  packets: PacketReader,
): Subkey {
  const revocations: Signature[] = [];
  let binding: Signature | undefined;
  for (;;) {
    const packet = nextOfSubkey(packets);
    if (packet?.kind !== 'signature') {
      if (packet) packets.unread(packet);
      break;
    }
    const { signature } = packet;
    const revokes = signature.type === SignatureType.subkeyRevocation;
    if (!revokes && signature.type !== SignatureType.subkeyBinding) {
      throw structural('subkey signature with wrong type');
    }
    try {
      checkBinding(primaryKey, key, signature);
    } catch (error) {
      throw structural(`subkey signature invalid: ${messageOf(error)}`);
    }
    if (revokes) revocations.push(signature);
    else if (later(signature, binding)) binding = signature;
  }
  if (!binding) throw structural('subkey packet not followed by signature');
  return { key, signature: binding, revocations };
}

function directOf(
  primaryKey: PublicKey,
  signatures: readonly Signature[],
): Signature {
  if (signatures.length === 0) {
    throw structural('v6 entity without a valid direct-key signature');
  }
  let last: Signature | undefined;
  for (const signature of signatures) {
    if (claims(signature, primaryKey) && later(signature, last)) {
      last = signature;
    }
  }
  if (!last) {
    throw structural(
      'no valid direct-key self-signature for v6 primary key found',
    );
  }
  try {
    check(primaryKey, last, primaryKey.hashed);
  } catch (error) {
    if (!(error instanceof PgpError)) throw error;
    throw structural('invalid direct-key self-signature for v6 primary key');
  }
  return last;
}

function checkRevocations(
  primaryKey: PublicKey,
  revocations: readonly Signature[],
): void {
  for (const revocation of revocations) {
    try {
      check(primaryKey, revocation, primaryKey.hashed);
    } catch (error) {
      if (!(error instanceof PgpError)) throw error;
      throw structural('revocation signature signed by alternate key');
    }
  }
}

function readEntity(first: Packet, packets: PacketReader): Entity {
  if (first.kind !== 'key') {
    packets.unread(first);
    throw structural('first packet was not a public/private key');
  }
  const primaryKey = first.key;
  if (!canSign(primaryKey)) {
    throw structural('primary key cannot be used for signatures');
  }
  const identities = new Map<string, Identity>();
  const subkeys: Subkey[] = [];
  const revocations: Signature[] = [];
  const directs: Signature[] = [];
  for (;;) {
    const packet = packets.next();
    if (packet === undefined) break;
    if (packet.kind === 'key' && !packet.key.isSubkey) {
      packets.unread(packet);
      break;
    }
    if (packet.kind === 'name') {
      readIdentity(primaryKey, packet, packets, identities);
    } else if (packet.kind === 'key') {
      subkeys.push(readSubkey(primaryKey, packet.key, packets));
    } else if (packet.kind === 'signature') {
      const { signature } = packet;
      if (signature.type === SignatureType.keyRevocation) {
        revocations.push(signature);
      } else if (signature.type === SignatureType.direct) {
        directs.push(signature);
      }
    }
  }
  const { version } = primaryKey;
  if (identities.size === 0 && version < 6) {
    throw structural(`v${version} entity without any identities`);
  }
  const direct = version === 6 ? directOf(primaryKey, directs) : undefined;
  checkRevocations(primaryKey, revocations);
  return { primaryKey, identities, subkeys, revocations, direct };
}

/** Goes on to the next key of somebody; false where there is none. */
function passToNextKey(packets: PacketReader): boolean {
  for (;;) {
    const packet = packets.next();
    if (packet === undefined) return false;
    if (packet.kind === 'key' && !packet.isPrivate && !packet.key.isSubkey) {
      packets.unread(packet);
      return true;
    }
  }
}

/**
 * Reads a keyring in binary form (`gpg --export`), of public or of private keys. Keys that cannot be read are left
 * out, unless there is no other.
 *
 * @throws PgpError
 */
export function readKeyRing(bytes: Uint8Array): Entity[] {
  const packets = new PacketReader(new Bytes(bytes));
  const entities: Entity[] = [];
  let problem: PgpError | undefined;
  for (;;) {
    try {
      const first = packets.next();
      if (first === undefined) break;
      entities.push(readEntity(first, packets));
    } catch (error) {
      if (!(error instanceof PgpError) || error.fault !== 'structural') {
        throw error;
      }
      problem = error;
      if (!passToNextKey(packets)) break;
    }
  }
  if (entities.length === 0 && problem) throw problem;
  return entities;
}
