import {
  type ChartOutcome,
  isSameChartOutcome,
  originalChartOutcomes,
  ownChartOutcome,
} from './chartJudge';
import { type ChartCase, randomChart } from './charts';
import {
  type TemplateFuzzOptions,
  type TemplateFuzzResult,
} from './goTemplateFuzz';
import { Random } from './random';

/** Cases that are put to one start of the judge. */
const batchSize = 100;
const mostReports = 6;
/** Questions to the judge that making one case smaller is worth. */
const mostQuestions = 12;

interface Finding {
  testCase: ChartCase;
  original: ChartOutcome;
  own: ChartOutcome;
}

/** What never ends, or grows without end, is an error here and the end of the judge. */
function isBounded({ output = '', error = '' }: ChartOutcome): boolean {
  return (
    output.length < 200_000 &&
    !/too deep|longer than the limit|cycle|exceeded|too large|more than|nested reference/.test(
      error,
    )
  );
}

/** Cases with one thing less. */
function smaller(testCase: ChartCase): ChartCase[] {
  const { files, values, set } = testCase;
  const without = (names: readonly string[]) => ({
    ...testCase,
    files: Object.fromEntries(
      Object.entries(files).filter(([name]) => !names.includes(name)),
    ),
  });
  const charts = Object.keys(files)
    .filter(name => name.endsWith('/Chart.yaml'))
    .map(name =>
      Object.keys(files).filter(each => each.startsWith(name.slice(0, -10))),
    );
  const linesOf = Object.entries(files).flatMap(([name, text]) =>
    name.endsWith('Chart.yaml') || !text.includes('\n')
      ? []
      : text.split('\n').map((_, i, lines) => ({
          ...testCase,
          files: {
            ...files,
            [name]: lines.filter((__, at) => at !== i).join('\n'),
          },
        })),
  );
  return [
    ...charts.map(without),
    ...Object.keys(files)
      .filter(name => name !== 'Chart.yaml')
      .map(name => without([name])),
    ...values.map((_, i) => ({
      ...testCase,
      values: values.filter((__, at) => at !== i),
    })),
    ...set.map((_, i) => ({
      ...testCase,
      set: set.filter((__, at) => at !== i),
    })),
    ...linesOf,
  ];
}

function findingsOf(program: string, cases: readonly ChartCase[]): Finding[] {
  const answered = cases
    .map(testCase => ({ testCase, own: ownChartOutcome(testCase) }))
    .filter(({ own }) => isBounded(own));
  const originals = originalChartOutcomes(
    program,
    answered.map(({ testCase }) => testCase),
  );
  return answered.flatMap(({ testCase, own }, i) =>
    isSameChartOutcome(own, originals[i])
      ? []
      : [{ testCase, original: originals[i], own }],
  );
}

/** The smallest case that still differs. */
function minimized(program: string, finding: Finding): Finding {
  let best = finding;
  for (let i = 0; i < mostQuestions; i += 1) {
    const [next] = findingsOf(program, smaller(best.testCase));
    if (!next) return best;
    best = next;
  }
  return best;
}

/** An outcome around the place at which it is not like another. */
function part(outcome: ChartOutcome, other: ChartOutcome): string {
  const [text, otherText] = [outcome, other].map(each => JSON.stringify(each));
  let at = 0;
  while (at < text.length && text[at] === otherText[at]) at += 1;
  return text.slice(Math.max(at - 300, 0), at + 300);
}

function report({ testCase, original, own }: Finding): void {
  const { files, ...rest } = testCase;
  process.stdout.write(
    [
      'DIFF chart',
      ...Object.entries(files).map(
        ([name, text]) => `  ${name}: ${JSON.stringify(text)}`,
      ),
      `  ${JSON.stringify(rest)}`,
      `  original: ${part(original, own)}`,
      `  own: ${part(own, original)}`,
      '',
    ].join('\n'),
  );
}

/** Renders random charts with both; prints what differs. */
export function fuzzCharts(
  program: string,
  { seed, count, until }: TemplateFuzzOptions,
): TemplateFuzzResult {
  const result = { cases: 0, rendered: 0, differences: 0 };
  for (let at = 0; at < count && Date.now() < until; at += batchSize) {
    const random = new Random(seed + at * 7_919);
    const batch = Array.from({ length: Math.min(batchSize, count - at) }, () =>
      randomChart(random),
    );
    const owns = batch.map(ownChartOutcome);
    const bounded = batch.filter((_, i) => isBounded(owns[i]));
    const originals = originalChartOutcomes(program, bounded);
    for (const [i, testCase] of bounded.entries()) {
      const own = owns[batch.indexOf(testCase)];
      result.cases += 1;
      if (own.output !== undefined) result.rendered += 1;
      if (!isSameChartOutcome(own, originals[i])) {
        result.differences += 1;
        if (result.differences <= mostReports) {
          report(minimized(program, { testCase, original: originals[i], own }));
        }
      }
    }
  }
  return result;
}
