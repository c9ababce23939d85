import { GoInteger, goInt, utc, type GoMap, type GoValue } from '../value';
import { sprigFunctions } from '.';

const functions = sprigFunctions({ timeZone: utc });

function call(name: string, ...args: GoValue[]): GoValue {
  const found = functions.get(name);
  if (!found) throw new Error(`no function ${name}`);
  return found.call(args);
}

const huge = goInt(2n ** 62n);
const many = goInt(100_000_000);

it.each<[string, ...GoValue[]]>([
  ['repeat', many, 'ab'],
  ['indent', many, 'a'],
  ['nindent', many, 'a'],
  ['replace', '', 'x'.repeat(10_000), 'y'.repeat(10_000)],
  ['replace', 'y', 'x'.repeat(10_000), 'y'.repeat(10_000)],
  ['until', huge],
  ['until', goInt(-(2n ** 62n))],
  ['untilStep', goInt(0), huge, goInt(1)],
  ['seq', huge],
  ['seq', goInt(0), goInt(1), huge],
  ['randBytes', many],
])('refuses what would eat memory: %s', (name, ...args) => {
  expect(() => call(name, ...args)).toThrow('is longer than the limit of');
});

it('ends at values that hold themselves', () => {
  const map: GoMap = new Map();
  map.set('self', map);
  const list: GoValue[] = [];
  list.push(list);
  expect(() => call('deepCopy', map)).toThrow('nested too deeply');
  expect(() => call('deepCopy', list)).toThrow('nested too deeply');
  expect(() => call('mustToJson', map)).toThrow(
    'json: unsupported value: encountered a cycle via map[string]interface {}',
  );
  expect(call('toJson', list)).toBe('');
  const other: GoMap = new Map();
  other.set('self', other);
  expect(() => call('merge', map, other)).toThrow('nested too deeply');
});

/** Small in memory: each list holds the one below it twice. */
function endless(): GoValue {
  let value: GoValue = new Map([['a', 'b']]);
  for (let i = 0; i < 60; i += 1) {
    value = new Map([
      ['l', value],
      ['r', value],
    ]);
  }
  return value;
}

it.each<[string, (value: GoValue, other: GoValue) => GoValue[]]>([
  ['toRawJson', value => [value]],
  ['toString', value => [value]],
  ['deepCopy', value => [value]],
  ['deepEqual', (value, other) => [value, other]],
  ['merge', (value, other) => [value, other]],
])('refuses what has no end once it is gone through: %s', (name, argsOf) => {
  expect(() => call(name, ...argsOf(endless(), endless()))).toThrow(
    'a value is larger than the limit of 100000000 characters',
  );
});

it('bounds lists that are put together and patterns that are replaced', () => {
  const list = new Array<GoValue>(600_000).fill('x');
  expect(() => call('concat', list, list)).toThrow(
    'a list of 1200000 elements is longer than the limit of 1000000',
  );
  const text = 'a'.repeat(10_000);
  for (const name of ['regexReplaceAll', 'regexReplaceAllLiteral']) {
    expect(() => call(name, '', text, text)).toThrow(
      'is longer than the limit of 67108864',
    );
  }
});

it('finds what is twice in a long list', () => {
  const numbers = Array.from({ length: 100_000 }, (_, i) => goInt(i % 50_000));
  expect(call('uniq', numbers)).toHaveLength(50_000);
  const values = [1, goInt(1), 'int 1', true, 'true', Number.NaN, Number.NaN];
  expect(call('uniq', [...values, 1, goInt(1), 'int 1', true])).toEqual(values);
});

it('ends at JSON that is nested too deeply', () => {
  const text = '['.repeat(100_000);
  expect(() => call('mustFromJson', text)).toThrow('exceeded max depth');
});

it('takes __proto__ and constructor as keys', () => {
  const decoded = call('mustFromJson', '{"__proto__":{"a":1},"constructor":2}');
  const merged = call('merge', new Map(), decoded);
  expect(call('toJson', merged)).toBe('{"__proto__":{"a":1},"constructor":2}');
  expect(call('get', new Map(), 'constructor')).toBe('');
  expect(call('dig', '__proto__', 'a', 'd', new Map())).toBe('d');
  expect(
    call(
      'derivePassword',
      new GoInteger('uint32', 1n),
      '__proto__',
      'a',
      'b',
      'c',
    ),
  ).toBe('cannot find password template __proto__');
});

it('wraps and cuts a long word in time that grows with its length', () => {
  const word = 'x'.repeat(1_000_000);
  expect(String(call('wrapWith', goInt(1), '', word))).toHaveLength(1_999_999);
  expect(String(call('snakecase', 'aB'.repeat(200_000)))).toHaveLength(600_000);
});
