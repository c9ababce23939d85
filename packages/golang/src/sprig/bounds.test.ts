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
