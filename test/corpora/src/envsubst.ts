import { evaluateTemplate } from '@sluice/kustomize/substitution';
import { type JsonRecord, type Verdict, record, text } from './corpus';
import { expectsError, judgeError } from './kustomizeBuilds';

/** Judges a text with variables; one that is missing is not set, in strict mode. */
export function judgeEnvsubst(testCase: JsonRecord): Verdict {
  const variables = new Map(
    Object.entries(record(testCase, 'vars')).map(
      ([name, value]): [string, string] => [name, String(value)],
    ),
  );
  let result: string;
  try {
    result = evaluateTemplate(
      text(testCase, 'input'),
      variables,
      true,
    ).toString();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return expectsError(testCase)
      ? judgeError(testCase, message)
      : `failed: ${message}`;
  }
  if (expectsError(testCase)) return 'should have failed';
  const expected = text(testCase, 'expect');
  return result === expected
    ? undefined
    : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(result)}`;
}
