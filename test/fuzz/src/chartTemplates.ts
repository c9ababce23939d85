import { type ChartScope, ChartExpressions } from './chartExpressions';
import { type Random } from './random';

function open(random: Random): string {
  return random.chance(0.2) ? '{{- ' : '{{ ';
}

function close(random: Random): string {
  return random.chance(0.15) ? ' -}}' : ' }}';
}

function action(random: Random, inside: string): string {
  return open(random) + inside + close(random);
}

function expression(random: Random, scope: ChartScope, depth = 2): string {
  return new ChartExpressions(random, scope).any(depth);
}

function within(scope: ChartScope, more: Partial<ChartScope> = {}): ChartScope {
  return { ...scope, variables: [...scope.variables], ...more };
}

function range(random: Random, scope: ChartScope, depth: number): string {
  const inner = within(scope, { isTop: false });
  const expressions = new ChartExpressions(random, scope);
  const over = random.chance(0.7) ? expressions.list(2) : expressions.map(2);
  let head = over;
  if (random.chance(0.5)) {
    inner.variables.push('$k', '$v');
    head = `$k, $v := ${over}`;
  }
  const jump = random.chance(0.15)
    ? `${action(random, 'if .')}${action(
        random,
        random.pick(['break', 'continue']),
      )}${action(random, 'end')}`
    : '';
  const otherwise = random.chance(0.3) ? `${action(random, 'else')}none` : '';
  return (
    action(random, `range ${head}`) +
    jump +
    statements(random, inner, depth - 1) +
    otherwise +
    action(random, 'end')
  );
}

function branch(random: Random, scope: ChartScope, depth: number): string {
  const word = random.pick(['if', 'if', 'with']);
  const isWith = word === 'with';
  const inner = within(scope, isWith ? { isTop: false } : {});
  const condition = isWith
    ? expression(random, scope)
    : new ChartExpressions(random, scope).flag(2);
  let text =
    action(random, `${word} ${condition}`) +
    statements(random, inner, depth - 1);
  if (random.chance(0.2)) {
    text +=
      action(random, `else ${word} ${expression(random, scope)}`) +
      statements(random, within(inner), depth - 1);
  }
  if (random.chance(0.4)) {
    text +=
      action(random, 'else') + statements(random, within(scope), depth - 1);
  }
  return text + action(random, 'end');
}

function declaration(random: Random, scope: ChartScope): string {
  const value = expression(random, scope);
  if (scope.variables.length > 1 && random.chance(0.4)) {
    return action(
      random,
      `${random.pick(scope.variables.slice(1))} = ${value}`,
    );
  }
  const name = random.pick(['$x', '$y']);
  scope.variables.push(name);
  return action(random, `${name} := ${value}`);
}

function statement(random: Random, scope: ChartScope, depth: number): string {
  const name = random.pick([...scope.definitions, 'last']);
  switch (random.below(depth > 0 ? 10 : 6)) {
    case 0:
      return random.pick(['text\n', ' ', '\n', '  key: ', '- ', '<no value>']);
    case 1:
    case 2:
      return action(random, expression(random, scope, 3));
    case 3:
      return declaration(random, scope);
    case 4:
      return action(
        random,
        `template "${name}" ${
          scope.isMild ? '$' : random.pick(['.', '$', ''])
        }`,
      );
    case 5:
      return random.pick([
        '{{/* a note */}}',
        '{{- /* a note */ -}}\n',
        action(random, '$_ := set $.Values "a" (list 1 "x")'),
        action(random, '$_ := unset $.Values "b"'),
        action(random, '$_ := set $.Values "m" (dict "a" "changed")'),
        action(random, 'set $ "own" 1 | len'),
      ]);
    case 6:
    case 7:
      return range(random, scope, depth);
    default:
      return branch(random, scope, depth);
  }
}

/** A few statements after each other. */
export function statements(
  random: Random,
  scope: ChartScope,
  depth: number,
): string {
  return Array.from({ length: 1 + random.below(3) }, () =>
    statement(random, scope, depth),
  ).join('');
}

const names = ['one', 'two', 'chart.labels', 'last'];

/** Definitions, each of which includes those that come after it. */
export function definitions(random: Random, isMild: boolean): string {
  return names
    .filter(() => random.chance(isMild ? 1 : 0.6))
    .map(name => {
      const later = names.slice(names.indexOf(name) + 1);
      const definition = `${
        !isMild && random.chance(0.1) ? 'block' : 'define'
      } "${name}"`;
      const scope = {
        variables: ['$'],
        definitions: later,
        isTop: true,
        isMild,
      };
      return `{{- ${definition}${
        definition.startsWith('block') ? ' .' : ''
      } }}${
        later.length > 0
          ? statements(random, { ...scope }, 1)
          : random.pick(['done', 'a: 1', ''])
      }{{ end -}}\n`;
    })
    .join('');
}

function scopeOf(isMild: boolean): ChartScope {
  return { variables: ['$'], definitions: names, isTop: true, isMild };
}

const hooks = [
  'pre-install',
  'post-install,post-upgrade',
  'test',
  'test-success',
  'crd-install',
  'Pre-Delete',
] as const;

function annotations(random: Random): string {
  if (random.chance(0.7)) return '';
  const lines = [`helm.sh/hook: ${JSON.stringify(random.pick(hooks))}`];
  if (random.chance(0.5)) {
    lines.push(
      `helm.sh/hook-weight: ${random.pick(['"5"', '"-1"', '"x"', '3'])}`,
    );
  }
  if (random.chance(0.5)) {
    lines.push(
      'helm.sh/hook-delete-policy: hook-succeeded, before-hook-creation',
    );
  }
  return `  annotations: {${lines.join(', ')}}\n`;
}

const kinds = ['ConfigMap', 'Secret', 'Job', 'Namespace', 'Widget', 'Service'];

/** A template of objects. */
export function objectsTemplate(random: Random, isMild: boolean): string {
  const documents = Array.from({ length: 1 + random.below(2) }, (_, i) => {
    const scope = scopeOf(isMild);
    const entries = random.list(4, at => {
      const value = expression(random, scope, 3);
      return `  k${at}: {{ ${value} | toJson | quote }}\n`;
    });
    return `apiVersion: v1\nkind: ${random.pick(
      kinds,
    )}\nmetadata:\n  name: n${i}\n${annotations(random)}data:\n${entries.join(
      '',
    )}`;
  });
  const text = documents.join(random.pick(['---\n', '\n---\n# next\n']));
  if (!isMild && random.chance(0.3)) {
    return `${text}extra:{{ ${new ChartExpressions(
      random,
      scopeOf(isMild),
    ).text(2)} | nindent 2 }}\n`;
  }
  return text;
}

/** Notes: any text. */
export function notesTemplate(random: Random, isMild: boolean): string {
  return statements(random, scopeOf(isMild), 3);
}
