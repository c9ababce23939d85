import { readFileSync } from 'node:fs';
import {
  type Chart,
  RepositoryIndex,
  type Lookup,
  loadArchive,
  loadChart,
  renderChart,
  renderLookupRound,
} from '@sluice/helm/offline';
import { GoError } from '@sluice/golang/value';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { failureOf } from './failures';
import { KeptContent } from './keptContent';
import {
  type ChartFiles,
  chartsOf,
  packChanges,
  packChart,
  packFiles,
  unpackChart,
  unpackFiles,
} from './packedChart';
import { renderOptionsFrom } from './renderOptions';
import type {
  ChartSource,
  FileSource,
  IndexSource,
  OwnAnswer,
  PlainRendered,
  RenderRequest,
} from './requests';
import { toWire } from './wireJson';
import type { GoMap } from '@sluice/golang/value';

/** Bytes of charts' files that a worker keeps. */
const MAX_FILES = 64 * 1024 * 1024;
/** Bytes of index files that a worker keeps. */
const MAX_INDEXES = 64 * 1024 * 1024;
/** Warnings of one job that are passed on. */
const MAX_WARNINGS = 1_000;

type RenderJob = Extract<RenderRequest, { do: 'render' }>;

/** What a worker does: loads charts, renders them, reads index files. Nothing of one render is seen by the next. */
export class RenderService {
  readonly #files = new KeptContent<readonly ChartFiles[]>(MAX_FILES);
  readonly #indexes = new KeptContent<RepositoryIndex>(MAX_INDEXES);

  answer(request: RenderRequest): OwnAnswer {
    try {
      switch (request.do) {
        case 'load chart':
          return this.#load(request.source);
        case 'render':
          return this.#render(request);
        case 'find version':
          return {
            type: 'version',
            version: this.#index(request.source).get(
              request.chart,
              request.range,
            ),
          };
        case 'read YAML':
          return { type: 'YAML', json: toWire(parseSigsYaml(request.text)) };
        default: {
          const { generated, names } = this.#index(request.source);
          return { type: 'index', index: { generated, charts: names.length } };
        }
      }
    } catch (error) {
      return { type: 'failure', failure: failureOf(error) };
    }
  }

  #load(source: ChartSource): OwnAnswer {
    const { warnings, warn } = gatherWarnings();
    const chart =
      'data' in source
        ? loadArchive(source.data, { warn })
        : loadChart(source.path, { root: source.root, warn });
    const files = packFiles(chart, { raw: true });
    this.#files.set(files.key, unpackFiles(files), files.bytes.length);
    return { type: 'chart', chart: packChart(chart), files, warnings };
  }

  #render(job: RenderJob): OwnAnswer {
    if (job.files) {
      const { files } = job;
      this.#files.set(job.key, unpackFiles(files), files.bytes.length);
    }
    const files = this.#files.get(job.key);
    if (!files) return { type: 'files needed' };
    const { warnings, warn } = gatherWarnings();
    const render = (lookup: Lookup | undefined) =>
      this.#renderChart(unpackChart(job.chart, files), job, { lookup, warn });
    try {
      if (!job.answers) {
        return { type: 'rendered', rendered: render(undefined), warnings };
      }
      const { asked, outcome } = renderLookupRound(job.answers, render);
      return asked.length > 0
        ? { type: 'asked', asked }
        : { type: 'rendered', rendered: outcome(), warnings };
    } catch (error) {
      return { type: 'failed', failure: failureOf(error), warnings };
    }
  }

  #renderChart(
    source: Chart,
    job: RenderJob,
    here: Parameters<typeof renderOptionsFrom>[1],
  ): PlainRendered<GoMap> {
    const sources = chartsOf(source);
    // What is never looked into tells copies of one chart from those of another.
    for (const chart of sources) chart.raw = [];
    const { chart, ...rendered } = renderChart(
      source,
      renderOptionsFrom(job.options, here),
    );
    const length = rendered.hooks.reduce(
      (sum, { manifest }) => sum + manifest.length,
      rendered.manifest.length + rendered.notes.length,
    );
    if (length > job.maxOutput) {
      throw new GoError(
        `the rendered chart is longer than ${job.maxOutput} characters`,
      );
    }
    return { ...rendered, chart: packChanges(chart, sources) };
  }

  #index(source: IndexSource): RepositoryIndex {
    const { digest } = source;
    const known = digest && this.#indexes.get(digest);
    if (known) return known;
    const data = contentOf(source);
    const index = RepositoryIndex.parse(data);
    if (digest) this.#indexes.set(digest, index, data.length);
    return index;
  }
}

function contentOf(source: FileSource): Uint8Array {
  return 'data' in source ? source.data : readFileSync(source.path);
}

function gatherWarnings(): {
  warnings: string[];
  warn: (message: string) => void;
} {
  const warnings: string[] = [];
  return {
    warnings,
    warn: message => {
      if (warnings.length < MAX_WARNINGS) warnings.push(message);
    },
  };
}
