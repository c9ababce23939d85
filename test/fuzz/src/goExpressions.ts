import { keys } from './goValues';
import { type Random } from './random';

/** What an expression may use. */
export interface Scope {
  variables: string[];
  /** Fields that there are, from `$`. */
  paths: readonly string[];
  /** Whether most expressions should succeed. */
  isMild: boolean;
}

const constants = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '+5',
  '10',
  '20',
  '0x1F',
  '0b101',
  '0o17',
  '017',
  '1_0',
  '130',
  '1.5',
  '.5',
  '1e3',
  '1e100',
  '0x1p4',
  "'a'",
  "'\\n'",
  "'é'",
  '-9223372036854775808',
  '9223372036854775808',
  '18446744073709551615',
  '1i',
  '2+3i',
  '1e2i',
  'true',
  'false',
  'nil',
  '""',
  '"a"',
  '"abc"',
  '"x\\ty\\u00e9\\xff"',
  '"\\""',
  '`raw \\n`',
  '"日本"',
] as const;

const verbs = 'vvvvsdqxXcUeEfFgGbtToOwz!%';
const flags = ['', '', '', '+', '-', '#', '0', ' ', '+#', '-0', ' #'] as const;

function directive(random: Random): string {
  const index = random.chance(0.08) ? `[${random.below(4)}]` : '';
  const width = random.chance(0.25) ? random.pick(['5', '12', '*', '1']) : '';
  const precision = random.chance(0.2)
    ? random.pick(['.', '.0', '.2', '.3', '.*', '.20'])
    : '';
  const verb = verbs[random.below(verbs.length)];
  return `%${random.pick(flags)}${index}${width}${precision}${verb}`;
}

function format(random: Random): string {
  const parts = random.list(3, () =>
    random.chance(0.75) ? directive(random) : random.pick(['a', ' ', 'é', '|']),
  );
  return `"${parts.join('')}"`;
}

const anyArity = ['print', 'println', 'html', 'js', 'urlquery', 'and', 'or'];
const fixedArity: readonly (readonly [string, number])[] = [
  ['not', 1],
  ['len', 1],
  ['eq', 2],
  ['ne', 2],
  ['lt', 2],
  ['le', 2],
  ['gt', 2],
  ['ge', 2],
  ['index', 2],
  ['index', 2],
  ['slice', 2],
  ['slice', 3],
  ['call .f', 1],
  ['call .f', 2],
  ['takesString', 1],
  ['takesInt', 1],
  ['takesInt8', 1],
  ['takesUint', 1],
  ['takesFloat', 1],
  ['takesFloat32', 1],
  ['takesBool', 1],
  ['takesMap', 1],
  ['takesList', 1],
  ['takesStrings', 1],
  ['takesAny', 1],
  ['takesMany', 2],
  ['givesAny', 0],
  ['givesMap', 0],
  ['self', 1],
  ['fails', 1],
  ['panics', 1],
];

const members = [...keys, 'Name', 'Count', 'Any', 'Double', 'Greet', 'Fail'];

function names(random: Random): string {
  return Array.from(
    { length: 1 + random.below(3) },
    () => `.${random.pick(members)}`,
  ).join('');
}

/** An operand that hardly fails. */
function mildOperand(random: Random, scope: Scope, depth: number): string {
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0:
    case 1:
      return scope.paths.length > 0 ? random.pick(scope.paths) : '$';
    case 2:
      return random.pick(scope.variables);
    case 3:
      return random.chance(0.3) ? '.' : random.pick(constants);
    default:
      return `(${pipeline(random, scope, depth - 1)})`;
  }
}

/** An operand: what may stand as an argument. */
export function operand(random: Random, scope: Scope, depth: number): string {
  if (scope.isMild && random.chance(0.97)) {
    return mildOperand(random, scope, depth);
  }
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
    case 1:
      return names(random);
    case 2:
      return '.';
    case 3:
      return random.pick(constants);
    case 4:
    case 5: {
      const name = random.pick(scope.variables);
      return random.chance(0.6) ? name : name + names(random);
    }
    case 6:
      return random.pick([
        'givesMap',
        'givesAny',
        'givesMap.a',
        'givesMap.n.x',
      ]);
    default: {
      const inner = `(${pipeline(random, scope, depth - 1)})`;
      return random.chance(0.3) ? inner + names(random) : inner;
    }
  }
}

function list(random: Random, scope: Scope, depth: number, count: number) {
  return Array.from({ length: count }, () =>
    operand(random, scope, depth - 1),
  ).join(' ');
}

const tolerant: readonly (readonly [string, number])[] = [
  ['print', 2],
  ['println', 1],
  ['html', 1],
  ['js', 1],
  ['urlquery', 1],
  ['and', 2],
  ['or', 2],
  ['not', 1],
  ['takesAny', 1],
  ['self', 1],
  ['printf "%v %T"', 2],
];

/** A command that hardly fails. */
function mildCommand(
  random: Random,
  scope: Scope,
  depth: number,
  hasFinal: boolean,
): string {
  if (!hasFinal && random.chance(0.4)) return operand(random, scope, depth);
  if (random.chance(0.35)) {
    const count = Math.max(random.below(4) - (hasFinal ? 1 : 0), 0);
    return `printf ${format(random)} ${list(random, scope, depth, count)}`;
  }
  const [name, arity] = random.pick(tolerant);
  return `${name} ${list(random, scope, depth, arity - (hasFinal ? 1 : 0))}`;
}

/** A command of a pipeline; with a value before it, one argument less. */
function command(
  random: Random,
  scope: Scope,
  depth: number,
  hasFinal: boolean,
): string {
  if (scope.isMild && random.chance(0.97)) {
    return mildCommand(random, scope, depth, hasFinal);
  }
  const given = hasFinal ? 1 : 0;
  const odd = random.chance(0.06) ? random.below(3) - 1 : 0;
  switch (random.below(6)) {
    case 0: {
      const count = Math.max(random.below(4) - given, 0);
      return `${random.pick(anyArity)} ${list(random, scope, depth, count)}`;
    }
    case 1:
    case 2: {
      const [name, arity] = random.pick(fixedArity);
      const count = Math.max(arity - given + odd, 0);
      return `${name} ${list(random, scope, depth, count)}`;
    }
    case 3: {
      const count = Math.max(random.below(4) - given, 0);
      return `printf ${format(random)} ${list(random, scope, depth, count)}`;
    }
    case 4:
      return random.chance(0.85) && !hasFinal
        ? operand(random, scope, depth)
        : `${names(random)} ${list(random, scope, depth, random.below(2))}`;
    default:
      return hasFinal
        ? random.pick(['print', 'html', 'len', 'not', 'printf "%v|%T"', 'self'])
        : operand(random, scope, depth);
  }
}

/** A pipeline without declarations. */
export function pipeline(random: Random, scope: Scope, depth: number): string {
  const count = random.chance(0.75) ? 1 : 2 + random.below(2);
  return Array.from({ length: count }, (_, i) =>
    command(random, scope, depth, i > 0),
  ).join(' | ');
}
