import type { Chart, ChartFile } from '@sluice/helm/offline';
import { chartsOf } from './packedChart';

interface Known {
  readonly key: string;
  readonly contents: readonly unknown[];
}

function describe(files: readonly ChartFile[]): unknown[] {
  return [files.length, ...files.flatMap(({ name, data }) => [name, data])];
}

/** What the files of a chart and all below it are, without looking into them. */
function contentsOf(chart: Chart): unknown[] {
  return chartsOf(chart).flatMap(({ templates, files, schema }) => [
    ...describe(templates),
    ...describe(files),
    schema?.data,
  ]);
}

/**
 * Names the content of charts: copies of a chart, and the same chart in its next render, have the same name. Where a worker has loaded it,
 * the name is a digest; otherwise it counts up, since digesting would take as long as sending.
 */
export class ChartKeys {
  /** By the list of templates, which copies share. */
  readonly #known = new WeakMap<readonly ChartFile[], Known>();
  #next = 1;

  keyOf(chart: Chart): string {
    const contents = contentsOf(chart);
    const known = this.#known.get(chart.templates);
    if (
      known &&
      known.contents.length === contents.length &&
      known.contents.every((part, index) => part === contents[index])
    ) {
      return known.key;
    }
    const key = `chart-${this.#next}`;
    this.#next += 1;
    this.#known.set(chart.templates, { key, contents });
    return key;
  }

  /** Gives a chart a name. */
  set(chart: Chart, key: string): void {
    this.#known.set(chart.templates, { key, contents: contentsOf(chart) });
  }
}
