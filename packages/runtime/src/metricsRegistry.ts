/** Label names and values of a sample. */
export type Labels = Record<string, string>;

export interface Counter {
  inc(labels?: Labels, by?: number): void;
  remove(labels: Labels): void;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
  inc(labels?: Labels, by?: number): void;
  remove(labels: Labels): void;
}
export interface Histogram {
  observe(value: number, labels?: Labels): void;
  remove(labels: Labels): void;
}

interface Series {
  /** Its labels as they are printed. */
  text: string;
  value: number;
}

interface Buckets {
  text: string;
  counts: number[];
  count: number;
  sum: number;
}

interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  lines(): string[];
}

/** Series of one family; more are not kept, so that no label can fill the memory. */
const seriesLimit = 50_000;

function escapeLabel(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/"/g, '\\"');
}

function labelText(labels: Labels): string {
  const keys = Object.keys(labels).sort();
  return keys.length === 0
    ? ''
    : `{${keys.map(key => `${key}="${escapeLabel(labels[key])}"`).join(',')}}`;
}

/** One more label at the end. @param text as {@link labelText} gives it */
function withBound(text: string, bound: string): string {
  return text === ''
    ? `{le="${bound}"}`
    : `${text.slice(0, -1)},le="${bound}"}`;
}

function numberText(value: number): string {
  if (value === Infinity) {
    return '+Inf';
  }
  return value === -Infinity ? '-Inf' : String(value);
}

/** The series of a family by their labels. */
class SeriesMap<S extends { text: string }> {
  readonly #series = new Map<string, S>();

  get(labels: Labels, create: (text: string) => S): S | undefined {
    const text = labelText(labels);
    const known = this.#series.get(text);
    if (known || this.#series.size >= seriesLimit) {
      return known;
    }
    const created = create(text);
    this.#series.set(text, created);
    return created;
  }

  delete(labels: Labels): void {
    this.#series.delete(labelText(labels));
  }

  values(): S[] {
    return [...this.#series.values()];
  }
}

class SimpleMetric implements Counter, Gauge {
  readonly #series = new SeriesMap<Series>();
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  inc(labels: Labels = {}, by: number = 1): void {
    const series = this.#at(labels);
    if (series) {
      series.value += by;
    }
  }

  set(value: number, labels: Labels = {}): void {
    const series = this.#at(labels);
    if (series) {
      series.value = value;
    }
  }

  remove(labels: Labels): void {
    this.#series.delete(labels);
  }

  lines(): string[] {
    return this.#series
      .values()
      .map(({ text, value }) => `${this.#name}${text} ${numberText(value)}`);
  }

  #at(labels: Labels): Series | undefined {
    return this.#series.get(labels, text => ({ text, value: 0 }));
  }
}

class BucketMetric implements Histogram {
  readonly #series = new SeriesMap<Buckets>();
  readonly #name: string;
  readonly #bounds: readonly number[];

  constructor(name: string, bounds: readonly number[]) {
    this.#name = name;
    this.#bounds = bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const series = this.#series.get(labels, text => ({
      text,
      counts: this.#bounds.map(() => 0),
      count: 0,
      sum: 0,
    }));
    if (!series) {
      return;
    }
    series.count += 1;
    series.sum += value;
    const bucket = this.#bounds.findIndex(bound => value <= bound);
    if (bucket >= 0) {
      series.counts[bucket] += 1;
    }
  }

  remove(labels: Labels): void {
    this.#series.delete(labels);
  }

  lines(): string[] {
    const bounds = this.#bounds.map(numberText);
    return this.#series.values().flatMap(({ text, counts, count, sum }) => {
      let below = 0;
      const buckets = bounds.map((bound, index) => {
        below += counts[index];
        return `${this.#name}_bucket${withBound(text, bound)} ${below}`;
      });
      return [
        ...buckets,
        `${this.#name}_bucket${withBound(text, '+Inf')} ${count}`,
        `${this.#name}_sum${text} ${numberText(sum)}`,
        `${this.#name}_count${text} ${count}`,
      ];
    });
  }
}

/** A registry of metrics, printed in Prometheus' text format. */
export class MetricsRegistry {
  readonly #families = new Map<string, Family>();
  readonly #collectors: (() => void)[] = [];

  /** Throws when the name is taken. */
  counter(name: string, help: string): Counter {
    return this.#simple(name, help, 'counter');
  }

  gauge(name: string, help: string): Gauge {
    return this.#simple(name, help, 'gauge');
  }

  /** `buckets`: upper bounds, rising, without +Inf. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    const metric = new BucketMetric(name, buckets);
    const lines = () => metric.lines();
    this.#register({ name, help, type: 'histogram', lines });
    return metric;
  }

  /** Called before each exposition, to bring gauges up to date. */
  onCollect(collect: () => void): void {
    this.#collectors.push(collect);
  }

  /** text/plain; version=0.0.4 */
  expose(): string {
    this.#collectors.forEach(collect => collect());
    const families = [...this.#families.values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    const lines = families.flatMap(family => {
      const samples = family.lines();
      const help = family.help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
      return samples.length === 0
        ? []
        : [
            `# HELP ${family.name} ${help}`,
            `# TYPE ${family.name} ${family.type}`,
            ...samples,
          ];
    });
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  #simple(
    name: string,
    help: string,
    type: 'counter' | 'gauge',
  ): Counter & Gauge {
    const metric = new SimpleMetric(name);
    this.#register({ name, help, type, lines: () => metric.lines() });
    return metric;
  }

  #register(family: Family): void {
    if (this.#families.has(family.name)) {
      throw new Error(`there is a metric ${family.name} already`);
    }
    this.#families.set(family.name, family);
  }
}
