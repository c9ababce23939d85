import { parseJson } from '@sluice/golang/json';
import { fromBytes } from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type Chart } from '../chart';
import { metadataJson } from '../release/chart-json';

/** `Chart.yaml` as Helm prints it again. */
export function showChart(chart: Chart): string {
  return `${emitSigsYaml(parseJson(metadataJson(chart.metadata).text))}\n`;
}

/** `values.yaml` as it stands in the chart; '' where there is none. */
export function showValues(chart: Chart): string {
  if (!chart.values) return '';
  return chart.raw
    .filter(({ name }) => name === 'values.yaml')
    .map(({ data }) => `${fromBytes(data)}\n`)
    .join('');
}

const README_NAMES = ['readme.md', 'readme.txt', 'readme'];

/** The README of a chart; '' where there is none. */
export function showReadme(chart: Chart): string {
  const readme = chart.files.find(({ name }) =>
    README_NAMES.includes(name.toLowerCase()),
  );
  return readme ? `${fromBytes(readme.data)}\n` : '';
}

/** The CRDs of a chart and of those below it; '' where there are none. */
export function showCrds(chart: Chart): string {
  return chart.crds
    .map(({ file }) => {
      const text = fromBytes(file.data);
      return `${text.startsWith('---') ? '' : '---\n'}${text}\n`;
    })
    .join('');
}

/** All that `helm show` tells of a chart. */
export function showAll(chart: Chart): string {
  const readme = showReadme(chart);
  return [
    showChart(chart),
    chart.values ? `---\n${showValues(chart)}` : '',
    readme === '' ? '' : `---\n${readme}`,
    showCrds(chart),
  ].join('');
}
