import { type Scope, pipeline } from './goExpressions';
import { type TypedData, randomData, withoutAddresses } from './goValues';
import { type Random } from './random';

/** A question to the judge of templates. */
export interface TemplateCase extends TypedData {
  name: string;
  template: string;
  missingKey: 'default' | 'zero' | 'error';
  /** Whose functions are called: those of the judge by default. */
  functions?: 'test' | 'sprig';
}

const plain = [
  'text',
  ' ',
  '\n',
  '  \n\t',
  'a b',
  '日本',
  '',
  '-',
  '}',
] as const;

function open(random: Random): string {
  return random.chance(0.15) ? '{{- ' : '{{';
}

function close(random: Random): string {
  return random.chance(0.15) ? ' -}}' : '}}';
}

function action(random: Random, inside: string): string {
  return open(random) + inside + close(random);
}

function declaration(random: Random, scope: Scope): string {
  const value = pipeline(random, scope, 2);
  if (random.chance(0.35) && scope.variables.length > 1) {
    return `${random.pick(scope.variables.slice(1))} = ${value}`;
  }
  const name = `$${random.pick(['v', 'w', 'x'])}`;
  scope.variables.push(name);
  return `${name} := ${value}`;
}

function range(random: Random, scope: Scope, depth: number): string {
  const inner: Scope = { ...scope, variables: [...scope.variables] };
  let head = '';
  const isPlain = random.chance(scope.isMild ? 0.5 : 0.15);
  let value = isPlain ? String(random.below(4)) : pipeline(random, scope, 1);
  if (scope.isMild && !isPlain && random.chance(0.8)) {
    value = random.pick([...scope.paths, '$']);
  }
  if (random.chance(0.5)) {
    const declared = random.chance(0.6) ? ['$i', '$e'] : ['$e'];
    inner.variables.push(...declared);
    head = `${declared.join(', ')} ${random.chance(0.9) ? ':=' : '='} `;
  }
  const jump = random.chance(0.15)
    ? action(random, random.pick(['break', 'continue']))
    : '';
  const body = block(random, inner, depth - 1) + jump;
  return (
    action(random, `range ${head}${value}`) +
    body +
    (random.chance(0.3)
      ? action(random, 'else') + block(random, inner, 0)
      : '') +
    action(random, 'end')
  );
}

function branch(random: Random, scope: Scope, depth: number): string {
  const inner: Scope = { ...scope, variables: [...scope.variables] };
  const word = random.pick(['if', 'with']);
  const head = random.chance(0.2)
    ? declaration(random, inner)
    : pipeline(random, inner, 1);
  let text =
    action(random, `${word} ${head}`) + block(random, inner, depth - 1);
  if (random.chance(0.25)) {
    text +=
      action(random, `else ${word} ${pipeline(random, inner, 1)}`) +
      block(random, inner, depth - 1);
  }
  if (random.chance(0.4)) {
    text += action(random, 'else') + block(random, inner, depth - 1);
  }
  return text + action(random, 'end');
}

function item(random: Random, scope: Scope, depth: number): string {
  switch (random.below(depth > 0 ? 9 : 5)) {
    case 0:
      return random.pick(plain);
    case 1:
    case 2:
      return action(random, pipeline(random, scope, 2));
    case 3:
      return action(random, declaration(random, scope));
    case 4:
      return random.chance(0.3)
        ? `${open(random)}/* note */${close(random)}`
        : random.pick(plain);
    case 5:
      return action(
        random,
        `template "${templateName(random, scope)}" ${
          random.chance(0.8) ? pipeline(random, scope, 1) : ''
        }`,
      );
    case 6:
      return range(random, scope, depth);
    default:
      return branch(random, scope, depth);
  }
}

/** In a mild template the defined ones only. */
function templateName(random: Random, scope: Scope): string {
  return scope.isMild ? 'one' : random.pick(['one', 'two', 'gone']);
}

function block(random: Random, scope: Scope, depth: number): string {
  return random.list(3, () => item(random, scope, depth)).join('');
}

const strays = [
  '{{',
  '}}',
  '"',
  '(',
  ')',
  '|',
  '$',
  '.',
  '{{end}}',
  '{{else}}',
  ' ',
  'é',
  ':=',
  ',',
  "'",
  '`',
  '\n',
  '{{define "d"}}',
  '-',
  '1',
  '#',
  '{{/*',
];

/** Damages a template in one place. */
function damage(random: Random, template: string): string {
  const at = random.below(template.length + 1);
  const rest = template.slice(at + (random.chance(0.4) ? 1 : 0));
  return template.slice(0, at) + random.pick(strays) + rest;
}

/** The fields of the data, from `$`, down to what is no plain map. */
function pathsOf(
  { data, types }: TypedData,
  pointer: string = '',
  path: string = '$',
): string[] {
  const isMap =
    typeof data === 'object' && data !== null && !Array.isArray(data);
  if (!isMap || types[pointer] !== undefined) return [path];
  return Object.entries(data).flatMap(([key, value]) =>
    pathsOf({ data: value, types }, `${pointer}/${key}`, `${path}.${key}`),
  );
}

/** Without halves of pairs, which no JSON can hold. */
function withoutHalves(text: string): string {
  return Buffer.from(text).toString();
}

/** A random template with random data. */
export function randomTemplate(random: Random): TemplateCase {
  const data = randomData(random);
  const scope: Scope = {
    variables: ['$'],
    paths: pathsOf(data),
    isMild: random.chance(0.6),
  };
  const definitions = ['one', 'two']
    .filter(name => random.chance(scope.isMild && name === 'one' ? 1 : 0.4))
    .map(
      name =>
        action(random, `define "${name}"`) +
        block(random, { ...scope, variables: ['$'], paths: [] }, 0) +
        action(random, 'end'),
    );
  let template =
    definitions.join('') + block(random, scope, 3) + block(random, scope, 3);
  if (random.chance(0.12)) template = withoutHalves(damage(random, template));
  return {
    name: random.chance(0.95) ? 'main' : 'dir/a b.yaml',
    template,
    missingKey: random.pick(['default', 'default', 'zero', 'error']),
    ...(template.includes('printf') ? withoutAddresses(data) : data),
  };
}
