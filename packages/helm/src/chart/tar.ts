import { ChartError } from './error';
import { paxTime } from './file-time';

/** One entry of a tar archive. */
export interface TarEntry {
  name: string;
  isDirectory: boolean;
  /** The letter that says what it is; `g` and `x` are not told of. */
  type: string;
  /** As the header says. */
  size: number;
  /** RFC 3339; undefined for one that is none. */
  modTime: string | undefined;
  /** A view of the archive's bytes; as long as `size`, but for entries that have no content. */
  data: Uint8Array;
}

const BLOCK = 512;
const TYPE_AT = 156;
const MAX_EXTENSION = 1024 * 1024;

function text(block: Uint8Array, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end)).toString();
}

/** An octal number, or a binary one where the first bit is set. */
function number(block: Uint8Array, from: number, length: number): number {
  if (block[from] >= 0x80) {
    let value = BigInt(block[from] & 0x7f);
    for (let i = from + 1; i < from + length; i += 1) {
      value = value * 256n + BigInt(block[i]);
    }
    return Number(value);
  }
  const digits = text(block, from, length).trim();
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) {
    throw new ChartError('archive/tar: invalid tar header');
  }
  return parseInt(digits, 8);
}

function checkSum(block: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    sum += i >= 148 && i < TYPE_AT ? 0x20 : block[i];
  }
  if (sum !== number(block, 148, 8)) {
    throw new ChartError('archive/tar: invalid tar header');
  }
}

/** The records of an extended header: `LENGTH KEY=VALUE\n`. */
function readRecords(data: Uint8Array, into: Map<string, string>): void {
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const length = Number(
      Buffer.from(data.subarray(at, space === -1 ? at : space)).toString(),
    );
    if (!Number.isInteger(length) || length <= 0 || at + length > data.length) {
      throw new ChartError('archive/tar: invalid tar header');
    }
    const record = Buffer.from(data.subarray(space + 1, at + length - 1));
    const equals = record.indexOf(0x3d);
    if (equals === -1) throw new ChartError('archive/tar: invalid tar header');
    into.set(
      record.subarray(0, equals).toString(),
      record.subarray(equals + 1).toString(),
    );
    at += length;
  }
}

function isZero(block: Uint8Array): boolean {
  return block.every(byte => byte === 0);
}

/** What earlier headers said of the next entry. */
interface Extension {
  records: Map<string, string>;
  longName?: string;
}

function entryName(header: Uint8Array, extension: Extension): string {
  const name = extension.records.get('path') ?? extension.longName;
  if (name !== undefined) return name;
  const prefix =
    text(header, 257, 6) === 'ustar' && header[262] === 0
      ? text(header, 345, 155)
      : '';
  const own = text(header, 0, 100);
  return prefix === '' ? own : `${prefix}/${own}`;
}

/** Only these have no content whatever their header says. */
const WITHOUT_CONTENT = '123456';

/**
 * The entries of a tar archive: ustar, with the extended headers of PAX and the long names of GNU.
 *
 * @throws ChartError where Go's `archive/tar` gives an error
 */
export function* tarEntries(archive: Uint8Array): Generator<TarEntry> {
  let at = 0;
  const globals = new Map<string, string>();
  let extension: Extension = { records: new Map(globals) };
  while (at < archive.length) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new ChartError('unexpected EOF');
    at += BLOCK;
    if (isZero(header)) return;
    checkSum(header);
    const type = String.fromCharCode(header[TYPE_AT] || 0x30);
    const name = entryName(header, extension);
    const size = WITHOUT_CONTENT.includes(type)
      ? 0
      : Number(extension.records.get('size') ?? number(header, 124, 12));
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ChartError('archive/tar: invalid tar header');
    }
    const data = archive.subarray(at, at + size);
    if ('gxLK'.includes(type)) {
      if (data.length < size) throw new ChartError('unexpected EOF');
      if (size > MAX_EXTENSION) {
        throw new ChartError('archive/tar: header too long');
      }
      if (type === 'x') readRecords(data, extension.records);
      if (type === 'g') readRecords(data, globals);
      if (type === 'L') extension.longName = text(data, 0, size);
    } else {
      const exact = extension.records.get('mtime');
      yield {
        name,
        type,
        isDirectory: type === '5' || (type === '0' && name.endsWith('/')),
        size,
        modTime: paxTime(exact ?? String(number(header, 136, 12))),
        data,
      };
      extension = { records: new Map(globals) };
    }
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
}
