import {
  type ByteSource,
  type Bytes,
  Contents,
  readLength,
} from './byte-source';
import { PgpError } from './error';
import { readPrivateKey } from './private-key';
import { type PublicKey, readPublicKey } from './public-key';
import { type Signature, readSignature } from './signature';

/** A packet (RFC 9580, section 5). */
export type Packet =
  /** `isPrivate`: its secret is there, too. */
  | { kind: 'key'; key: PublicKey; isPrivate: boolean }
  | { kind: 'name'; name: string; bytes: Buffer }
  | { kind: 'signature'; signature: Signature }
  | { kind: 'other' };

const Tag = {
  signature: 2,
  privateKey: 5,
  publicKey: 6,
  privateSubkey: 7,
  marker: 10,
  trust: 12,
  name: 13,
  publicSubkey: 14,
  nameAttribute: 17,
  padding: 21,
} as const;

/** Those of messages. Nothing that is read here is one. */
const messageTags: readonly number[] = [1, 3, 4, 8, 9, 11, 18, 20];

function readHeader(source: ByteSource): { tag: number; contents: ByteSource } {
  const [first] = source.read(1);
  if (first < 0x80) {
    throw new PgpError('structural', 'tag byte does not have MSB set');
  }
  if (first >= 0xc0) {
    const { length, partial } = readLength(source);
    const contents = new Contents(source, length, partial);
    return { tag: first % 64, contents };
  }
  const tag = Math.floor(first / 4) % 16;
  const size = [1, 2, 4, 0][first % 4];
  if (size === 0) return { tag, contents: source };
  const length = source.read(size).readUIntBE(0, size);
  return { tag, contents: new Contents(source, length, false) };
}

/** The length that stands at a place, and how many bytes it takes. */
function subpacketLength(
  bytes: Buffer,
  at: number,
): { length: number; size: number } {
  const first = bytes[at];
  if (first < 192) return { length: first, size: 1 };
  if (first < 255) {
    const second = bytes[at + 1] ?? 0;
    return { length: (first - 192) * 256 + second + 192, size: 2 };
  }
  const length = bytes.length - at < 5 ? 0 : bytes.readUInt32BE(at + 1);
  return { length, size: 5 };
}

/** The picture of somebody, or the like. */
function checkAttribute(bytes: Buffer): void {
  let at = 0;
  while (at < bytes.length) {
    const { length, size } = subpacketLength(bytes, at);
    if (length === 0 || length > bytes.length - at - size) {
      throw new PgpError('structural', 'subpacket truncated');
    }
    at += size + length;
  }
}

function readContents(tag: number, contents: ByteSource): Packet {
  switch (tag) {
    case Tag.signature:
      return { kind: 'signature', signature: readSignature(contents) };
    case Tag.publicKey:
    case Tag.publicSubkey: {
      const key = readPublicKey(contents, tag === Tag.publicSubkey);
      return { kind: 'key', key, isPrivate: false };
    }
    case Tag.privateKey:
    case Tag.privateSubkey: {
      const key = readPrivateKey(contents, tag === Tag.privateSubkey);
      return { kind: 'key', key, isPrivate: true };
    }
    case Tag.name: {
      const bytes = contents.rest();
      return { kind: 'name', name: bytes.toString('utf8'), bytes };
    }
    case Tag.nameAttribute:
      checkAttribute(contents.rest());
      return { kind: 'other' };
    case Tag.marker:
      if (contents.read(3).toString('latin1') !== 'PGP') {
        throw new PgpError('structural', 'invalid marker packet');
      }
      throw new PgpError('unknown packet', String(tag));
    case Tag.padding:
      contents.rest();
      return { kind: 'other' };
    default:
      if (messageTags.includes(tag)) {
        contents.rest();
        return { kind: 'other' };
      }
      if (tag !== Tag.trust && tag < 40) {
        const problem = `openpgp: unknown critical packet type: ${tag}`;
        throw new PgpError('other', problem);
      }
      throw new PgpError('unknown packet', String(tag));
  }
}

function readPacket(source: ByteSource): Packet {
  const { tag, contents } = readHeader(source);
  try {
    return readContents(tag, contents);
  } catch (error) {
    passOver(contents);
    throw error;
  }
}

/** Goes on behind a packet that could not be read. */
function passOver(contents: ByteSource): void {
  try {
    contents.rest();
  } catch (error) {
    // It ends too early; whoever reads the next one finds out.
    if (!(error instanceof PgpError)) throw error;
  }
}

const skipped: readonly string[] = ['unsupported', 'unknown packet'];

/** Reads packets one after the other; those that are not known or not supported are passed over. */
export class PacketReader {
  readonly #source: Bytes;
  #unread: Packet | undefined;

  constructor(source: Bytes) {
    this.#source = source;
  }

  /**
   * The next packet; undefined at the end.
   *
   * @throws PgpError
   */
  next(): Packet | undefined {
    const unread = this.#unread;
    this.#unread = undefined;
    if (unread) return unread;
    while (!this.#source.done) {
      try {
        return readPacket(this.#source);
      } catch (error) {
        const passed =
          error instanceof PgpError && skipped.includes(error.fault);
        if (!passed) throw error;
      }
    }
    return undefined;
  }

  /** Gives a packet back: it is the next one. */
  unread(packet: Packet): void {
    this.#unread = packet;
  }
}
