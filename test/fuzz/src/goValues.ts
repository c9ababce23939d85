import { type Random } from './random';

export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json };

/** Data with the Go types, by JSON pointer, that JSON does not have. */
export interface TypedData {
  data: Json;
  types: Record<string, string>;
}

/** The keys of random maps: few, so that templates find them. */
export const keys = ['a', 'b', 'c', 'l', 'm', 'n', 's', 't', 'x'] as const;

export const texts = [
  '',
  'a',
  'abc',
  'hello world',
  'Ünïcödé',
  '日本語',
  '😀b',
  '<a href="x">&\'</a>',
  'line\nbreak\ttab',
  '%d %s%%',
  '10',
  '007',
  'true',
  '\u0000\u0007\u007f',
  'a=b\\c',
  '\ufeffx\u00a0',
] as const;

export const numbers = [
  0, 1, -1, 2, 3, 7, 10, 65, 255, 1000, 999999, 1e6, 1234567, 1e21, 0.5, -0.25,
  3.14159, 1e-5, 1e-4, 123456789, 2147483648, 9007199254740993, 1.5e300,
] as const;

const integerKinds = [
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
] as const;

function base64(random: Random): string {
  return Buffer.from(
    Array.from({ length: random.below(6) }, () =>
      random.chance(0.5) ? random.below(256) : 97 + random.below(26),
    ),
  ).toString('base64');
}

function object(entries: [string, Json][]): { [key: string]: Json } {
  return Object.fromEntries(entries);
}

function some<T extends Json>(random: Random, make: () => T) {
  return object(
    random.some(keys, 0.3).map((key): [string, Json] => [key, make()]),
  );
}

/** A value of a type that JSON does not have, with the name of its type. */
function typed(random: Random): [string, Json] {
  const small = () => random.below(100);
  const text = () => random.pick(texts);
  switch (random.below(13)) {
    case 0:
      return ['[]string', random.list(3, text)];
    case 1:
      return ['[]int', random.list(3, small)];
    case 2:
      return ['map[string]string', some(random, text)];
    case 3:
      return ['map[string]int', some(random, small)];
    case 4:
      return [
        'map[string][]string',
        some<Json>(random, () => random.list(2, text)),
      ];
    case 5:
      return ['[]uint8', base64(random)];
    case 6:
      return ['bytes-string', base64(random)];
    case 7:
      return [
        'time.Duration',
        random.pick([0, 1, 1500, 2e5, -36e11, -90061e9]),
      ];
    case 8:
      return [
        'time.Time',
        random.pick([
          '2024-02-29T12:34:56Z',
          '1999-12-31T23:59:59.000120000Z',
          '0001-01-01T00:00:00Z',
        ]),
      ];
    case 9:
      return ['float32', random.pick([0.1, 1.5, 1e10, 3.4e38, 16777217])];
    case 10:
      return ['[]bool', random.list(3, () => random.chance(0.5))];
    case 11:
      return ['[]float64', random.list(3, () => random.pick(numbers))];
    default:
      return [
        random.pick(['main.thing', '*main.thing']),
        { name: text(), count: small(), any: random.chance(0.5) ? 1 : null },
      ];
  }
}

/** A random value, which adds its types to those that are given. */
function value(
  random: Random,
  types: Record<string, string>,
  pointer: string,
  depth: number,
): Json {
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return random.pick(texts);
    case 1:
      return random.pick(numbers);
    case 2:
      return random.chance(0.3) ? null : random.chance(0.5);
    case 3: {
      const kind = random.pick(integerKinds);
      types[pointer] = kind;
      const signed = kind.startsWith('i') && random.chance(0.3);
      return random.below(128) * (signed ? -1 : 1);
    }
    case 4:
      types[pointer] = 'int64';
      return random.pick(['-9223372036854775808', '-42', '5']);
    case 5: {
      const [type, json] = typed(random);
      types[pointer] = type;
      return json;
    }
    case 6:
      return random.list(4, i =>
        value(random, types, `${pointer}/${i}`, depth - 1),
      );
    default:
      return map(random, types, pointer, depth - 1);
  }
}

function map(
  random: Random,
  types: Record<string, string>,
  pointer: string,
  depth: number,
): Json {
  return object(
    random
      .some(keys, 0.5)
      .map((key): [string, Json] => [
        key,
        value(random, types, `${pointer}/${key}`, depth),
      ]),
  );
}

/** The data without functions and pointers, of which verbs can show the address. */
export function withoutAddresses({ data, types }: TypedData): TypedData {
  const kept = Object.entries(types).filter(
    ([, type]) => type !== 'main.caller',
  );
  return {
    data,
    types: Object.fromEntries(
      kept.map(([pointer, type]) => [pointer, type.replace(/^\*main/, 'main')]),
    ),
  };
}

/** Random data for a template; mostly a map. */
export function randomData(random: Random): TypedData {
  const types: Record<string, string> = {};
  const data = random.chance(0.9)
    ? map(random, types, '', 3)
    : value(random, types, '', 2);
  const isMap = typeof data === 'object' && data && !Array.isArray(data);
  if (isMap && types[''] === undefined && random.chance(0.05)) {
    data.f = null;
    types['/f'] = 'main.caller';
  }
  return { data, types };
}
