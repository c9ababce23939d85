import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { readArchive } from '../chart/archive';
import { messageOf } from '../chart/error';
import { parseMetadata } from '../chart/read-metadata';

function nameOf(files: ReturnType<typeof readArchive>): string {
  const chartFile = files.findLast(({ name }) => name === 'Chart.yaml');
  if (!chartFile) throw new GoError('chart name not specified');
  let name: string;
  try {
    ({ name } = parseMetadata(Buffer.from(chartFile.data).toString()));
  } catch (error) {
    throw new GoError(`cannot load Chart.yaml: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (name === '') throw new GoError('chart name not specified');
  if (name === '.' || name === '..') {
    throw new GoError(`chart name ${quote(name)} is not allowed`);
  }
  if (name !== posix.basename(name)) {
    throw new GoError(
      `chart name ${quote(name)} must not contain path separators`,
    );
  }
  return name;
}

/** Refuses a path that leads through a link below a directory. */
function checkNoLinks(directory: string, path: string): void {
  let at = directory;
  for (const part of relative(directory, path).split(sep)) {
    at = join(at, part);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new GoError(`${at} is a link, and is not written through`);
    }
  }
}

/**
 * Unpacks an archive into a directory of the chart's name below the one given; where it is then. Nothing is written elsewhere.
 *
 * @throws Error with Helm's message
 */
export function unpackChart(directory: string, archive: Uint8Array): string {
  const files = readArchive(archive);
  const chart = join(directory, nameOf(files));
  for (const { name, data } of files) {
    const path = join(chart, name);
    checkNoLinks(directory, path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(path, data, { mode: 0o644 });
  }
  return chart;
}
