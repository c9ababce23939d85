import { ChartError } from './error';
import { fileTime } from './file-time';
import { type Gunzipped } from './gunzip';
import {
  BLOCK,
  type TarHeader,
  invalidHeader,
  readHeader,
  textOf,
} from './tar-header';
import {
  type TarRecords,
  isSparse,
  readRecords,
  withRecords,
} from './tar-records';

/** One entry of a tar archive. */
export interface TarEntry {
  name: string;
  isDirectory: boolean;
  /** As the header says. */
  size: number;
  /** RFC 3339; undefined for one that is none. */
  modTime: string | undefined;
  /** A view of the archive's bytes; empty for links and devices. @throws ChartError where the archive ends before */
  read(): Uint8Array;
}

/** Of a header that says more of the next one. */
const MAX_EXTENSION = 1024 * 1024;
/** Links, devices, directories, pipes: they have no content, whatever their header says. */
const WITHOUT_CONTENT = '123456';
const DIRECTORY_MODE = 0o40000;

/** Takes bytes from the front of an archive. */
class Reader {
  readonly #data: Uint8Array;
  readonly #ending: ChartError | undefined;
  #at = 0;

  constructor({ data, ending }: Gunzipped) {
    this.#data = data;
    this.#ending = ending;
  }

  get #left(): number {
    return this.#data.length - this.#at;
  }

  /** The bytes in front, which stay. @throws ChartError where there are fewer */
  peek(length: number): Uint8Array {
    if (length > this.#left) {
      throw this.#ending ?? new ChartError('unexpected EOF');
    }
    return this.#data.subarray(this.#at, this.#at + length);
  }

  take(length: number): Uint8Array {
    const taken = this.peek(length);
    this.#at += length;
    return taken;
  }

  /** A block; undefined at the end. */
  block(): Uint8Array | undefined {
    if (this.#left === 0 && this.#ending === undefined) return undefined;
    return this.take(BLOCK);
  }

  /** Goes on to the next block; the end may come before. */
  pad(size: number): void {
    this.#at += Math.min((BLOCK - (size % BLOCK)) % BLOCK, this.#left);
  }
}

function isZero(block: Uint8Array): boolean {
  return block.every(byte => byte === 0);
}

/** The next header; undefined at the end, which two blocks of zeros mark. */
function nextHeader(reader: Reader): TarHeader | undefined {
  const block = reader.block();
  if (!block) return undefined;
  if (!isZero(block)) return readHeader(block);
  const second = reader.block();
  if (second && !isZero(second)) throw invalidHeader();
  return undefined;
}

/** How much content follows a header. */
function contentSize({ type, size }: TarHeader): number {
  if (WITHOUT_CONTENT.includes(type)) return 0;
  if (size < 0) throw invalidHeader();
  return size;
}

function isDirectory({ type, name, mode }: TarHeader): boolean {
  return (
    type === '5' ||
    (type === '\0' && name.endsWith('/')) ||
    Math.floor(mode / 0o10000) * 0o10000 === DIRECTORY_MODE
  );
}

/** What earlier headers say of the next entry. */
interface Extension {
  records?: TarRecords;
  longName?: string;
}

function checkSparse({ type, format }: TarHeader, { records }: Extension) {
  if (type === 'S' && format !== 'gnu') throw invalidHeader();
  if (type === 'S' || isSparse(records)) {
    throw new ChartError('archive/tar: sparse files are not supported');
  }
}

function extend(extension: Extension, header: TarHeader, reader: Reader) {
  const size = contentSize(header);
  if (size > MAX_EXTENSION) {
    reader.peek(MAX_EXTENSION + 1);
    throw new ChartError('archive/tar: header field too long');
  }
  const data = reader.take(size);
  reader.pad(size);
  if (header.type === 'x') return { ...extension, records: readRecords(data) };
  if (header.type === 'L') return { ...extension, longName: textOf(data) };
  // What one for the whole archive says goes for no file, as in Go.
  if (header.type === 'g') readRecords(data);
  return header.type === 'g' ? {} : extension;
}

/**
 * The entries of a tar archive: of old, ustar, PAX, GNU. Files with holes are refused.
 *
 * @throws ChartError where Go's `archive/tar` gives an error, with its message
 */
export function* tarEntries(archive: Gunzipped): Generator<TarEntry> {
  const reader = new Reader(archive);
  let extension: Extension = {};
  for (;;) {
    const header = nextHeader(reader);
    if (!header) return;
    if ('gxLK'.includes(header.type)) {
      extension = extend(extension, header, reader);
    } else {
      contentSize(header);
      const merged = withRecords(header, extension.records);
      merged.name = extension.longName || merged.name;
      const size = contentSize(merged);
      checkSparse(merged, extension);
      yield {
        name: merged.name,
        isDirectory: isDirectory(merged),
        size: merged.size,
        modTime: fileTime(merged.modTime),
        read: () => reader.peek(size),
      };
      reader.take(size);
      reader.pad(size);
      extension = {};
    }
  }
}
