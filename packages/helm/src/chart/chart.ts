import { posix } from 'node:path';
import { type GoMap } from '@sluice/golang/value';
import { type ChartFile } from './file';
import { type Lock, type Metadata, emptyMetadata } from './metadata';

/** A file of `crds/`. */
export interface Crd {
  /** Relative to the chart that has it. */
  name: string;
  /** With the path of that chart. */
  filename: string;
  file: ChartFile;
}

const MANIFEST_EXTENSION = /\.(?:yaml|yml|json)$/i;

function copyMetadata(metadata: Metadata): Metadata {
  return {
    ...metadata,
    dependencies:
      metadata.dependencies &&
      metadata.dependencies.map(dependency => dependency && { ...dependency }),
  };
}

/**
 * A chart: metadata, default values, templates, other files, and the charts below it. Processing the dependencies changes
 * it as Helm does, so what is kept for later is rendered from a {@link Chart.copy}.
 */
export class Chart {
  metadata: Metadata = emptyMetadata();
  lock: Lock | undefined;
  /** What the archive or directory held, before anything was read from it. */
  raw: ChartFile[] = [];
  templates: ChartFile[] = [];
  /** The default values; undefined without a `values.yaml`. */
  values: GoMap | undefined;
  schema: ChartFile | undefined;
  /** Everything else. */
  files: ChartFile[] = [];
  /** That of its `Chart.yaml`. */
  modTime: string | undefined;

  #parent: Chart | undefined;
  #dependencies: Chart[] = [];

  get name(): string {
    return this.metadata.name;
  }

  get parent(): Chart | undefined {
    return this.#parent;
  }

  get isRoot(): boolean {
    return this.#parent === undefined;
  }

  get isLibrary(): boolean {
    return this.metadata.type.toLowerCase() === 'library';
  }

  get dependencies(): readonly Chart[] {
    return this.#dependencies;
  }

  addDependency(...charts: Chart[]): void {
    for (const chart of charts) {
      chart.#parent = this;
      this.#dependencies.push(chart);
    }
  }

  setDependencies(charts: readonly Chart[]): void {
    this.#dependencies = [];
    this.addDependency(...charts);
  }

  /** `root.sub`. */
  get path(): string {
    return this.#parent ? `${this.#parent.path}.${this.name}` : this.name;
  }

  /** `root/charts/sub`; of an aliased chart, not where its files are. */
  get fullPath(): string {
    return this.#parent
      ? `${this.#parent.fullPath}/charts/${this.name}`
      : this.name;
  }

  /** The files of `crds/`, with those of the charts below. */
  get crds(): Crd[] {
    const own = this.files
      .filter(
        ({ name }) => name.startsWith('crds/') && MANIFEST_EXTENSION.test(name),
      )
      .map(file => ({
        name: file.name,
        filename: posix.join(this.fullPath, file.name),
        file,
      }));
    return own.concat(this.#dependencies.flatMap(({ crds }) => crds));
  }

  /** The chart with the same files, values and list of dependencies; without a parent. */
  shallowCopy(): Chart {
    const copy = new Chart();
    copy.metadata = this.metadata;
    copy.lock = this.lock;
    copy.raw = this.raw;
    copy.templates = this.templates;
    copy.values = this.values;
    copy.schema = this.schema;
    copy.files = this.files;
    copy.modTime = this.modTime;
    copy.#dependencies = this.#dependencies;
    return copy;
  }

  /** A copy under another parent-to-be, whose metadata and list of dependencies are its own. */
  copyAs(name: string): Chart {
    const copy = this.shallowCopy();
    copy.metadata = copyMetadata(this.metadata);
    copy.setDependencies(this.#dependencies.map(chart => chart.shallowCopy()));
    copy.metadata.name = name;
    return copy;
  }

  /** A copy in which everything that processing dependencies changes is its own; files and values are shared. */
  copy(): Chart {
    const copy = this.shallowCopy();
    copy.metadata = copyMetadata(this.metadata);
    copy.setDependencies(this.#dependencies.map(chart => chart.copy()));
    return copy;
  }
}
