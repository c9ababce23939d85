import type { GoMap } from '@sluice/golang/value';
import type {
  ChartVersion,
  LookupAnswer,
  LookupRequest,
  RenderedChart,
} from '@sluice/helm/offline';
import type { Failure } from './failures';
import type { PackedChart, PackedFiles } from './packedChart';
import type { PlainMap } from './plainValue';
import type { PlainRenderOptions } from './renderOptions';
import type { WireJson } from './wireJson';

/** Where a file is: in memory, or on a disk that this machine has. */
export type FileSource =
  | { readonly data: Uint8Array }
  | { readonly path: string };

/** Where a chart is: an archive in memory, or an archive or directory on disk. */
export type ChartSource =
  | { readonly data: Uint8Array }
  | {
      readonly path: string;
      /** What links in a directory must not lead out of. */
      readonly root?: string;
    };

/** Where an index is; with a digest of its content, it is kept for the next question. */
export type IndexSource = FileSource & { readonly digest?: string };

/** What a worker that renders is asked. `Values` are of Go when it is asked, and plain when it hears it. */
export type RenderRequest<Values = PlainMap> =
  | { readonly do: 'load chart'; readonly source: ChartSource }
  | {
      readonly do: 'render';
      readonly chart: PackedChart<Values>;
      /** Which files the chart has. */
      readonly key: string;
      /** Those files, when the worker does not have them. */
      readonly files: PackedFiles | undefined;
      readonly options: PlainRenderOptions<Values>;
      /** What has been looked up; undefined where everything is missing. */
      readonly answers: readonly LookupAnswer[] | undefined;
      /** Characters that a rendered chart may have. */
      readonly maxOutput: number;
    }
  | {
      readonly do: 'find version';
      readonly source: IndexSource;
      readonly chart: string;
      readonly range: string;
    }
  | { readonly do: 'read index'; readonly source: IndexSource }
  | { readonly do: 'read YAML'; readonly text: string };

/** What an index has. */
export interface IndexSummary {
  /** RFC 3339; '' when it does not say. */
  readonly generated: string;
  /** Charts that it names. */
  readonly charts: number;
}

/** A rendered chart that structured clone can copy. */
export type PlainRendered<Values = PlainMap> = Omit<RenderedChart, 'chart'> & {
  readonly chart: PackedChart<Values>;
};

/** What a worker answers. */
export type RenderAnswer<Values = PlainMap> =
  | { readonly type: 'failure'; readonly failure: Failure }
  /** The files of the chart are not known to this worker. */
  | { readonly type: 'files needed' }
  | {
      readonly type: 'asked';
      readonly asked: readonly LookupRequest[];
    }
  | {
      readonly type: 'rendered';
      readonly rendered: PlainRendered<Values>;
      readonly warnings: readonly string[];
    }
  | {
      readonly type: 'failed';
      readonly failure: Failure;
      readonly warnings: readonly string[];
    }
  | {
      readonly type: 'chart';
      readonly chart: PackedChart<Values>;
      readonly files: PackedFiles;
      readonly warnings: readonly string[];
    }
  | { readonly type: 'version'; readonly version: ChartVersion }
  | { readonly type: 'index'; readonly index: IndexSummary }
  | { readonly type: 'YAML'; readonly json: WireJson };

/** What a worker answers in its own thread. */
export type OwnAnswer = RenderAnswer<GoMap>;
