import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { ChartError, ChartLimitError } from './error';
import { type ChartFile, withoutByteOrderMark } from './file';
import { gunzip } from './gunzip';
import { type ChartLimits, defaultLimits } from './limits';
import { type TarEntry, tarEntries } from './tar';

function sizeError(limits: ChartLimits): ChartError {
  return new ChartError(
    `decompressed chart is larger than the maximum size ${limits.maxChartSize}`,
  );
}

/** Of headers, padding and directories beside the files themselves. */
const OVERHEAD = 64 * 1024 * 1024;

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

function contentOf(
  entry: TarEntry,
  remaining: number,
  limits: ChartLimits,
): Uint8Array {
  if (entry.size > remaining) throw sizeError(limits);
  if (entry.size > limits.maxFileSize) {
    throw new ChartError(
      `decompressed chart file ${quote(
        entry.name,
      )} is larger than the maximum file size ${limits.maxFileSize}`,
    );
  }
  const data = entry.read();
  if (data.length < entry.size || data.length >= remaining) {
    throw sizeError(limits);
  }
  return data;
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
  const archive = gunzip(
    data,
    limits.maxChartSize + OVERHEAD,
    sizeError(limits),
  );
  for (const entry of tarEntries(archive)) {
    if (!entry.isDirectory) {
      const name = nameInChart(entry.name);
      const content = contentOf(entry, remaining, limits);
      remaining -= content.length;
      if (files.length >= limits.maxFiles) {
        throw new ChartLimitError(
          `chart has more files than the maximum ${limits.maxFiles}`,
        );
      }
      files.push({
        name,
        data: withoutByteOrderMark(content),
        modTime: entry.modTime,
      });
    }
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}
