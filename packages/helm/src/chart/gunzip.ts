import { constants, crc32, inflateRawSync } from 'node:zlib';
import { ChartError, messageOf } from './error';
import { errorCode } from './error-code';

/** The archive is not compressed with gzip. */
export class GzipHeaderError extends ChartError {
  constructor() {
    super('gzip: invalid header');
    this.name = 'GzipHeaderError';
  }
}

/** Bytes that were compressed, and what is wrong behind them: who stops reading before never learns of it, as in Go. */
export interface Gunzipped {
  data: Uint8Array;
  /** Undefined where the end is as it should be. */
  ending?: ChartError;
}

const FIXED_HEADER = 10;
const TRAILER = 8;
/** Of a name or comment in the header, with the byte that ends it. */
const MAX_TEXT = 512;
const CHUNK = 256 * 1024;

/** Whether bytes begin as gzip does. */
export function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b && data[2] === 0x08;
}

function unexpectedEnd(): ChartError {
  return new ChartError('unexpected EOF');
}

function textEnd(data: Uint8Array, at: number): number {
  const end = data.subarray(at, at + MAX_TEXT).indexOf(0);
  if (end !== -1) return at + end + 1;
  throw data.length < at + MAX_TEXT ? unexpectedEnd() : new GzipHeaderError();
}

/** Where what is compressed begins. @throws ChartError */
function headerEnd(data: Uint8Array): number {
  if (data.length < FIXED_HEADER) throw unexpectedEnd();
  if (!isGzip(data)) throw new GzipHeaderError();
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const flags = data[3];
  let at = FIXED_HEADER;
  if (flags & 0x04) {
    if (data.length < at + 2) throw unexpectedEnd();
    at += 2 + view.getUint16(at, true);
  }
  if (flags & 0x08) at = textEnd(data, at);
  if (flags & 0x10) at = textEnd(data, at);
  if (flags & 0x02) {
    if (data.length < at + 2) throw unexpectedEnd();
    const sum = crc32(data.subarray(0, at)) & 0xffff;
    if (view.getUint16(at, true) !== sum) throw new GzipHeaderError();
    at += 2;
  }
  if (data.length < at) throw unexpectedEnd();
  return at;
}

interface Inflated {
  buffer: Uint8Array;
  /** How many bytes it was made of. */
  taken: number;
}

function inflate(data: Uint8Array, limit: number, tooLarge: ChartError) {
  try {
    const result: unknown = inflateRawSync(data, {
      info: true,
      chunkSize: CHUNK,
      // What is cut off gives what is there.
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: Math.max(limit, 1),
    });
    return inflated(result);
  } catch (error) {
    throw errorCode(error) === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge
      : new ChartError(`flate: corrupt input: ${messageOf(error)}`, {
          cause: error,
        });
  }
}

/** What `inflateRawSync` gives with `info`, of which its types do not tell. */
function inflated(result: unknown): Inflated {
  if (
    typeof result === 'object' &&
    result !== null &&
    'buffer' in result &&
    result.buffer instanceof Uint8Array &&
    'engine' in result &&
    typeof result.engine === 'object' &&
    result.engine !== null &&
    'bytesWritten' in result.engine &&
    typeof result.engine.bytesWritten === 'number'
  ) {
    return { buffer: result.buffer, taken: result.engine.bytesWritten };
  }
  throw new TypeError('zlib gave no information');
}

function isWhole(data: Uint8Array, trailer: Uint8Array): boolean {
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
  return (
    view.getUint32(0, true) === crc32(data) &&
    view.getUint32(4, true) === data.length % 2 ** 32
  );
}

/**
 * Decompresses gzip, also several members one behind the other.
 *
 * @param limit of what comes out, in bytes
 * @throws ChartError with Go's message where it does not begin as gzip; `tooLarge` beyond the limit
 */
export function gunzip(
  data: Uint8Array,
  limit: number,
  tooLarge: ChartError,
): Gunzipped {
  if (data.length === 0) throw new ChartError('EOF');
  const parts: Uint8Array[] = [];
  let rest = data.subarray(headerEnd(data));
  let length = 0;
  for (;;) {
    const { buffer, taken } = inflate(rest, limit - length, tooLarge);
    parts.push(buffer);
    length += buffer.length;
    const ended = (ending?: ChartError): Gunzipped => ({
      data: parts.length === 1 ? buffer : Buffer.concat(parts),
      ending,
    });
    const trailer = rest.subarray(taken, taken + TRAILER);
    if (trailer.length < TRAILER) return ended(unexpectedEnd());
    if (!isWhole(buffer, trailer)) {
      return ended(new ChartError('gzip: invalid checksum'));
    }
    rest = rest.subarray(taken + TRAILER);
    if (rest.length === 0) return ended();
    try {
      rest = rest.subarray(headerEnd(rest));
    } catch (error) {
      if (error instanceof ChartError) return ended(error);
      throw error;
    }
  }
}
