import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GoMap,
  type GoValue,
  GoBytes,
  GoDuration,
  GoTime,
  fromBytes,
  goInt,
  goInt64,
  goInteger,
  stringMap,
  stringSlice,
  toBytes,
} from '../value';
import { TemplateExecError, TemplateSet } from '.';

/*
 * Every line of templates.jsonl is a template with what Go's text/template gives for it, made with the judge `gotemplate`
 * (test/judges): gotemplate < questions.jsonl, where each question has the template, the name "t" and the data below.
 */

interface Case {
  template: string;
  missingkey?: 'zero' | 'error';
  output?: string | { base64: string };
  error?: string;
  written?: string;
}

const directory = join(__dirname, '__fixtures__');

function readCases(): Case[] {
  return readFileSync(join(directory, 'templates.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

const deep: GoMap = new Map<string, GoValue>([
  ['b', new Map([['c', 'deep']])],
  ['a', 'x'],
  ['é', 1],
]);

/** The data of all cases. */
function data(): GoMap {
  return new Map<string, GoValue>([
    ['s', 'hello'],
    ['e', ''],
    ['f', 1.5],
    ['m6', 1e6],
    ['z', 0],
    ['t', true],
    ['no', false],
    ['n', null],
    ['l', ['a', 1, null, true]],
    ['el', []],
    ['m', deep],
    ['em', new Map()],
    ['i', goInt(3)],
    ['i64', goInt64(2n ** 63n - 1n)],
    ['u8', goInteger('uint8', 200)],
    ['ss', stringSlice(['x', 'y'])],
    ['sm', stringMap([['k', 'v']])],
    ['by', new GoBytes(Uint8Array.of(0x68, 0x69, 0xff))],
    ['bs', fromBytes(Uint8Array.of(0x61, 0xff, 0x62))],
    ['d', new GoDuration(1_500_000_000n)],
    [
      'tm',
      new GoTime(BigInt(Date.UTC(2024, 1, 29, 12, 34, 56, 500)) * 1_000_000n),
    ],
    ['html', '<a href="x">\'&\0'],
    ['__proto__x', 1],
  ]);
}

/** Bytes as the fixtures tell them. */
function told(text: string): string {
  return Buffer.from(toBytes(text)).toString('utf8');
}

describe('templates as Go renders them', () => {
  it.each(readCases().map(each => [each.template, each] as const))(
    '%j',
    (template, { missingkey, output, error, written }) => {
      const set = new TemplateSet();
      const outcome: Case = { template };
      try {
        const main = set.parse('t', template);
        const text = set.execute(main, data(), { missingKey: missingkey });
        outcome.output =
          typeof output === 'object'
            ? { base64: Buffer.from(toBytes(text)).toString('base64') }
            : text;
      } catch (thrown) {
        outcome.error = thrown instanceof Error ? thrown.message : '';
        outcome.written = told(
          thrown instanceof TemplateExecError ? thrown.partialOutput : '',
        );
      }
      expect(outcome).toEqual({
        template,
        ...(error === undefined ? { output } : { error, written }),
      });
    },
  );
});
