import {
  type Chart,
  loadChart,
  showAll,
  showChart,
  showCrds,
  showReadme,
  showValues,
} from '@sluice/helm';
import { locateChart } from './chartSource';
import { chartPathFlags } from './flagSpecs';
import type { HelmCommand } from './helmCommand';

function showing(
  what: string,
  about: string,
  text: (chart: Chart) => string,
): HelmCommand {
  return {
    use: `helm show ${what} [CHART] [flags]`,
    usage: `usage: sluice helm show ${what} CHART

${about} CHART is a directory or an archive.
`,
    flags: [
      ...chartPathFlags,
      { name: 'devel', kind: 'bool' },
      ...(what === 'values'
        ? [{ name: 'jsonpath', kind: 'text' } as const]
        : []),
    ],
    args: { exactly: 1 },
    async run(call) {
      if (call.flags.text('jsonpath') !== '') {
        throw new Error('JSON paths are not supported: --jsonpath');
      }
      const path = await locateChart(call.args[0], call);
      call.context.stdout(text(loadChart(path, { warn: call.warn })));
      return 0;
    },
  };
}

export const showAllCommand = showing(
  'all',
  'Prints all that a chart tells of itself.',
  showAll,
);

export const showChartCommand = showing(
  'chart',
  "Prints a chart's Chart.yaml.",
  showChart,
);

export const showCrdsCommand = showing(
  'crds',
  "Prints a chart's CRDs.",
  showCrds,
);

export const showReadmeCommand = showing(
  'readme',
  "Prints a chart's README.",
  showReadme,
);

export const showValuesCommand = showing(
  'values',
  "Prints a chart's values.yaml.",
  showValues,
);
