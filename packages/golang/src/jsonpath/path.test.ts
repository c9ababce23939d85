import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoValue, fromJson } from '../value';
import { parseSigsYaml } from '../yaml';
import { JsonPath } from '.';

/** An expression with what helm prints for it; made by __fixtures__/judge.mjs. */
interface Case {
  path: string;
  output?: string;
  error?: string;
}

const { values, cases }: { values: string; cases: Case[] } = JSON.parse(
  readFileSync(join(__dirname, '__fixtures__', 'paths.json'), 'utf8'),
);
const data = fromJson(parseSigsYaml(values));

/** What `helm show values --jsonpath` prints: it does not tell what fails in an expression that it could read. */
function shown(path: string): Pick<Case, 'output' | 'error'> {
  let parsed: JsonPath;
  try {
    parsed = new JsonPath(path);
  } catch (error) {
    return {
      error: `Error: error parsing jsonpath ${path}: ${
        error instanceof Error ? error.message : ''
      }`,
    };
  }
  try {
    return { output: parsed.execute(data) };
  } catch (error) {
    return { output: '' };
  }
}

function nested(depth: number): GoValue {
  let value: GoValue = 1;
  for (let i = 0; i < depth; i += 1) value = new Map([['a', value]]);
  return value;
}

describe('JSONPath', () => {
  it.each(cases)('prints $path as helm does', ({ path, output, error }) => {
    expect(shown(path)).toEqual(error === undefined ? { output } : { error });
  });

  it('says what fails', () => {
    const failing = (path: string) => () => new JsonPath(path).execute(data);
    expect(failing('{.image.missing}')).toThrow('missing is not found');
    expect(failing('{.words[9]}')).toThrow(
      'array index out of bounds: index 9, length 5',
    );
    expect(failing('{.ports[?(@.port==80)]}')).toThrow(
      'incompatible types for comparison',
    );
  });

  it('walks maps by their keys', () => {
    expect(new JsonPath('{.image.*}').execute(data)).toBe(
      'Always example.com/web 1.2.3',
    );
  });

  it('refuses what is too long, and finds no more than a bound', () => {
    expect(() => new JsonPath('x'.repeat(70_000))).toThrow(
      'expression is longer than 65536 characters',
    );
    const descents = new JsonPath(`{${'..a'.repeat(40)}}`);
    expect(() => descents.execute(nested(400))).toThrow(
      'an expression finds more than 1000000 values',
    );
  });
});
