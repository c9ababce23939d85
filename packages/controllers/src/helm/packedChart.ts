import { createHash } from 'node:crypto';
import {
  Chart,
  type ChartFile,
  type Lock,
  type Metadata,
} from '@sluice/helm/offline';
import { type GoMap } from '@sluice/golang/value';
import {
  type PlainMap,
  checkCopyable,
  goMapFrom,
  isPlainMap,
} from './plainValue';

/** A file by where its content is in the bytes of all. */
interface PackedFile {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly modTime: string | undefined;
}

/** What one chart has of files. */
interface PackedList {
  readonly templates: readonly PackedFile[];
  readonly files: readonly PackedFile[];
  readonly schema: PackedFile | undefined;
  /** Only of charts that a worker has loaded: nobody needs it for rendering. */
  readonly raw: readonly PackedFile[];
}

/** The files of a chart and of all below it, with every content once. */
export interface PackedFiles {
  /** Says which content it is: the same key, the same files. */
  readonly key: string;
  readonly bytes: Uint8Array;
  /** By the number of the chart, from the top, each before those below it. */
  readonly lists: readonly PackedList[];
}

/** A chart without its files; what structured clone can copy. */
export interface PackedChart<Values = PlainMap> {
  /** Which of the lists of files is its own. */
  readonly list: number;
  readonly metadata: Metadata;
  readonly lock: Lock | undefined;
  /** `as before`: those that the chart had which it was made from. */
  readonly values: Values | undefined | 'as before';
  readonly modTime: string | undefined;
  readonly dependencies: readonly PackedChart<Values>[];
}

/** A chart and all below it, each before those below it. */
export function chartsOf(chart: Chart): Chart[] {
  return [chart, ...chart.dependencies.flatMap(chartsOf)];
}

/** Puts the content of files behind one another. */
class Packer {
  readonly #places = new Map<Uint8Array, number>();
  #length = 0;

  pack(file: ChartFile): PackedFile {
    const { name, data, modTime } = file;
    let from = this.#places.get(data);
    if (from === undefined) {
      from = this.#length;
      this.#places.set(data, from);
      this.#length += data.length;
    }
    return { name, from, to: from + data.length, modTime };
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    for (const [data, from] of this.#places) bytes.set(data, from);
    return bytes;
  }
}

/** Packs the files of a chart and of all below it; with `raw`, also as they were before anything was read from them. */
export function packFiles(
  chart: Chart,
  options: { key?: string; raw?: boolean } = {},
): PackedFiles {
  const packer = new Packer();
  const pack = (file: ChartFile) => packer.pack(file);
  const lists = chartsOf(chart).map(({ templates, files, schema, raw }) => ({
    templates: templates.map(pack),
    files: files.map(pack),
    schema: schema && pack(schema),
    raw: options.raw ? raw.map(pack) : [],
  }));
  const bytes = packer.bytes();
  return { key: options.key ?? digestOf(lists, bytes), bytes, lists };
}

function digestOf(lists: readonly PackedList[], bytes: Uint8Array): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(lists));
  hash.update(bytes);
  return hash.digest('hex');
}

/** What a chart is besides its files. @throws TypeError for values that no other thread can be given */
export function packChart(chart: Chart): PackedChart<GoMap> {
  let list = -1;
  const pack = (own: Chart): PackedChart<GoMap> => {
    const { metadata, lock, values, modTime } = own;
    if (values) checkCopyable(values);
    list += 1;
    return {
      ...{ list, metadata, lock, values, modTime },
      dependencies: own.dependencies.map(pack),
    };
  };
  return pack(chart);
}

/** A chart that was made from others by leaving out, renaming and importing: only what is new of it. */
export function packChanges(
  chart: Chart,
  sources: readonly Chart[],
): PackedChart<GoMap> {
  // Copies of a chart share this list with it.
  const known = new Map(sources.map(({ raw }, list) => [raw, list]));
  const pack = (own: Chart): PackedChart<GoMap> => {
    const list = known.get(own.raw);
    if (list === undefined) {
      throw new TypeError('a chart is made from none that is known');
    }
    const { metadata, lock, values, modTime } = own;
    return {
      ...{ list, metadata, lock, modTime },
      values: values === sources[list].values ? 'as before' : values,
      dependencies: own.dependencies.map(pack),
    };
  };
  return pack(chart);
}

/** The files again, for each chart. */
export function unpackFiles({ bytes, lists }: PackedFiles): ChartFiles[] {
  const contents = new Map<string, Uint8Array>();
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const unpack = ({ name, from, to, modTime }: PackedFile): ChartFile => {
    const place = `${from}-${to}`;
    const data = contents.get(place) ?? all.subarray(from, to);
    contents.set(place, data);
    return { name, data, modTime };
  };
  return lists.map(({ templates, files, schema, raw }) => ({
    templates: templates.map(unpack),
    files: files.map(unpack),
    schema: schema && unpack(schema),
    raw: raw.map(unpack),
  }));
}

/** The files of one chart. */
export interface ChartFiles {
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  readonly schema: ChartFile | undefined;
  readonly raw: readonly ChartFile[];
}

/** What `Chart.yaml` says, with maps that are our own. */
export function unpackMetadata(metadata: Metadata): Metadata {
  const { annotations } = metadata;
  return { ...metadata, annotations: annotations && new Map(annotations) };
}

/** A chart again, from its files and the rest. Lists and values are its own; the content of files is shared. */
export function unpackChart(
  packed: PackedChart,
  files: readonly ChartFiles[],
): Chart {
  const chart = new Chart();
  const own = files[packed.list];
  chart.metadata = unpackMetadata(packed.metadata);
  chart.lock = packed.lock;
  chart.modTime = packed.modTime;
  if (isPlainMap(packed.values)) chart.values = goMapFrom(packed.values);
  chart.raw = [...own.raw];
  chart.templates = [...own.templates];
  chart.files = [...own.files];
  chart.schema = own.schema;
  chart.addDependency(
    ...packed.dependencies.map(below => unpackChart(below, files)),
  );
  return chart;
}

/** The chart that was made elsewhere from these. */
export function unpackChanges(
  packed: PackedChart,
  sources: readonly Chart[],
): Chart {
  const chart = sources[packed.list].shallowCopy();
  chart.metadata = unpackMetadata(packed.metadata);
  chart.lock = packed.lock;
  if (packed.values !== 'as before') {
    chart.values = packed.values && goMapFrom(packed.values);
  }
  chart.setDependencies(
    packed.dependencies.map(below => unpackChanges(below, sources)),
  );
  return chart;
}
