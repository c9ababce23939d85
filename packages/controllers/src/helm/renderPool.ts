import type { GoMap } from '@sluice/golang/value';
import {
  type Chart,
  type ChartRenderer,
  type ChartVersion,
  type LookupAnswer,
  type LookupRound,
  type Manifest,
  type RenderChartOptions,
  type RenderedChart,
  type YamlReader,
  renderInLookupRounds,
} from '@sluice/helm';
import { WorkerPool, WorkerRequestError } from '@sluice/runtime/workers';
import { ChartKeys } from './chartKeys';
import { errorFrom } from './failures';
import {
  chartsOf,
  packChart,
  packFiles,
  unpackChanges,
  unpackChart,
  unpackFiles,
  unpackMetadata,
} from './packedChart';
import { plainOptions } from './renderOptions';
import type {
  ChartSource,
  IndexSource,
  IndexSummary,
  RenderAnswer,
  RenderRequest,
} from './requests';
import { fromWire } from './wireJson';

export interface RenderPoolOptions {
  /** Workers at most. Default: one less than there are processors, at least one, at most four. */
  size?: number;
  /** The worker's file. */
  script?: string;
  /** Megabytes of heap that a job may use. Default 512. */
  memory?: number;
  /** Milliseconds that a job may take: a chart is loaded, or rendered once. Default 120,000. */
  timeout?: number;
  /** Milliseconds after which a worker that has nothing to do is ended. Default 60,000. */
  idle?: number;
  /** Characters that a rendered chart may have. Default 32 Mi. */
  maxOutput?: number;
  /** Flags of Node for workers. Default: those of this process. */
  execArgv?: readonly string[];
}

/** Megabytes: a thousand includes within one another fit, and a hundred thousand templates, which is where Helm ends them. */
const STACK = 64;
const MAX_OUTPUT = 32 * 1024 * 1024;

/** What every job has to know. */
export interface JobOptions {
  signal: AbortSignal;
  /** Told what Helm would log as a warning. */
  warn?: (message: string) => void;
}

/**
 * Loads and renders charts, and reads index files, in processes of their own: decompressing, reading YAML, schemas, templates, keys and
 * certificates, post-renderers, sorting. A chart that never ends, or takes all memory there is, fails alone, and
 * nothing of one render is seen by the next.
 */
export class RenderPool {
  readonly #workers: WorkerPool<RenderRequest<GoMap>, RenderAnswer>;
  readonly #keys = new ChartKeys();
  readonly #maxOutput: number;

  constructor(options: RenderPoolOptions = {}) {
    const { script, maxOutput = MAX_OUTPUT, ...workers } = options;
    this.#maxOutput = maxOutput;
    this.#workers = new WorkerPool({
      idle: 60_000,
      ...workers,
      task: 'render',
      isolation: 'process',
      stack: STACK,
      script: script ?? require.resolve('@sluice/controllers/render-worker'),
    });
  }

  /** A chart. @throws ChartError with Helm's message, WorkerError */
  async loadChart(
    source: ChartSource,
    { signal, warn }: JobOptions,
  ): Promise<Chart> {
    const answer = await this.#workers.run(
      { do: 'load chart', source },
      { signal },
    );
    if (answer.type !== 'chart') throw unexpected(answer);
    answer.warnings.forEach(warning => warn?.(warning));
    const chart = unpackChart(answer.chart, unpackFiles(answer.files));
    this.#keys.set(chart, answer.files.key);
    return chart;
  }

  /**
   * Renders a chart as `renderChart` does, with what it looks up if that can be asked; what `Configuration` takes as `render`.
   *
   * @throws as `renderChart`, without causes; WorkerError, also for options that are functions
   */
  readonly render: ChartRenderer = async (chart, options, lookup, signal) => {
    const { warn, ...plain } = options;
    const job = { signal: signal ?? new AbortController().signal, warn };
    if (!lookup) {
      return (await this.#round(chart, plain, undefined, job)).outcome();
    }
    return await renderInLookupRounds(lookup, answers =>
      this.#round(chart, plain, answers, job),
    );
  };

  /** The version of a chart that fits, as `RepositoryIndex.get` finds it. @throws GoError with Helm's message, WorkerError */
  async findVersion(
    source: IndexSource,
    wanted: { chart: string; range?: string },
    { signal }: JobOptions,
  ): Promise<ChartVersion> {
    const { chart, range = '' } = wanted;
    const answer = await this.#workers.run(
      { do: 'find version', source, chart, range },
      { signal },
    );
    if (answer.type !== 'version') throw unexpected(answer);
    const { version } = answer;
    return { ...version, metadata: unpackMetadata(version.metadata) };
  }

  /** Reads an index to see whether it can be read. @throws GoError with Helm's message, WorkerError */
  async readIndex(
    source: IndexSource,
    { signal }: JobOptions,
  ): Promise<IndexSummary> {
    const answer = await this.#workers.run(
      { do: 'read index', source },
      { signal },
    );
    if (answer.type !== 'index') throw unexpected(answer);
    return answer.index;
  }

  /** Reads a long document of a manifest; what `Configuration` takes as `readYaml`. @throws Error with the message of sigs.k8s.io/yaml, WorkerError */
  readonly readYaml: YamlReader = async (text, signal) => {
    const answer = await this.#workers.run(
      { do: 'read YAML', text },
      { signal: signal ?? new AbortController().signal },
    );
    if (answer.type !== 'YAML') throw unexpected(answer);
    return fromWire(answer.json);
  };

  /** Ends all workers; jobs that are not done fail. */
  async stop(): Promise<void> {
    await this.#workers.stop();
  }

  /** Renders once, with what has been looked up until now. */
  async #round(
    chart: Chart,
    options: RenderChartOptions,
    answers: readonly LookupAnswer[] | undefined,
    { signal, warn }: JobOptions,
  ): Promise<LookupRound<RenderedChart>> {
    const answer = await this.#ask(chart, options, answers, signal);
    if (answer.type === 'asked') {
      const { asked } = answer;
      return {
        asked,
        outcome: () => {
          throw unexpected(answer);
        },
      };
    }
    return {
      asked: [],
      outcome: () => {
        if (answer.type !== 'rendered' && answer.type !== 'failed') {
          throw unexpected(answer);
        }
        answer.warnings.forEach(warning => warn?.(warning));
        if (answer.type === 'failed') throw errorFrom(answer.failure);
        const { rendered } = answer;
        return {
          ...rendered,
          manifests: rendered.manifests.map(unpackManifest),
          chart: unpackChanges(rendered.chart, chartsOf(chart)),
        };
      },
    };
  }

  async #ask(
    chart: Chart,
    options: RenderChartOptions,
    answers: readonly LookupAnswer[] | undefined,
    signal: AbortSignal,
  ): Promise<RenderAnswer> {
    const key = this.#keys.keyOf(chart);
    const request: RenderRequest<GoMap> = {
      do: 'render',
      chart: packChart(chart),
      key,
      files: undefined,
      options: plainOptions(options),
      answers,
      maxOutput: this.#maxOutput,
    };
    const answer = await this.#workers.run(request, { signal });
    if (answer.type !== 'files needed') return answer;
    const files = packFiles(chart, { key });
    return await this.#workers.run({ ...request, files }, { signal });
  }
}

function unpackManifest({ head, ...manifest }: Manifest): Manifest {
  const annotations = new Map(head.annotations);
  return { ...manifest, head: { ...head, annotations } };
}

function unexpected(answer: RenderAnswer): Error {
  return answer.type === 'failure'
    ? errorFrom(answer.failure)
    : new WorkerRequestError(`the render was answered with: ${answer.type}`);
}
