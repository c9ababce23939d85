import {
  type TemplateOutcome,
  isSameOutcome,
  originalOutcomes,
  ownOutcome,
} from './goTemplateJudge';
import { type TemplateCase, randomTemplate } from './goTemplates';
import { Random } from './random';

/** A value that holds itself, or one that memory does not hold, is an error here and the end of the judge. */
function isBounded(testCase: TemplateCase): boolean {
  if (testCase.functions !== 'sprig') return true;
  const { output = '', error = '' } = ownOutcome(testCase);
  return (
    output.length < 50_000 &&
    !/too deep|longer than the limit|cycle|exceeded|too large/.test(error)
  );
}

/** Cases that are put to one start of the judge. */
const batchSize = 500;
const mostReports = 10;

export interface TemplateFuzzOptions {
  seed: number;
  count: number;
  /** Milliseconds since 1970 after which no new batch is begun. */
  until: number;
}

export interface TemplateFuzzResult {
  cases: number;
  /** How many gave an output. */
  rendered: number;
  differences: number;
}

function decoded(outcome: TemplateOutcome): string {
  const text = (base64?: string) =>
    base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
  return JSON.stringify({
    output: text(outcome.output),
    error: outcome.error,
    partial: text(outcome.partial),
  });
}

function report(
  testCase: TemplateCase,
  original: TemplateOutcome,
  own: TemplateOutcome,
): void {
  const { template, missingKey, data, types } = testCase;
  process.stdout.write(
    [
      `DIFF ${JSON.stringify(template)} missingkey=${missingKey}`,
      `  data: ${JSON.stringify(data)} ${JSON.stringify(types)}`,
      `  original: ${decoded(original)}`,
      `  own: ${decoded(own)}`,
      '',
    ].join('\n'),
  );
}

/** Renders random templates over random values with both; prints what differs. */
export function fuzzTemplates(
  program: string,
  { seed, count, until }: TemplateFuzzOptions,
  make: (random: Random) => TemplateCase = randomTemplate,
): TemplateFuzzResult {
  const result = { cases: 0, rendered: 0, differences: 0 };
  for (let at = 0; at < count && Date.now() < until; at += batchSize) {
    const random = new Random(seed + at * 7_919);
    const batch = Array.from({ length: Math.min(batchSize, count - at) }, () =>
      make(random),
    ).filter(isBounded);
    const originals = originalOutcomes(program, batch);
    for (const [i, testCase] of batch.entries()) {
      const own = ownOutcome(testCase);
      result.cases++;
      if (own.output !== undefined) result.rendered++;
      if (!isSameOutcome(own, originals[i])) {
        result.differences++;
        if (result.differences <= mostReports) {
          report(testCase, originals[i], own);
        }
      }
    }
  }
  return result;
}
