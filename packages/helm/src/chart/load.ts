import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entryOf } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { GzipHeaderError, isGzip, readArchive } from './archive';
import { type Chart } from './chart';
import { DiskTree, type DiskTreeOptions } from './disk-tree';
import { ChartError, UntakenChartError, messageOf } from './error';
import { type ChartFile } from './file';
import { loadDirectory } from './load-directory';
import { type LoadOptions, loadFiles } from './load-files';
import { sniffContentType } from './sniff';

function checkApiVersion(content: Uint8Array): void {
  let version: unknown;
  try {
    const value = parseSigsYaml(Buffer.from(content).toString());
    version =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? entryOf(value, 'apiVersion') ?? ''
        : '';
  } catch (error) {
    throw new ChartError(`cannot load Chart.yaml: ${messageOf(error)}`, {
      cause: error,
    });
  }
  // Helm 4 reads these, but no action of it takes them yet.
  if (version === 'v3') throw new UntakenChartError();
  if (version !== '' && version !== 'v1' && version !== 'v2') {
    throw new ChartError('unsupported chart version');
  }
}

function loadDetected(files: ChartFile[], options: LoadOptions): Chart {
  const found = files.find(({ name }) => name === 'Chart.yaml');
  if (!found) {
    throw new ChartError('unable to detect chart version, no Chart.yaml found');
  }
  if (!options.anyApiVersion) checkApiVersion(found.data);
  return loadFiles(files, options);
}

/**
 * A chart from the bytes of its archive.
 *
 * @throws ChartError with Helm's message
 */
export function loadArchive(
  data: Uint8Array,
  options: LoadOptions = {},
): Chart {
  let files: ChartFile[];
  try {
    files = readArchive(data, options.limits);
  } catch (error) {
    throw new ChartError(
      error instanceof GzipHeaderError
        ? `stream does not appear to be a valid chart file (details: ${error.message})`
        : `unable to load chart archive: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return loadDetected(files, options);
}

function headOf(path: string): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(512);
    return head.subarray(0, readSync(descriptor, head, 0, 512, 0));
  } finally {
    closeSync(descriptor);
  }
}

function checkArchive(path: string): void {
  const head = headOf(path);
  if (isGzip(head)) return;
  if (/\.ya?ml$/.test(path)) {
    throw new ChartError(
      `file '${path}' seems to be a YAML file, but expected a gzipped archive`,
    );
  }
  throw new ChartError(
    `file '${path}' does not appear to be a gzipped archive; got '${sniffContentType(
      head,
    )}'`,
  );
}

function loadArchiveFile(path: string, options: LoadOptions): Chart {
  checkArchive(path);
  let files: ChartFile[];
  try {
    files = readArchive(readFileSync(path), options.limits);
  } catch (error) {
    throw new ChartError('unable to load chart archive', { cause: error });
  }
  return loadDetected(files, options);
}

/**
 * A chart from a directory or an archive on disk.
 *
 * @throws ChartError with Helm's message
 */
export function loadChart(
  path: string,
  options: LoadOptions & DiskTreeOptions = {},
): Chart {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw new ChartError(`stat ${path}: no such file or directory`, {
      cause: error,
    });
  }
  if (!isDirectory) return loadArchiveFile(path, options);
  const tree = new DiskTree(path, options);
  const chartFile = join(resolve(path), 'Chart.yaml');
  if (!tree.stat('Chart.yaml')) {
    throw new ChartError(
      `unable to detect chart at ${chartFile}: open ${chartFile}: no such file or directory`,
    );
  }
  if (!options.anyApiVersion) checkApiVersion(tree.read('Chart.yaml'));
  return loadDirectory(tree, options);
}
