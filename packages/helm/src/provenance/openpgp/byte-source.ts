import { type PgpError, unexpectedEnd } from './error';

/** Bytes that are read from front to back. */
export interface ByteSource {
  /**
   * The next bytes, exactly so many.
   *
   * @throws PgpError where there are not so many
   */
  read(size: number): Buffer;
  /** All that is left. */
  rest(): Buffer;
}

/** Bytes in memory. `fault` is what is wrong with what would come after them. */
export class Bytes implements ByteSource {
  readonly #bytes: Buffer;
  readonly #fault: PgpError | undefined;
  #at = 0;

  constructor(bytes: Uint8Array, fault?: PgpError) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fault = fault;
  }

  /** Whether nothing is left, and nothing is wrong. */
  get done(): boolean {
    return this.#at === this.#bytes.length && this.#fault === undefined;
  }

  read(size: number): Buffer {
    const end = this.#at + size;
    if (end > this.#bytes.length) {
      this.#at = this.#bytes.length;
      throw this.#fault ?? unexpectedEnd();
    }
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  rest(): Buffer {
    const part = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    if (this.#fault) throw this.#fault;
    return part;
  }
}

/** A length as packets have it (RFC 9580, section 4.2.1); `partial`: another one follows after so many bytes. */
export function readLength(source: ByteSource): {
  length: number;
  partial: boolean;
} {
  const [first] = source.read(1);
  if (first < 192) return { length: first, partial: false };
  if (first < 224) {
    const [second] = source.read(1);
    return { length: (first - 192) * 256 + second + 192, partial: false };
  }
  if (first < 255) return { length: 2 ** (first % 32), partial: true };
  return { length: source.read(4).readUInt32BE(), partial: false };
}

/** The contents of a packet: so many bytes of a source, which stays behind what was read of them. */
export class Contents implements ByteSource {
  readonly #source: ByteSource;
  #left: number;
  #partial: boolean;

  constructor(source: ByteSource, length: number, partial: boolean) {
    this.#source = source;
    this.#left = length;
    this.#partial = partial;
  }

  /** Makes sure that there are bytes left in the part that is read; false at the end. */
  #more(): boolean {
    while (this.#left === 0) {
      if (!this.#partial) return false;
      const { length, partial } = readLength(this.#source);
      this.#left = length;
      this.#partial = partial;
    }
    return true;
  }

  read(size: number): Buffer {
    const parts: Buffer[] = [];
    let wanted = size;
    while (wanted > 0) {
      if (!this.#more()) throw unexpectedEnd();
      const count = Math.min(wanted, this.#left);
      parts.push(this.#source.read(count));
      this.#left -= count;
      wanted -= count;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  rest(): Buffer {
    const parts: Buffer[] = [];
    while (this.#more()) {
      parts.push(this.#source.read(this.#left));
      this.#left = 0;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }
}

/** Keeps what is read through it. */
export class Recorder implements ByteSource {
  readonly #source: ByteSource;
  readonly #parts: Buffer[] = [];

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get recorded(): Buffer {
    return Buffer.concat(this.#parts);
  }

  read(size: number): Buffer {
    const part = this.#source.read(size);
    this.#parts.push(part);
    return part;
  }

  rest(): Buffer {
    const part = this.#source.rest();
    this.#parts.push(part);
    return part;
  }
}

/** A number of any size: its length in bits, and its bytes, which may begin with zeros. */
export function readNumber(source: ByteSource): Buffer {
  return source.read(Math.ceil(source.read(2).readUInt16BE() / 8));
}
