import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GoValue,
  GoBytes,
  GoDuration,
  GoFloat32,
  GoSlice,
  GoTime,
  fromBytes,
  goInt,
  goInt64,
  goInteger,
  intType,
  sliceOf,
  stringMap,
  stringSlice,
  toBytes,
} from '../value';
import { sprint, sprintf, sprintln } from '.';

/*
 * Every line of sprintf.jsonl is a format, the names of its arguments, and what Go prints, made with the judge `gotemplate` (test/judges)
 * by templates like {{printf .f (index .a 0)}}.
 */

interface Case {
  format: string;
  args: string[];
  text?: string;
  base64?: string;
}

function readCases(): Case[] {
  return readFileSync(join(__dirname, '__fixtures__', 'sprintf.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

const values: Readonly<Record<string, GoValue>> = {
  i: goInt(5),
  neg: goInt(-42),
  zero: goInt(0),
  big: goInt64(-(2n ** 63n)),
  u8: goInteger('uint8', 200),
  u64: goInteger('uint64', 7),
  f: 3.14159,
  e: 1e21,
  sm: 1e-7,
  half: 2.5,
  f32: new GoFloat32(0.1),
  s: 'héllo',
  empty: '',
  bt: fromBytes(Uint8Array.of(0x61, 0xff, 0xc3)),
  by: new GoBytes(Buffer.from('hi\0')),
  t: true,
  n: null,
  l: [1, 'a', null],
  m: new Map<string, GoValue>([
    ['b', 1],
    ['a', ['x']],
  ]),
  ss: stringSlice(['x', '']),
  ms: stringMap([['k', 'v']]),
  is: new GoSlice(sliceOf(intType), [goInt(1), goInt(-2)]),
  d: new GoDuration(90_061_000_000_000n),
  tm: new GoTime(BigInt(Date.UTC(2024, 1, 29, 12, 34, 56, 500)) * 1_000_000n),
};

describe('sprintf', () => {
  const cases = readCases();

  it.each([...new Set(cases.map(({ format }) => format))])(
    'prints %j as Go does',
    format => {
      const ofFormat = cases.filter(each => each.format === format);
      const printed = ofFormat.map(({ args, base64 }) => {
        const text = sprintf(
          format,
          args.map(name => values[name]),
        );
        return base64 === undefined
          ? { format, args, text }
          : {
              format,
              args,
              base64: Buffer.from(toBytes(text)).toString('base64'),
            };
      });
      expect(printed).toEqual(ofFormat);
    },
  );

  it('joins bytes of a character that came in two parts', () => {
    const [first, second] = ['\udcc3', '\udca9'];
    expect(sprintf('%s%s', [first, second])).toBe('é');
  });

  it('refuses to grow without bound', () => {
    expect(() =>
      sprintf('%1000d%1000d', [goInt(1), goInt(2)], { maximumLength: 1_500 }),
    ).toThrow('longer than 1500 characters');
  });

  it('ends in a value that holds itself', () => {
    const list: GoValue[] = [];
    list.push(list);
    expect(sprintf('%v', [list])).toMatch(/^\[+\.\.\.\]+$/);
  });
});

describe('sprint', () => {
  it('puts spaces between what is no text', () => {
    expect(sprint(['a', goInt(1), goInt(2), 'b', 1.5, null])).toBe(
      'a1 2b1.5 <nil>',
    );
    expect(sprintln(['a', goInt(1)])).toBe('a 1\n');
  });
});
