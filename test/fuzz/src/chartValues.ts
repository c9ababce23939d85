import { type Random } from './random';

/** Names of values, which charts, templates and users share so that they meet. */
export const valueKeys = ['a', 'b', 'c', 'm', 'l', 'on', 'enabled', 'x.y', '8'];

/** Charts below another, by the name or alias under which their values stand. */
export const chartNames = ['sub', 'other', 'lib', 'twin'] as const;

/** Scalars as they stand in YAML. */
const scalars = [
  'null',
  '~',
  '',
  'true',
  'false',
  'yes',
  'off',
  '0',
  '1',
  '-7',
  '3.0',
  '1.5',
  '1e3',
  '1000000',
  '123456789',
  '12345678901234567890',
  '9007199254740993',
  '0x1F',
  '0o17',
  '017',
  '1_000',
  '.5',
  '2024-01-01',
  '12:30:45',
  'text',
  'two words',
  '"quoted \\"x\\" \\n"',
  "'it''s'",
  '"1.2.3"',
  'v1.20.0',
  '"{{ .Release.Name }}"',
  '"{{ .Values.a }}|{{ include \\"one\\" . }}"',
  '"{{ fail .Chart.Name }}"',
  '"a,b;c=d"',
  '10Gi',
  'ünï',
  '"- x\\n- y: 1\\n"',
  '"{\\"k\\": [1, 2.5, null]}"',
  '!!str 5',
  '!!int "3"',
  '"<a>&b"',
  '" lead"',
  '"no"',
] as const;

function key(random: Random): string {
  const name = random.pick(valueKeys);
  return /^[a-z]+$/.test(name) && name !== 'on' ? name : JSON.stringify(name);
}

/** A value as YAML in one line. */
export function flowValue(random: Random, depth: number): string {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 5:
      return `[${random
        .list(3, () => flowValue(random, depth - 1))
        .map(text => text || 'null')
        .join(', ')}]`;
    case 6:
    case 7:
      return flowMap(random, depth - 1, [0, 3]);
    default:
      return random.pick(scalars);
  }
}

function flowMap(
  random: Random,
  depth: number,
  [least, more]: readonly [number, number],
): string {
  const entries = new Map<string, string>();
  for (let i = least + random.below(more + 1); i > 0; i -= 1) {
    entries.set(key(random), flowValue(random, depth));
  }
  return `{${[...entries].map(([k, v]) => `${k}: ${v}`).join(', ')}}`;
}

/**
 * The text of a values file: values of its own, of charts below and of all, tags.
 *
 * @param below names of the charts below
 * @param isMild whether they should suit charts
 */
export function valuesText(
  random: Random,
  below: readonly string[],
  isMild: boolean,
): string {
  const lines = new Map<string, string>();
  for (const name of random.some(valueKeys, 0.5)) {
    lines.set(JSON.stringify(name), flowValue(random, 3));
  }
  if (random.chance(0.5)) lines.set('global', flowMap(random, 2, [0, 3]));
  if (!isMild && random.chance(0.1)) {
    lines.set('global', flowValue(random, 1));
  }
  for (const name of below) {
    if (random.chance(0.6)) lines.set(name, belowText(random, isMild));
  }
  if (random.chance(0.3)) {
    lines.set('tags', `{front: ${tag(random)}, back: ${tag(random)}}`);
  }
  if (random.chance(0.3)) {
    lines.set('exports', `{data: ${flowMap(random, 2, [1, 2])}, more: {a: 1}}`);
  }
  const text = [...lines]
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
  return random.chance(0.03) ? `${text}---\na: {z: second}\n` : text;
}

function tag(random: Random): string {
  return random.pick(['true', 'false', 'true', 'false', 'null', 'text']);
}

function belowText(random: Random, isMild: boolean): string {
  if (!isMild && random.chance(0.1))
    return random.pick(['null', 'text', '[]', '{}']);
  const inner = flowMap(random, 2, [0, 3]).slice(1, -1);
  const parts = [inner].filter(text => text !== '');
  if (random.chance(0.4)) {
    const state = random.pick(['true', 'false', 'true', '"true"', 'null']);
    parts.push(`on-condition: ${state}`);
  }
  if (random.chance(0.2)) parts.push(`global: ${flowMap(random, 1, [0, 2])}`);
  if (random.chance(0.2)) {
    parts.push(`${random.pick(chartNames)}: ${flowMap(random, 1, [0, 2])}`);
  }
  return `{${parts.join(', ')}}`;
}

const assigned = [
  'a=1',
  'a=null',
  'm.b=text',
  'm=null',
  'l[0]=x',
  'l[2].a=1',
  'l={a,b,1}',
  'b=',
  'b=true,c=1.5',
  'x\\.y=1',
  'global.a=0123',
  'global.m.b=null',
  'sub.on-condition=false',
  'sub.on-condition=true',
  'twin.on-condition=true',
  'other.on-condition=false,other.a=2',
  'sub.a=null',
  'sub.m.c=1',
  'sub.other.a=deep',
  'sub=null',
  'tags.front=true',
  'tags.back=false',
  'c=12345678901234567890',
  'm.l[0][1]=z',
  'a.b.c=d',
  '8=eight',
  'enabled=yes',
] as const;

/** A line of `--set`. */
export function setLine(random: Random): string {
  return random.pick(assigned);
}
