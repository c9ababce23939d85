import { extname } from 'node:path';
import { fromBytes } from '@sluice/golang/value';
import { readArchive } from './archive';
import { Chart } from './chart';
import { ChartError, ChartLimitError, messageOf } from './error';
import { type ChartFile } from './file';
import { type ChartLimits, defaultLimits } from './limits';
import { loadValues } from './load-values';
import { parseLock, parseMetadata } from './read-metadata';
import { type Warn } from '../warn';
import { validateMetadata } from './validate';

export interface LoadOptions {
  /**
   * Take a chart of any API version for one of those that are known, as Helm does where it only looks at it: it tells more of what is
   * wrong with an archive then.
   */
  anyApiVersion?: boolean;
  limits?: ChartLimits;
  /** Told what Helm would log. */
  warn?: Warn;
}

interface Loading {
  limits: ChartLimits;
  depth: number;
  /** How much archives may still hold; one for all charts that are loaded together. */
  remaining: { size: number };
  warn: Warn;
}

function textOf(file: ChartFile): string {
  return fromBytes(file.data);
}

function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ChartError(`cannot load ${what}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** The chart's own files; those of `charts/` are sorted by the directory or archive they belong to. */
class Sorting {
  readonly chart = new Chart();
  readonly subcharts = new Map<string, ChartFile[]>();
  readonly #warn: Warn;
  #hasMetadata = false;

  constructor(warn: Warn) {
    this.#warn = warn;
  }

  get hasMetadata(): boolean {
    return this.#hasMetadata;
  }

  readMetadata(files: readonly ChartFile[]): void {
    const { chart } = this;
    for (const file of files) {
      chart.raw.push({ ...file });
      if (file.name === 'Chart.yaml') {
        chart.metadata = reading(file.name, () =>
          parseMetadata(textOf(file), chart.metadata),
        );
        this.#hasMetadata = true;
        // Helm 2 took charts that do not say.
        chart.metadata.apiVersion ||= 'v1';
        chart.modTime = file.modTime;
      }
    }
  }

  add(file: ChartFile): void {
    const { chart } = this;
    const { name } = file;
    if (name === 'Chart.yaml') return;
    if (name === 'Chart.lock') {
      chart.lock = reading(name, () => parseLock(textOf(file)));
    } else if (name === 'values.yaml') {
      chart.values = reading(name, () => loadValues(textOf(file)));
    } else if (name === 'values.schema.json') {
      chart.schema = file;
    } else if (name === 'requirements.yaml') {
      this.#addRequirements(file);
    } else if (name === 'requirements.lock') {
      this.#addRequirementsLock(file);
    } else if (name.startsWith('templates/')) {
      chart.templates.push({ ...file });
    } else if (name.startsWith('charts/') && extname(name) !== '.prov') {
      this.#addToSubchart(file, name.slice('charts/'.length));
    } else {
      chart.files.push({ ...file });
    }
  }

  #addRequirements(file: ChartFile): void {
    const { chart } = this;
    if (chart.metadata.apiVersion !== 'v1') {
      this.#warn(
        'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      );
    }
    chart.metadata = reading(file.name, () =>
      parseMetadata(textOf(file), chart.metadata),
    );
    this.#hasMetadata = true;
    if (chart.metadata.apiVersion === 'v1') chart.files.push({ ...file });
  }

  #addRequirementsLock(file: ChartFile): void {
    const { chart } = this;
    chart.lock = reading(file.name, () => parseLock(textOf(file)));
    this.#hasMetadata = true;
    if (chart.metadata.apiVersion === 'v1') {
      chart.files.push({ ...file });
    } else {
      this.#warn(
        'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
      );
    }
  }

  #addToSubchart(file: ChartFile, name: string): void {
    const [key] = name.split('/', 1);
    const files = this.subcharts.get(key);
    const own = { ...file, name };
    if (files) files.push(own);
    else this.subcharts.set(key, [own]);
  }
}

function takeSize(
  files: readonly ChartFile[],
  { remaining, limits }: Loading,
): void {
  for (const { data } of files) remaining.size -= data.length;
  if (remaining.size < 0) {
    throw new ChartLimitError(
      `the archives of a chart hold more than the maximum ${limits.maxTotalSize}`,
    );
  }
}

function loadSubchart(
  parent: Chart,
  key: string,
  files: ChartFile[],
  loading: Loading,
): Chart {
  const below = { ...loading, depth: loading.depth + 1 };
  if (below.depth > loading.limits.maxDepth) {
    throw new ChartLimitError(
      `charts nest deeper than the maximum ${loading.limits.maxDepth}`,
    );
  }
  if (extname(key) === '.tgz') {
    const [file] = files;
    if (file.name !== key) {
      throw new ChartError(
        `error unpacking subchart tar in ${parent.name}: expected ${key}, got ${file.name}`,
      );
    }
    const own = readArchive(file.data, loading.limits);
    takeSize(own, loading);
    return load(own, below);
  }
  // What lies in `charts/` itself is no chart.
  const own = files
    .filter(({ name }) => name.includes('/'))
    .map(file => ({ ...file, name: file.name.slice(key.length + 1) }));
  return load(own, below);
}

function load(files: readonly ChartFile[], loading: Loading): Chart {
  const sorting = new Sorting(loading.warn);
  sorting.readMetadata(files);
  for (const file of files) sorting.add(file);
  if (!sorting.hasMetadata) {
    throw new ChartError('Chart.yaml file is missing');
  }
  const { chart } = sorting;
  validateMetadata(chart.metadata);
  for (const [key, own] of sorting.subcharts) {
    if (!key.startsWith('_') && !key.startsWith('.')) {
      chart.addDependency(
        unpacking(key, chart, () => loadSubchart(chart, key, own, loading)),
      );
    }
  }
  return chart;
}

function unpacking(key: string, parent: Chart, read: () => Chart): Chart {
  try {
    return read();
  } catch (error) {
    const message = messageOf(error);
    throw message.startsWith('error unpacking subchart tar')
      ? error
      : new ChartError(
          `error unpacking subchart ${key} in ${parent.name}: ${message}`,
          { cause: error },
        );
  }
}

/**
 * A chart from its files, names relative to it. Charts below it lie in `charts/`, as directories or archives.
 *
 * @throws ChartError with Helm's message
 */
export function loadFiles(
  files: readonly ChartFile[],
  options: LoadOptions = {},
): Chart {
  const limits = options.limits ?? defaultLimits;
  return load(files, {
    limits,
    depth: 0,
    remaining: { size: limits.maxTotalSize },
    warn: options.warn ?? (() => {}),
  });
}
