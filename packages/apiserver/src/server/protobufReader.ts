/** Reads protobuf's wire format. Everything that does not fit throws a RangeError. */
export class ProtobufReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  tag(): { number: number; wireType: number } {
    const tag = this.#number();
    return { number: Math.floor(tag / 8), wireType: tag % 8 };
  }

  /** A number; negative ones are sent as 64 bits of two's complement. */
  varint(wireType: number): number {
    if (wireType !== 0) {
      throw new RangeError('not a number');
    }
    return this.#number();
  }

  bytes(wireType: number): Buffer {
    if (wireType !== 2) {
      throw new RangeError('not bytes');
    }
    const length = this.#number();
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) {
      throw new RangeError('the message is cut off');
    }
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  /** Passes over a field and answers whether it says anything: zeros, empty texts and messages of them do not. */
  skip(wireType: number): boolean {
    return wireType === 0
      ? this.#number() !== 0
      : saysAnything(this.bytes(wireType));
  }

  #number(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.atEnd) {
        throw new RangeError('the message is cut off');
      }
      const byte = this.#bytes[this.#at];
      this.#at++;
      value += BigInt(byte % 128) * 2n ** shift;
      if (byte < 128) {
        return Number(BigInt.asIntN(64, value));
      }
    }
    throw new RangeError('a number is too long');
  }
}

function saysAnything(bytes: Buffer): boolean {
  const reader = new ProtobufReader(bytes);
  try {
    while (!reader.atEnd) {
      if (reader.skip(reader.tag().wireType)) {
        return true;
      }
    }
    return false;
  } catch (error) {
    if (error instanceof RangeError) {
      return true;
    }
    throw error;
  }
}
