import { valueKeys } from './chartValues';
import { type Json } from './goValues';
import { type Random } from './random';

const types = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
] as const;

const drafts = [
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
] as const;

const keywords: readonly ((random: Random) => [string, Json])[] = [
  random => ['minimum', random.pick([0, 1, 2.5])],
  random => ['maximum', random.pick([0, 10, 1e6])],
  random => ['multipleOf', random.pick([2, 0.5])],
  random => ['minLength', random.below(4)],
  random => ['maxLength', random.below(6)],
  random => ['pattern', random.pick(['^[a-z]+$', '\\d', '^$|x'])],
  random => ['enum', random.pick<Json[]>([['a', 1, null], [true], ['text']])],
  random => ['const', random.pick<Json>(['text', 1, null, { a: 1 }])],
  random => ['minItems', random.below(3)],
  random => ['maxItems', random.below(3)],
  () => ['uniqueItems', true],
  random => ['minProperties', random.below(3)],
  random => ['maxProperties', random.below(4)],
  random => ['required', random.some(valueKeys, 0.2)],
  random => ['format', random.pick(['ipv4', 'date', 'uri', 'email'])],
];

/** A random JSON schema for values. */
export function randomSchema(random: Random, depth: number): Json {
  if (random.chance(0.05)) return random.chance(0.7);
  const schema: { [key: string]: Json } = {};
  if (depth === 3 && random.chance(0.7)) schema.$schema = random.pick(drafts);
  if (depth === 3 || random.chance(0.3)) schema.type = 'object';
  else if (random.chance(0.5)) {
    schema.type = random.chance(0.7)
      ? random.pick(types)
      : [...new Set([random.pick(types), random.pick(types)])];
  }
  for (let i = random.below(3); i > 0; i -= 1) {
    const [key, value] = random.pick(keywords)(random);
    schema[key] = value;
  }
  if (depth <= 0) return schema;
  if (random.chance(0.7)) {
    schema.properties = Object.fromEntries(
      random
        .some([...valueKeys, 'global', 'sub'], 0.3)
        .map((key): [string, Json] => [key, randomSchema(random, depth - 1)]),
    );
  }
  if (random.chance(0.1)) schema.additionalProperties = false;
  if (random.chance(0.1)) schema.items = randomSchema(random, depth - 1);
  if (random.chance(0.1)) {
    schema[random.pick(['anyOf', 'allOf', 'oneOf'])] = [
      randomSchema(random, 0),
      randomSchema(random, depth - 1),
    ];
  }
  if (random.chance(0.05)) schema.not = randomSchema(random, 0);
  if (random.chance(0.05)) {
    schema.patternProperties = { '^[ab]': randomSchema(random, 0) };
  }
  return schema;
}
