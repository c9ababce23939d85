import { posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { quote } from '@sluice/golang/fmt';
import { ChartError, messageOf } from './error';
import { errorCode } from './error-code';
import { type ChartFile, withoutByteOrderMark } from './file';
import { type ChartLimits, defaultLimits } from './limits';
import { type TarEntry, tarEntries } from './tar';

/** The archive is not compressed with gzip. */
export class GzipHeaderError extends ChartError {
  constructor() {
    super('gzip: invalid header');
    this.name = 'GzipHeaderError';
  }
}

function sizeError(limits: ChartLimits): ChartError {
  return new ChartError(
    `decompressed chart is larger than the maximum size ${limits.maxChartSize}`,
  );
}

/** Whether bytes begin as gzip does. */
export function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b && data[2] === 0x08;
}

/** Padding, headers and directories beside the files themselves. */
const OVERHEAD = 2048;

function decompress(data: Uint8Array, limits: ChartLimits): Uint8Array {
  if (data.length === 0) throw new ChartError('EOF');
  if (!isGzip(data)) throw new GzipHeaderError();
  try {
    return gunzipSync(data, {
      maxOutputLength: limits.maxChartSize + limits.maxFiles * OVERHEAD,
    });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw sizeError(limits);
    if (code === 'Z_BUF_ERROR') throw new ChartError('unexpected EOF');
    throw new ChartError(
      code === 'Z_DATA_ERROR' && messageOf(error).includes('check')
        ? 'gzip: invalid checksum'
        : `flate: corrupt input: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** Where a file belongs within the chart: without the first part of its name. */
function nameInChart(name: string): string {
  // Archives made on Windows may have these.
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [first, ...rest] = name.split(delimiter);
  const joined = rest.join('/');
  if (joined.startsWith('/')) {
    throw new ChartError('chart illegally contains absolute paths');
  }
  const clean = posix.normalize(joined).replace(/(?<=.)\/$/, '');
  if (clean === '.') {
    throw new ChartError(
      `chart illegally contains content outside the base directory: ${quote(
        name,
      )}`,
    );
  }
  if (clean.startsWith('..')) {
    throw new ChartError('chart illegally references parent directory');
  }
  if (/^[a-zA-Z]:\//.test(clean)) {
    throw new ChartError('chart contains illegally named files');
  }
  if (first === 'Chart.yaml') {
    throw new ChartError('chart yaml not in base directory');
  }
  return clean;
}

function checkSize(entry: TarEntry, remaining: number, limits: ChartLimits) {
  if (entry.size > remaining) throw sizeError(limits);
  if (entry.size > limits.maxFileSize) {
    throw new ChartError(
      `decompressed chart file ${quote(
        entry.name,
      )} is larger than the maximum file size ${limits.maxFileSize}`,
    );
  }
  if (entry.data.length < entry.size) throw new ChartError('unexpected EOF');
  if (entry.size >= remaining) throw sizeError(limits);
}

/**
 * The files of a chart's archive, gzip over tar, without the directory around them. What would lie outside of it is refused.
 *
 * @throws ChartError with the messages of Helm, gzip and tar
 */
export function readArchive(
  data: Uint8Array,
  limits: ChartLimits = defaultLimits,
): ChartFile[] {
  const files: ChartFile[] = [];
  let remaining = limits.maxChartSize;
  for (const entry of tarEntries(decompress(data, limits))) {
    if (!entry.isDirectory) {
      const name = nameInChart(entry.name);
      checkSize(entry, remaining, limits);
      remaining -= entry.size;
      if (files.length >= limits.maxFiles) {
        throw new ChartError(
          `chart has more files than the maximum ${limits.maxFiles}`,
        );
      }
      files.push({
        name,
        data: withoutByteOrderMark(entry.data),
        modTime: entry.modTime,
      });
    }
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}
