import { asYaml } from '../resource/resource';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { buildKustomization } from './build';

function build(files: Record<string, string | Uint8Array>): string {
  return asYaml(
    buildKustomization({
      tree: new InMemoryFileTree(Object.entries(files)),
      path: '',
    }).resources,
  );
}

function configMap(name: string, rest: string = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${rest}`;
}

describe('hostile input', () => {
  it('ends at cycles', () => {
    expect(() =>
      build({
        'kustomization.yaml': 'resources: [a]\n',
        'a/kustomization.yaml': 'resources: [../b]\n',
        'b/kustomization.yaml': 'resources: [../a]\n',
      }),
    ).toThrow("cycle detected: candidate root '/a' contains visited root '/a'");
  });

  it('bounds kustomizations that multiply each other', () => {
    const files: Record<string, string> = {
      'kustomization.yaml': 'resources: [l0]\n',
    };
    for (let i = 0; i < 30; i++) {
      files[`l${i}/kustomization.yaml`] = `namePrefix: a-\nresources: [../l${
        i + 1
      }, ../l${i + 1}]\n`;
    }
    files['l30/kustomization.yaml'] = 'configMapGenerator: [{name: x}]\n';
    expect(() => build(files)).toThrow(
      /already registered id|reads too many files/,
    );
  });

  it('does not take a kustomization that is no text for a missing one', () => {
    expect(() =>
      build({ 'kustomization.yaml': new Uint8Array([0xff, 0xfe, 0xfd]) }),
    ).toThrow('invalid Kustomization: yaml: incomplete UTF-16 character');
  });

  it('refuses deep nesting, naming the file', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(() =>
      build({
        'kustomization.yaml': 'resources: [a.yaml]\n',
        'a.yaml': configMap('a', `data: ${deep}\n`),
      }),
    ).toThrow(/a\.yaml/);
    expect(() =>
      build({ 'kustomization.yaml': `resources: ${deep}\n` }),
    ).toThrow(/^invalid Kustomization: yaml: /);
  });

  it('refuses YAML bombs', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const item = i === 0 ? 'lol' : `*l${i - 1}`;
      return `l${i}: &l${i} [${Array(10).fill(item).join(',')}]`;
    });
    expect(() =>
      build({
        'kustomization.yaml': 'resources: [a.yaml]\n',
        'a.yaml': configMap('a', `${levels.join('\n')}\n`),
      }),
    ).toThrow(/a\.yaml/);
  });

  it('takes names such as __proto__ for names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const yaml = build({
      'kustomization.yaml': `resources: [a.yaml]\nlabels: [{pairs: {__proto__: x}, includeSelectors: true}]\nconfigMapGenerator: [{name: __proto__, literals: [__proto__=1, constructor=2]}]\npatches:\n- {target: {kind: ConfigMap, name: a}, patch: "- {op: add, path: /data/__proto__, value: {polluted: true}}"}\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a, annotations: {__proto__: y}}\n    constructor: {prototype: {z: 1}}\n`,
      'a.yaml': configMap(
        'a',
        `data: {${names.map(name => `${name}: v`).join(', ')}}\n`,
      ),
    });
    expect(yaml).toContain('  __proto__:\n    polluted: true\n');
    expect(yaml).toContain('  annotations:\n    __proto__: "y"\n');
    expect(yaml).toContain('constructor:\n  prototype:\n    z: 1\n');
    expect(yaml).toContain('  __proto__: "1"\n  constructor: "2"\n');
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('z');
  });

  it('refuses absolute bases and keeps absolute files inside of the tree', () => {
    expect(() =>
      build({ 'kustomization.yaml': 'resources: [/etc]\n' }),
    ).toThrow("new root '/etc' cannot be absolute");
  });

  it('matches hostile patterns in linear time', () => {
    const text = `${'a'.repeat(50_000)}!`;
    const started = Date.now();
    build({
      'kustomization.yaml':
        'resources: [a.yaml]\nimages: [{name: "(a*)*b", newTag: x}]\n',
      'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "${text}"}]}\n`,
    });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('refuses validators that change something', () => {
    expect(() =>
      build({
        'kustomization.yaml': 'resources: [a.yaml]\nvalidators: [v.yaml]\n',
        'a.yaml': configMap('a'),
        'v.yaml':
          'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: v}\nprefix: x-\nfieldSpecs: [{path: metadata/name}]\n',
      }),
    ).toThrow("validator shouldn't modify the resource map");
  });

  it('says which field or file is at fault', () => {
    const cases: [string, string][] = [
      [
        'resources: {}\n',
        'cannot unmarshal object into Go struct field Kustomization.resources of type []string',
      ],
      [
        'resources: [1]\n',
        'cannot unmarshal number into Go struct field Kustomization.resources of type string',
      ],
      [
        'namespace: [x]\n',
        'cannot unmarshal array into Go struct field Kustomization.namespace of type string',
      ],
      [
        'commonAnnotations: {x: y}\n',
        'cannot unmarshal bool into Go struct field Kustomization.commonAnnotations of type string',
      ],
      ['', 'kustomization.yaml is empty'],
      [
        'kind: Nope\nnamespace: x\n',
        'kind should be Kustomization or Component',
      ],
      [
        'patches: [{path: nope.yaml}]\n',
        'failed to get the patch file from path(nope.yaml): open /nope.yaml: no such file or directory',
      ],
      [
        'patches: [{patch: "{"}]\n',
        'unable to parse SM or JSON patch from [patch: "{"]',
      ],
      [
        'configMapGenerator: [{name: a, files: [nope]}]\n',
        'open /nope: no such file or directory',
      ],
      [
        'generators: ["apiVersion: v1\\nkind: X\\nmetadata: {name: x}"]\n',
        "unable to load external plugin 'X'",
      ],
      ['resources: ["git@github.com:a/b"]\n', "'git@github.com:a/b' is remote"],
    ];
    for (const [text, message] of cases) {
      expect(() => build({ 'kustomization.yaml': text })).toThrow(message);
    }
  });
});
