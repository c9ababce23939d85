import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entryOf } from '@sluice/golang/json';
import { fromBytes } from '@sluice/golang/value';
import { readArchive } from './archive';
import { type Chart } from './chart';
import { DiskTree, type DiskTreeOptions } from './disk-tree';
import {
  ChartError,
  ChartLimitError,
  UntakenChartError,
  messageOf,
} from './error';
import { type ChartFile } from './file';
import { GzipHeaderError, isGzip } from './gunzip';
import { loadDirectory } from './load-directory';
import { type LoadOptions, loadFiles } from './load-files';
import { parseGoYaml } from './parse-yaml';
import { sniffContentType } from './sniff';
import { type FileTree } from './tree';
import { kindOf } from './load-values';

function checkApiVersion(content: Uint8Array): void {
  let version: unknown;
  try {
    const value = parseGoYaml(fromBytes(content));
    if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
      throw new ChartError(
        `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(
          value,
        )} into Go value of type loader.chartBase`,
      );
    }
    version = value === null ? '' : entryOf(value, 'apiVersion') ?? '';
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
  checkApiVersion(found.data);
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
  return options.anyApiVersion
    ? loadFiles(files, options)
    : loadDetected(files, options);
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

function checkArchive(path: string, shown: string): void {
  const head = headOf(path);
  if (isGzip(head)) return;
  if (/\.ya?ml$/.test(shown)) {
    throw new ChartError(
      `file '${shown}' seems to be a YAML file, but expected a gzipped archive`,
    );
  }
  throw new ChartError(
    `file '${shown}' does not appear to be a gzipped archive; got '${sniffContentType(
      head,
    )}'`,
  );
}

function loadArchiveFile(path: string, options: LoadChartOptions): Chart {
  const shown = options.shownPath ?? path;
  checkArchive(path, shown);
  let files: ChartFile[];
  try {
    files = readArchive(readFileSync(path), options.limits);
  } catch (error) {
    if (options.anyApiVersion) {
      throw error instanceof GzipHeaderError
        ? new ChartError(
            `file '${shown}' does not appear to be a valid chart file (details: ${error.message})`,
            { cause: error },
          )
        : error;
    }
    const reason = error instanceof ChartLimitError ? `: ${error.message}` : '';
    throw new ChartError(`unable to load chart archive${reason}`, {
      cause: error,
    });
  }
  return options.anyApiVersion
    ? loadFiles(files, options)
    : loadDetected(files, options);
}

export interface LoadChartOptions extends LoadOptions, DiskTreeOptions {
  /** The path as messages show it; as given by default. */
  shownPath?: string;
}

/** Chart.yaml; what is no file is never opened: a pipe would wait for ever. */
function readChartFile(tree: FileTree, shown: string): Uint8Array {
  const entry = tree.stat('Chart.yaml');
  if (!entry || entry.kind !== 'file') {
    const reason = entry
      ? `read ${shown}: is ${
          entry.kind === 'directory' ? 'a directory' : 'no regular file'
        }`
      : `open ${shown}: no such file or directory`;
    throw new ChartError(`unable to detect chart at ${shown}: ${reason}`);
  }
  return tree.read('Chart.yaml');
}

/**
 * A chart from a directory or an archive on disk.
 *
 * @throws ChartError with Helm's message
 */
export function loadChart(path: string, options: LoadChartOptions = {}): Chart {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw new ChartError(
      `stat ${options.shownPath ?? path}: no such file or directory`,
      { cause: error },
    );
  }
  if (!isDirectory) return loadArchiveFile(path, options);
  const tree = new DiskTree(path, options);
  if (options.anyApiVersion) return loadDirectory(tree, options);
  const chartFile = join(resolve(path), 'Chart.yaml');
  checkApiVersion(readChartFile(tree, chartFile));
  return loadDirectory(tree, options);
}
