import {
  type JsonObject,
  type JsonValue,
  entryOf,
  setEntry,
} from '@sluice/golang/json';
import { toJson } from '@sluice/golang/value';
import { Chart, type ChartFile, goMapOf } from '../chart';
import {
  type Dependency,
  type Lock,
  type Maintainer,
  type Metadata,
} from '../chart/metadata';
import {
  lockFrom,
  lockShape,
  metadataFrom,
  metadataShape,
} from '../chart/read-metadata';
import { decodeStruct } from '../chart/unmarshal';
import { RawJson, listJson, structJson, unlessEmpty } from './go-json';

const NO_TIME = '0001-01-01T00:00:00Z';
const nothing = new RawJson('null');

function maintainerJson(maintainer: Maintainer | null): RawJson {
  return maintainer === null
    ? nothing
    : structJson([
        ['name', unlessEmpty(maintainer.name)],
        ['email', unlessEmpty(maintainer.email)],
        ['url', unlessEmpty(maintainer.url)],
      ]);
}

/** A dependency as JSON, fields in order. */
export function dependencyJson(dependency: Dependency | null): RawJson {
  return dependency === null
    ? nothing
    : structJson([
        ['name', dependency.name],
        ['version', unlessEmpty(dependency.version)],
        ['repository', dependency.repository],
        ['condition', unlessEmpty(dependency.condition)],
        ['tags', unlessEmpty(dependency.tags)],
        ['enabled', unlessEmpty(dependency.enabled)],
        ['import-values', unlessEmpty(dependency.importValues)],
        ['alias', unlessEmpty(dependency.alias)],
      ]);
}

function listUnlessEmpty<T>(
  items: readonly T[] | null,
  write: (item: T) => RawJson,
): RawJson | undefined {
  return items && items.length > 0 ? listJson(items.map(write)) : undefined;
}

/** `Chart.yaml` as JSON, fields in Helm's order. */
export function metadataJson(metadata: Metadata): RawJson {
  const annotations: JsonObject = {};
  for (const [key, value] of metadata.annotations ?? []) {
    setEntry(annotations, key, value);
  }
  return structJson([
    ['name', unlessEmpty(metadata.name)],
    ['home', unlessEmpty(metadata.home)],
    ['sources', unlessEmpty(metadata.sources)],
    ['version', unlessEmpty(metadata.version)],
    ['description', unlessEmpty(metadata.description)],
    ['keywords', unlessEmpty(metadata.keywords)],
    ['maintainers', listUnlessEmpty(metadata.maintainers, maintainerJson)],
    ['icon', unlessEmpty(metadata.icon)],
    ['apiVersion', unlessEmpty(metadata.apiVersion)],
    ['condition', unlessEmpty(metadata.condition)],
    ['tags', unlessEmpty(metadata.tags)],
    ['appVersion', unlessEmpty(metadata.appVersion)],
    ['deprecated', unlessEmpty(metadata.deprecated)],
    ['annotations', metadata.annotations?.size ? annotations : undefined],
    ['kubeVersion', unlessEmpty(metadata.kubeVersion)],
    ['dependencies', listUnlessEmpty(metadata.dependencies, dependencyJson)],
    ['type', unlessEmpty(metadata.type)],
  ]);
}

function lockJson(lock: Lock | undefined): RawJson {
  return lock === undefined
    ? nothing
    : structJson([
        ['generated', lock.generated || NO_TIME],
        ['digest', lock.digest],
        [
          'dependencies',
          listJson(lock.dependencies && lock.dependencies.map(dependencyJson)),
        ],
      ]);
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString(
    'base64',
  );
}

function filesJson(files: readonly ChartFile[]): RawJson {
  return listJson(
    files.length === 0
      ? null
      : files.map(({ name, data, modTime }) =>
          structJson([
            ['name', name],
            ['data', base64(data)],
            ['modtime', modTime],
          ]),
        ),
  );
}

/** A chart as a release stores it: without the charts below it. */
export function chartJson(chart: Chart): RawJson {
  return structJson([
    ['metadata', metadataJson(chart.metadata)],
    ['lock', lockJson(chart.lock)],
    ['templates', filesJson(chart.templates)],
    ['values', chart.values ? toJson(chart.values) : null],
    ['schema', chart.schema ? base64(chart.schema.data) : null],
    ['schemamodtime', chart.schema?.modTime ?? NO_TIME],
    ['files', filesJson(chart.files)],
    ['modtime', chart.modTime],
  ]);
}

function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : undefined;
}

function readTime(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' &&
    value !== NO_TIME &&
    !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

function readFiles(value: JsonValue | undefined): ChartFile[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(item => {
    const file = objectOf(item);
    const name = file && entryOf(file, 'name');
    const data = file && entryOf(file, 'data');
    return file && typeof name === 'string'
      ? {
          name,
          data: Buffer.from(typeof data === 'string' ? data : '', 'base64'),
          modTime: readTime(entryOf(file, 'modtime')),
        }
      : [];
  });
}

/** A chart from what a release stores of it. */
export function chartFromJson(object: JsonObject): Chart {
  const chart = new Chart();
  const metadata = objectOf(entryOf(object, 'metadata'));
  if (metadata) {
    chart.metadata = metadataFrom(decodeStruct(metadata, metadataShape));
  }
  const lock = objectOf(entryOf(object, 'lock'));
  if (lock) chart.lock = lockFrom(decodeStruct(lock, lockShape));
  chart.templates = readFiles(entryOf(object, 'templates'));
  chart.files = readFiles(entryOf(object, 'files'));
  const values = objectOf(entryOf(object, 'values'));
  chart.values = values && goMapOf(values);
  const schema = entryOf(object, 'schema');
  if (typeof schema === 'string') {
    chart.schema = {
      name: 'values.schema.json',
      data: Buffer.from(schema, 'base64'),
      modTime: readTime(entryOf(object, 'schemamodtime')),
    };
  }
  chart.modTime = readTime(entryOf(object, 'modtime'));
  return chart;
}
