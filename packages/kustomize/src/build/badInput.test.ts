import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asYaml } from '../resource/resource';
import { DirectoryTree } from '../tree/directoryTree';
import { buildKustomization } from './build';

const configMap = (rest: string = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n${rest}`;
const resource = (text: string | Buffer) => ({
  'kustomization.yaml': 'resources: [r.yaml]\n',
  'r.yaml': text,
});
const withPatch = (patch: string, name: string = 'x') => ({
  ...resource(configMap().replace('name: x', `name: ${name}`)),
  'kustomization.yaml': `resources: [r.yaml]\npatches:\n- ${patch}\n`,
});
const component =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
const many = 10_000;

/** Each value nine times in the next one. */
const bomb = Array.from({ length: 9 }, (_, i) =>
  i === 0
    ? 'a0: &a0 [x,x,x,x,x,x,x,x,x]'
    : `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
);
const indented = (lines: readonly string[]) =>
  lines.map(line => `  ${line}\n`).join('');

type Files = Record<string, string | Buffer>;

/**
 * Kustomize 5.8.1 refuses them, too, or does not end within 20 seconds (the ones that repeat or copy themselves, and deep mappings). The words are
 * its own where it ends, but for the limit of depth (10,000 there).
 */
const refused: [what: string, files: Files, message: string | RegExp][] = [
  [
    'a directory that names itself',
    { 'kustomization.yaml': 'resources: [.]\n' },
    /cycle detected: candidate root '(.*)' contains visited root '\1'/,
  ],
  [
    'directories that name each other',
    {
      'kustomization.yaml': 'resources: [a]\n',
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a]\n',
    },
    /cycle detected: candidate root '.*\/a' contains visited root '.*\/a'/,
  ],
  [
    'a component that names itself',
    {
      'kustomization.yaml': 'components: [a]\n',
      'a/kustomization.yaml': `${component}components: [../a]\n`,
    },
    'cycle detected',
  ],
  [
    'a resource that is not there',
    { 'kustomization.yaml': 'resources: [r.yaml]\n' },
    /'r.yaml'.*no such file or directory/,
  ],
  [
    'a patch that is not there',
    withPatch('path: p.yaml'),
    /p.yaml.*no such file or directory/s,
  ],
  [
    'a generator file that is not there',
    { 'kustomization.yaml': 'configMapGenerator: [{name: a, files: [f]}]\n' },
    /file sources: \[f\].*no such file or directory/,
  ],
  [
    'a repeated list',
    resource(configMap(`data:\n${indented(bomb)}`)),
    /excessive aliasing in File: r.yaml/,
  ],
  [
    'a repeated list in a kustomization',
    { 'kustomization.yaml': `namePrefix: a\n${bomb.join('\n')}\n` },
    'document contains excessive aliasing',
  ],
  [
    'a value that holds itself',
    resource(configMap('data: &a {k: *a}\n')),
    /anchor 'a' value contains itself in File: r.yaml/,
  ],
  [
    'nested lists in flow style',
    resource(configMap(`data: ${'['.repeat(many)}`)),
    /line 4: exceeded max depth of 1000 in File: r.yaml/,
  ],
  [
    'nested mappings in flow style',
    resource(configMap(`data: ${'{a: '.repeat(many)}1${'}'.repeat(many)}\n`)),
    /line 4: exceeded max depth of 1000 in File: r.yaml/,
  ],
  [
    'nested lists in block style',
    resource(configMap(`data:\n  ${'- '.repeat(many)}a\n`)),
    /line 5: exceeded max depth of 1000 in File: r.yaml/,
  ],
  [
    'nested mappings in block style',
    resource(
      configMap(
        `data:\n${Array.from(
          { length: 2000 },
          (_, i) => `${' '.repeat(i + 1)}a:\n`,
        ).join('')}`,
      ),
    ),
    /line 10\d\d: exceeded max depth of 1000 in File: r.yaml/,
  ],
  [
    'nested JSON',
    resource(
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":${'{"a":'.repeat(
        many,
      )}1${'}'.repeat(many)}}`,
    ),
    /exceeded max depth of 1000 in File: r.yaml/,
  ],
  [
    'nested lists in a kustomization',
    { 'kustomization.yaml': `namePrefix: ${'['.repeat(many)}` },
    'invalid Kustomization: yaml: exceeded max depth of 1000',
  ],
  [
    'a repeated field',
    resource(configMap('data: {}\ndata: {}\n')),
    /line 6: mapping key "data" already defined at line 5 in File: r.yaml/,
  ],
  [
    'a repeated key of a generator',
    {
      'kustomization.yaml':
        'configMapGenerator: [{name: a, literals: [k=1, k=2]}]\n',
    },
    'configmap a illegally repeats the key `k`',
  ],
  [
    'an object twice',
    {
      ...resource(configMap()),
      's.yaml': configMap(),
      'kustomization.yaml': 'resources: [r.yaml, s.yaml]\n',
    },
    /merging resources from 's.yaml': may not add resource with an already registered id/,
  ],
  [
    'bytes that are no UTF-8',
    resource(Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a])),
    /invalid leading UTF-8 octet in File: r.yaml/,
  ],
  [
    'control characters',
    resource('a: "\0"\n'),
    /control characters are not allowed in File: r.yaml/,
  ],
  [
    'what is no YAML',
    resource('a: b\nc: d: e\n'),
    /line 2: mapping values are not allowed in this context in File: r.yaml/,
  ],
  [
    'a tab',
    resource('a:\n\tb: c\n'),
    /line 2: found character that cannot start any token in File: r.yaml/,
  ],
  [
    'a kustomization that is no YAML',
    { 'kustomization.yaml': 'resources:\n- a\n  b: c\n' },
    /^invalid Kustomization: yaml: line 3: /,
  ],
  [
    'a pattern that is none',
    withPatch(
      `{patch: '[{"op":"add","path":"/data","value":{}}]', target: {name: "(a"}}`,
    ),
    'missing closing )',
  ],
  [
    'a pattern that looks ahead',
    withPatch(
      `{patch: '[{"op":"add","path":"/data","value":{}}]', target: {name: "(?=a)"}}`,
    ),
    'invalid or unsupported Perl syntax',
  ],
  [
    'a pattern that repeats without end',
    withPatch(
      `{patch: '[{"op":"add","path":"/data","value":{}}]', target: {name: "((a{1,1000}){1,1000}){1,1000}"}}`,
    ),
    'error parsing regexp: expression too large',
  ],
  [
    'a patch that doubles what is there',
    withPatch(
      `target: {kind: ConfigMap}\n  patch: |\n${indented(
        Array.from(
          { length: 60 },
          (_, i) => `  - {op: copy, from: /metadata, path: /metadata/a${i}}`,
        ),
      )}`,
    ),
    'the copies of the patch have more than 500000 values',
  ],
  [
    'an absolute path',
    { 'kustomization.yaml': 'resources: [/etc]\n' },
    "new root '/etc' cannot be absolute",
  ],
  [
    'a file elsewhere',
    {
      'kustomization.yaml':
        'configMapGenerator: [{name: a, files: [/etc/passwd]}]\n',
    },
    /fs-security-constraint|security; file '\/etc\/passwd' is not in or below/,
  ],
  [
    'a file above',
    {
      'kustomization.yaml':
        'configMapGenerator: [{name: a, files: [../outside]}]\n',
    },
    /is not in or below/,
  ],
  [
    'a link that leads out',
    {
      'kustomization.yaml': 'configMapGenerator: [{name: a, files: [l]}]\n',
      l: '-> ../outside',
    },
    /is not in or below/,
  ],
  [
    'a link to itself',
    { 'kustomization.yaml': 'resources: [l]\n', l: '-> l' },
    /accumulating resources from 'l'/,
  ],
  [
    'an unknown field that every object has',
    {
      ...resource(configMap()),
      'kustomization.yaml': 'resources: [r.yaml]\n__proto__: {namePrefix: a}\n',
    },
    'unknown field "__proto__"',
  ],
  [
    'another one',
    {
      ...resource(configMap()),
      'kustomization.yaml': 'resources: [r.yaml]\nconstructor: a\n',
    },
    'unknown field "constructor"',
  ],
];

describe('bad input', () => {
  let base: string;

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'sluice-bad-'));
    writeFileSync(join(base, 'outside'), 'secret');
  });
  afterAll(() => rmSync(base, { recursive: true }));

  let count = 0;
  function build(files: Files): string {
    count++;
    const root = join(base, String(count));
    for (const [path, text] of Object.entries(files)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      if (typeof text === 'string' && text.startsWith('-> '))
        symlinkSync(text.slice(3), file);
      else writeFileSync(file, text);
    }
    const { resources } = buildKustomization({
      tree: new DirectoryTree(root),
      path: '',
      options: { loadRestrictions: 'rootOnly' },
    });
    return asYaml(resources);
  }

  it.each(refused)('is refused: %s', (_, files, message) => {
    expect(() => build(files)).toThrow(message);
  });

  it('takes a time that does not depend on the pattern', () => {
    const name = 'a'.repeat(5000);
    for (const pattern of ['(a+)+b', '(a|aa)+c', '(.*)*d']) {
      expect(
        build(
          withPatch(
            `{patch: '[{"op":"add","path":"/data","value":{}}]', target: {name: "${pattern}"}}`,
            name,
          ),
        ),
      ).toContain(name);
    }
  });

  /** The expected texts are those of kustomize 5.8.1. */
  it('takes the names that every object has for what they are', () => {
    expect(
      build({
        'kustomization.yaml':
          'resources: [r.yaml]\nlabels: [{pairs: {__proto__: a, constructor: b}}]\npatches:\n- target: {name: x}\n  patch: |\n    - {op: add, path: /data/__proto__, value: z}\nconfigMapGenerator: [{name: g, literals: [__proto__=1, constructor=2], options: {disableNameSuffixHash: true}}]\n',
        'r.yaml': configMap(
          'data: {constructor: v, hasOwnProperty: w}\n__proto__: {polluted: "yes"}\n',
        ),
      }),
    ).toBe(`__proto__:
  polluted: "yes"
apiVersion: v1
data:
  __proto__: z
  constructor: v
  hasOwnProperty: w
kind: ConfigMap
metadata:
  labels:
    __proto__: a
    constructor: b
  name: x
---
apiVersion: v1
data:
  __proto__: "1"
  constructor: "2"
kind: ConfigMap
metadata:
  labels:
    __proto__: a
    constructor: b
  name: g
`);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
