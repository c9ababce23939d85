import { posix } from 'node:path';
import { parseJson } from '@sluice/golang/json';
import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type Chart } from '../chart/chart';
import { messageOf } from '../chart/error';
import { packArchive } from '../chart/tar-archive';
import { validateMetadata } from '../chart/validate';
import { metadataJson } from '../release/chart-json';
import { lockText } from './lock-file';

type Entry = readonly [name: string, data: Uint8Array | string];

function checkName(name: string): void {
  if (name !== posix.basename(name) || /^\.{0,2}$/.test(name)) {
    throw new GoError(`chart name ${quote(name)} is invalid`);
  }
}

function* entriesOf(chart: Chart, prefix: string): Generator<Entry> {
  checkName(chart.name);
  const base = posix.join(prefix, chart.name);
  const isV1 = chart.metadata.apiVersion === 'v1';
  const metadata = isV1
    ? { ...chart.metadata, dependencies: null }
    : chart.metadata;
  yield [
    `${base}/Chart.yaml`,
    emitSigsYaml(parseJson(metadataJson(metadata).text)),
  ];
  if (!isV1 && chart.lock) yield [`${base}/Chart.lock`, lockText(chart.lock)];
  for (const { name, data } of chart.raw) {
    if (name === 'values.yaml') yield [`${base}/${name}`, data];
  }
  if (chart.schema) {
    try {
      parseJson(Buffer.from(chart.schema.data).toString());
    } catch (error) {
      throw new GoError('invalid JSON in values.schema.json', {
        cause: error,
      });
    }
    yield [`${base}/values.schema.json`, chart.schema.data];
  }
  for (const { name, data } of [...chart.templates, ...chart.files]) {
    yield [`${base}/${name}`, data];
  }
  for (const dependency of chart.dependencies) {
    yield* entriesOf(dependency, `${base}/charts`);
  }
}

/**
 * A chart as an archive, with the charts below it, and the name of its file. The same chart gives the same bytes: times are not
 * kept.
 *
 * @throws GoError with Helm's message for a chart that is not valid
 */
export function packChart(chart: Chart): { name: string; data: Uint8Array } {
  try {
    validateMetadata(chart.metadata);
  } catch (error) {
    throw new GoError(`chart validation: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return {
    name: `${chart.name}-${chart.metadata.version}.tgz`,
    data: packArchive(entriesOf(chart, '')),
  };
}
