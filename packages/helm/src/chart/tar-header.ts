import { fromBytes } from '@sluice/golang/value';
import { ChartError } from './error';

/** What Go's `archive/tar` says of whatever it cannot read. */
export function invalidHeader(): ChartError {
  return new ChartError('archive/tar: invalid tar header');
}

export const BLOCK = 512;

/** One header, as it stands in its block. */
export interface TarHeader {
  name: string;
  /** The letter that says what it is; NUL in archives of old. */
  type: string;
  mode: number;
  /** In bytes. */
  size: number;
  /** Nanoseconds since 1970. */
  modTime: bigint;
  format: TarFormat;
}

export type TarFormat = 'v7' | 'ustar' | 'star' | 'gnu';

/** The bytes before the first NUL. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return fromBytes(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Reads the fields of a header's block. */
class Fields {
  readonly #block: Uint8Array;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  bytes(at: number, length: number): Uint8Array {
    return this.#block.subarray(at, at + length);
  }

  text(at: number, length: number): string {
    return textOf(this.bytes(at, length));
  }

  is(at: number, text: string): boolean {
    return Buffer.from(this.bytes(at, text.length)).toString('latin1') === text;
  }

  /** A number: octal digits, or the bytes of an integer where the first bit is set. @throws ChartError */
  number(at: number, length: number): number {
    const bytes = this.bytes(at, length);
    return bytes[0] >= 0x80 ? binary(bytes) : octal(bytes);
  }

  octal(at: number, length: number): number {
    return octal(this.bytes(at, length));
  }
}

/** A two's complement of which the first bit says only that it is one. */
function binary(bytes: Uint8Array): number {
  const digits = Buffer.from(bytes).toString('hex');
  const bits = bytes.length * 8 - 1;
  const value = BigInt.asIntN(bits, BigInt(`0x${digits}`));
  if (BigInt.asIntN(64, value) !== value) throw invalidHeader();
  return Number(value);
}

function octal(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('latin1');
  const trimmed = text.replace(/^[ \0]+/, '').replace(/[ \0]+$/, '');
  if (trimmed === '') return 0;
  const [digits] = trimmed.split('\0', 1);
  if (!/^[0-7]{1,21}$/.test(digits)) throw invalidHeader();
  return parseInt(digits, 8);
}

function formatOf(fields: Fields): TarFormat {
  if (fields.is(257, 'ustar\0')) {
    return fields.is(508, 'tar\0') ? 'star' : 'ustar';
  }
  return fields.is(257, 'ustar  \0') ? 'gnu' : 'v7';
}

/** Both sums that were ever in use, the sum's own field taken for spaces. */
function checkSum(block: Uint8Array, fields: Fields): void {
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i];
    unsigned += byte;
    signed += byte > 0x7f ? byte - 0x100 : byte;
  }
  const sum = fields.octal(148, 8);
  if (sum !== unsigned && sum !== signed) throw invalidHeader();
}

/** What comes before the name, from where the format has it. @throws ChartError for numbers beside it that are none */
function prefixOf(fields: Fields, format: TarFormat): string {
  if (format === 'v7') return '';
  fields.number(329, 8);
  fields.number(337, 8);
  if (format === 'ustar') return fields.text(345, 155);
  if (format === 'star') {
    fields.number(476, 12);
    fields.number(488, 12);
    return fields.text(345, 131);
  }
  return gnuPrefix(fields);
}

/** GNU has times there, but an old version of Go wrote a prefix over them. */
function gnuPrefix(fields: Fields): string {
  try {
    for (const at of [345, 357]) {
      if (fields.bytes(at, 1)[0] !== 0) fields.number(at, 12);
    }
    return '';
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    const prefix = fields.text(345, 155);
    return /^[\0-\x7f]*$/.test(prefix) ? prefix : '';
  }
}

/** @throws ChartError with Go's message */
export function readHeader(block: Uint8Array): TarHeader {
  const fields = new Fields(block);
  checkSum(block, fields);
  const format = formatOf(fields);
  fields.number(108, 8);
  fields.number(116, 8);
  const prefix = prefixOf(fields, format);
  const name = fields.text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156]),
    mode: fields.number(100, 8),
    size: fields.number(124, 12),
    modTime: BigInt(fields.number(136, 12)) * 1_000_000_000n,
    format,
  };
}
