import { fromBytes } from '@sluice/golang/value';
import { type TarHeader, invalidHeader } from './tar-header';

/** The records of an extended header of PAX, by key. */
export type TarRecords = ReadonlyMap<string, string>;

const billion = 1_000_000_000n;
const INTEGER = /^[+-]?[0-9]+$/;
/** Keys whose values name something, and so hold no NUL. */
const NAMES = new Set(['path', 'linkpath', 'uname', 'gname']);

/** A whole number of 64 bits. @throws ChartError */
function integer(text: string): number {
  if (!INTEGER.test(text)) throw invalidHeader();
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) !== value) throw invalidHeader();
  return Number(value);
}

/** Reads records, each `LENGTH KEY=VALUE` and a newline. @throws ChartError */
export function readRecords(data: Uint8Array): TarRecords {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    if (space === -1) throw invalidHeader();
    const size = Buffer.from(data.subarray(at, space)).toString('latin1');
    const length = integer(size);
    const end = at + length;
    if (length < 5 || end > data.length || end <= space + 1) {
      throw invalidHeader();
    }
    if (data[end - 1] !== 0x0a) throw invalidHeader();
    const record = fromBytes(data.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (equals < 1) throw invalidHeader();
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1);
    if ((NAMES.has(key) ? value : key).includes('\0')) throw invalidHeader();
    records.set(key, value);
    at = end;
  }
  return records;
}

/** Seconds since 1970, with any fraction, in nanoseconds. @throws ChartError */
function nanoseconds(text: string): bigint {
  const [whole, fraction = ''] = text.split('.', 2);
  if (!/^[0-9]*$/.test(text.slice(whole.length + 1))) throw invalidHeader();
  integer(whole);
  const part = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return (
    BigInt(whole.replace(/^\+/, '')) * billion +
    (whole.startsWith('-') ? -part : part)
  );
}

/** A header with what records say of it. An empty value says nothing. @throws ChartError */
export function withRecords(
  header: TarHeader,
  records: TarRecords | undefined,
): TarHeader {
  const merged = { ...header };
  for (const [key, value] of records ?? []) {
    if (value !== '') {
      if (key === 'path') merged.name = value;
      if (key === 'size') merged.size = integer(value);
      if (key === 'mtime') merged.modTime = nanoseconds(value);
      if (key === 'uid' || key === 'gid') integer(value);
      if (key === 'atime' || key === 'ctime') nanoseconds(value);
    }
  }
  return merged;
}

/** Whether records make the file one with holes, in any of the ways of GNU's tar. */
export function isSparse(records: TarRecords | undefined): boolean {
  const major = records?.get('GNU.sparse.major') ?? '';
  const minor = records?.get('GNU.sparse.minor') ?? '';
  if (major !== '' || minor !== '') {
    return /^(?:0\.[01]|1\.0)$/.test(`${major}.${minor}`);
  }
  return Boolean(
    records?.get('GNU.sparse.map') || records?.has('GNU.sparse.offset'),
  );
}
