import { type Case } from './batch';
import { type Random } from './random';
import { randomMapping } from './yamlText';

/** What the replacement is to change, and where it is. */
const targets = [
  ['target:\n  field: old # which\n', 'target.field'],
  ['target: {field: old, other: 1}\n', 'target.field'],
  [
    'target:\n    # above\n    field: "1" # behind\n    # below\n',
    'target.field',
  ],
  ['target:\n- name: a\n  field: 5\n', 'target.[name=a].field'],
  ["target: ['x', # one\n  2]\n", 'target.0'],
  ['target: {}\n', 'target.field'],
  ['target: |\n  field: text\n', 'target'],
] as const;

const sources = ['s', 'n', 'l', 'e'].map(name => ['ConfigMap', `data.${name}`]);
const structures = ['m', 'l', 'i'].map(name => ['Source', `spec.${name}`]);

/** Puts comments behind lines and between them. */
function withComments(random: Random, text: string): string {
  return text
    .split('\n')
    .flatMap(line => {
      const behind = random.chance(0.08) ? `${line} # b` : line;
      if (!random.chance(0.1)) return [behind];
      const indent = ' '.repeat(random.below(7));
      return [behind, random.pick(['', `${indent}# c`, `${indent}# d\n`])];
    })
    .join('\n');
}

/** JSON as people and programs write it. */
function jsonText(random: Random, depth: number): string {
  const pad = random.pick(['', ' ', '\n  ']);
  const value = (): string =>
    depth > 0 && random.chance(0.3)
      ? jsonText(random, depth - 1)
      : random.pick(
          '1 1.0 1e-7 1e21 -0 12345678901234567890 0.1 true null "" "x" "<&>" "\\u2028" "a\\"{,:}" [] {}'.split(
            ' ',
          ),
        );
  if (random.chance(0.2)) {
    return `[${pad}${random.list(3, value).join(`,${pad}`)}${pad}]`;
  }
  const keys = random.some(['b', '10', '2', 'a', 'é', '__proto__', '<'], 0.4);
  return `{${pad}${['field', ...keys]
    .map(key => `"${key}": ${key === 'field' ? '"old"' : value()}`)
    .join(`,${pad}`)}${pad}}`;
}

/** A ConfigMap that holds YAML or JSON, and a replacement into that. */
export function randomStructure(random: Random, name: string): Case {
  const isJson = random.chance(0.3);
  const [target, path] = isJson
    ? (['', random.pick(['field', 'a', '10', 'new', 'field.x', '0'])] as const)
    : random.pick(targets);
  const rest = isJson
    ? jsonText(random, 2)
    : withComments(random, randomMapping(random));
  const text = random.chance(0.5) ? target + rest : rest + target;
  const [kind, fieldPath] = random.pick(
    random.chance(0.6) ? sources : structures,
  );
  const create = random.chance(0.3);
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'source' },
      data: { s: 'word', n: '3', l: 'one\ntwo', e: 'a: b' },
    },
    {
      apiVersion: 'fuzz.example.com/v1',
      kind: 'Source',
      metadata: { name: 'source' },
      spec: { m: { b: 1, a: ['x', 'y z'] }, l: ['p', 'q'], i: 7 },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { text },
    },
  ];
  const replacement = {
    source: { kind, name: 'source', fieldPath },
    targets: [
      {
        select: { kind: 'ConfigMap', name },
        fieldPaths: [`data.text.${path}`],
        ...(create && { options: { create } }),
      },
    ],
  };
  return {
    name,
    files: {
      [`${name}/kustomization.yaml`]: JSON.stringify({
        namePrefix: `${name}-`,
        resources: ['r.yaml'],
        replacements: [replacement],
      }),
      [`${name}/r.yaml`]: objects
        .map(object => JSON.stringify(object))
        .join('\n---\n'),
    },
  };
}
