import { execFileSync } from 'node:child_process';
import {
  Budget,
  TemplateExecError,
  TemplateSet,
} from '@sluice/golang/template';
import { type GoValue, toBytes, utc } from '@sluice/golang/value';
import { sprigFunctions } from '@sluice/golang/sprig';
import { goData } from '@sluice/test-corpora/goTemplates';
import { testFunctions, testValue } from './goFunctions';
import { type TemplateCase } from './goTemplates';
import { type Json } from './goValues';

/** What a template gives, texts as base64 of their bytes. */
export interface TemplateOutcome {
  output?: string;
  error?: string;
  /** What had been written before the error. */
  partial?: string;
}

function base64(text: string): string {
  return Buffer.from(toBytes(text)).toString('base64');
}

interface Answer {
  output?: string;
  outputBase64?: string;
  error?: string;
  partialBase64?: string;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null;
}

function outcomeOf(line: string): TemplateOutcome {
  const answer: unknown = JSON.parse(line);
  if (!isAnswer(answer)) throw new Error(`no answer: ${line}`);
  const { output, outputBase64, error, partialBase64 } = answer;
  if (error !== undefined) return { error, partial: partialBase64 ?? '' };
  return { output: outputBase64 ?? base64(output ?? '') };
}

/** Asks the judge for all cases at once. */
export function originalOutcomes(
  program: string,
  cases: readonly TemplateCase[],
  timeout: number = 40_000,
): TemplateOutcome[] {
  const input = cases.map(each =>
    JSON.stringify({
      name: each.name,
      template: each.template,
      data: each.data,
      dataTypes: each.types,
      missingkey: each.missingKey,
      funcs: each.functions ?? 'test',
    }),
  );
  const answers = execFileSync(program, {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    timeout,
    maxBuffer: 512 * 1024 * 1024,
    env: { ...process.env, TZ: 'UTC' },
  });
  return answers.trimEnd().split('\n').map(outcomeOf);
}

const functionsBySet = {
  test: testFunctions,
  sprig: sprigFunctions({ timeZone: utc }),
} as const;

/** Renders a case with what is under test. */
export function ownOutcome(testCase: TemplateCase): TemplateOutcome {
  const { name, template, missingKey, data, types } = testCase;
  const functions = functionsBySet[testCase.functions ?? 'test'];
  const set = new TemplateSet();
  try {
    const value: GoValue = goData(data as Json, types, '', testValue);
    const main = set.parse(name, template, { functions });
    const output = set.execute(main, value, {
      functions,
      missingKey,
      budget: new Budget({ maximumSteps: 20_000_000 }),
    });
    return { output: base64(output) };
  } catch (error) {
    const partial =
      error instanceof TemplateExecError ? base64(error.partialOutput) : '';
    const message = error instanceof Error ? error.message : String(error);
    return {
      // The judge answers in UTF-8, as JSON has to.
      error: Buffer.from(toBytes(message)).toString('utf8'),
      partial,
    };
  }
}

/** Addresses are not the same in any two programs. */
function withoutAddresses(text: string): string {
  return text.replace(
    /0x[0-9a-f]{6,12}|(?<![0-9a-f])[0-9a-f]{6,12}(?![0-9a-f])/gi,
    'ADDRESS',
  );
}

function comparable(outcome: TemplateOutcome): string {
  const { output, error, partial } = outcome;
  return withoutAddresses(
    JSON.stringify([
      output && Buffer.from(output, 'base64').toString('latin1'),
      error?.replace(/\ufffd+/g, '\ufffd'),
      partial && Buffer.from(partial, 'base64').toString('latin1'),
    ]),
  );
}

/** Whether two outcomes are the same, byte for byte. */
export function isSameOutcome(
  left: TemplateOutcome,
  right: TemplateOutcome,
): boolean {
  return comparable(left) === comparable(right);
}
