import { JsonPath } from '@sluice/golang/jsonpath';
import { GoError } from '@sluice/golang/value';
import {
  type Chart,
  loadChart,
  showAll,
  showChart,
  showCrds,
  showReadme,
  showValues,
} from '@sluice/helm';
import { chartUsage, sourceUsage } from './usageParts';
import { messageOf } from '../messageOf';
import { locateChart } from './chartSource';
import { chartPathFlags } from './flagSpecs';
import type { HelmCommand } from './helmCommand';

/** What an expression finds in a chart's values. Helm does not tell what fails in one that it could read. */
function valuesAt(chart: Chart, expression: string): string {
  let path: JsonPath;
  try {
    path = new JsonPath(expression);
  } catch (error) {
    throw new Error(
      `error parsing jsonpath ${expression}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  try {
    return path.execute(chart.values ?? new Map());
  } catch (error) {
    if (error instanceof GoError) return '';
    throw error;
  }
}

function showing(
  what: string,
  about: string,
  text: (chart: Chart) => string,
): HelmCommand {
  return {
    use: `helm show ${what} [CHART] [flags]`,
    usage: `usage: sluice helm show ${what} CHART

${about} ${chartUsage}

flags:
${
  what === 'values'
    ? '      --jsonpath EXPRESSION      only what it finds, such as {.image.tag}\n'
    : ''
}${sourceUsage}
  -h, --help
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
      const path = await locateChart(call.args[0], call);
      const chart = loadChart(path, { warn: call.warn, anyApiVersion: true });
      const expression = call.flags.text('jsonpath');
      call.context.stdout(
        expression === '' ? text(chart) : valuesAt(chart, expression),
      );
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
