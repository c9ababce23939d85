import { asYaml } from '../resource/resource';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { buildKustomization } from './build';

// What is expected is what `kustomize build` 5.8.1 makes of the same files.

function build(files: Record<string, string>): string {
  const { resources } = buildKustomization({
    tree: new InMemoryFileTree(Object.entries(files)),
    path: '',
  });
  return asYaml(resources);
}

const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {v: "9"}\n';

function withConfigMap(
  kustomization: string,
  files: Record<string, string> = {},
): Record<string, string> {
  return {
    'kustomization.yaml': `resources: [r.yaml]\n${kustomization}`,
    'r.yaml': configMap,
    ...files,
  };
}

describe('odd input', () => {
  it('takes the spelling of a field that sorts last', () => {
    expect(
      build({
        'kustomization.yaml':
          'resources: [r.yaml]\nRESOURCES: [none.yaml]\nResources: [none.yaml]\n',
        'r.yaml': configMap,
      }),
    ).toContain('name: a');
  });

  it.each([
    ['foo: 1\nbar: 2\n', 'invalid Kustomization: json: unknown field "bar"'],
    [
      'metadata: {name: a, uid: b}\n',
      'invalid Kustomization: json: unknown field "uid"',
    ],
    [
      'replicas: [{name: a, count: 99999999999999999999}]\n',
      'invalid Kustomization: json: cannot unmarshal number 100000000000000000000 into Go struct field Replica.replicas.count of type int64',
    ],
    [
      'configMapGenerator: [{literals: 5}]\n',
      'invalid Kustomization: json: cannot unmarshal number into Go struct field ConfigMapArgs.configMapGenerator.GeneratorArgs.KvPairSources.literals of type []string',
    ],
    [
      'replacements: [{targets: [{options: {index: a}}]}]\n',
      'invalid Kustomization: json: cannot unmarshal string into Go struct field FieldOptions.replacements.Replacement.targets.options.index of type int',
    ],
    [
      'kind: 5\n',
      'invalid Kustomization: json: cannot unmarshal number into Go struct field Kustomization.TypeMeta.kind of type string',
    ],
    [
      'replacements: [{source: {kind: ConfigMap}, targets: []}]\n',
      'replacements must specify a source and at least one target',
    ],
    [
      'vars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: q}}]\n',
      "var '{A ConfigMap.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
    ],
    [
      'vars:\n- {name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}}\n- {name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: data.v}}\n',
      "merging vars [{A ConfigMap.[noVer].[noGrp] {}} {A ConfigMap.[noVer].[noGrp] {data.v}}]: var 'A' already encountered",
    ],
    [
      'patches: [{target: {kind: x}}]\n',
      'trouble configuring builtin PatchTransformer with config: `\ntarget:\n  kind: x\n`: must specify one of patch and path in\ntarget:\n  kind: x\n',
    ],
    [
      'configurations: [c.yaml]\n',
      'error unmarshaling JSON: while decoding JSON: json: unknown field "foo"',
    ],
    [
      'crds: [list.yaml]\n',
      "loading CRDs [list.yaml]: unable to parse open API definition from 'list.yaml': error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type accumulator.nameToApiMap",
    ],
    [
      'crds: [r.yaml]\n',
      "loading CRDs [r.yaml]: unable to parse open API definition from 'r.yaml': error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type accumulator.OpenAPIDefinition",
    ],
  ])('refuses %j', (kustomization, message) => {
    expect(() =>
      build(
        withConfigMap(kustomization, {
          'c.yaml': 'foo: bar\n',
          'list.yaml': '- 1\n',
        }),
      ),
    ).toThrow(new Error(message).message);
  });

  it('refuses a label without a name', () => {
    expect(() => build(withConfigMap('commonLabels: {"": b}\n'))).toThrow(
      "considering field 'metadata/labels' of object ConfigMap.v1.[noGrp]/a.[noNs]: wrong node kind: expected ScalarNode but got MappingNode",
    );
  });

  it('reads a list of annotations as keys and values in turn', () => {
    const listed = (annotations: string): string =>
      build({
        'kustomization.yaml': 'resources: [r.yaml]\n',
        'r.yaml': `apiVersion: v1\nkind: X\nmetadata: {name: x, annotations: ${annotations}}\n`,
      });
    expect(listed('[a, b]')).toBe(
      'apiVersion: v1\nkind: X\nmetadata:\n  annotations:\n    a: b\n  name: x\n',
    );
    expect(() => listed('[a, b, c]')).toThrow('have to be mappings');
  });

  it('fails for a generated text that begins with a tab', () => {
    const generated = (text: string): string =>
      build({
        'kustomization.yaml':
          'configMapGenerator: [{name: a, files: [f], options: {disableNameSuffixHash: true}}]\n',
        f: text,
      });
    expect(() => generated('\ttab\nx\n')).toThrow(
      'found a tab character where an indentation space is expected',
    );
    expect(generated('\n\ttab\n')).toContain('f: "\\n\\ttab\\n"');
  });

  it('tries the pattern of a path on what the value looks like as YAML', () => {
    const replaced = (pattern: string): string =>
      build({
        'kustomization.yaml': `resources: [r.yaml, s.yaml]\nreplacements:\n- source: {kind: ConfigMap, fieldPath: data.v}\n  targets: [{select: {kind: X}, fieldPaths: ['spec.[k=${pattern}].o']}]\n`,
        'r.yaml': configMap,
        's.yaml':
          'apiVersion: v1\nkind: X\nmetadata: {name: x}\nspec:\n- {k: {z: 1}, o: 0}\n- {k: "q", o: 0}\n',
      });
    expect(replaced('z: 1')).toContain('- k:\n    z: 1\n  o: 9\n');
    expect(replaced('^"q"$')).toContain('- k: q\n  o: 9\n');
    expect(() => replaced('^q$')).toThrow(
      'unable to find field "spec.[k=^q$].o" in replacement target',
    );
  });

  it('keeps order and numbers of JSON in a text that a replacement changes', () => {
    expect(
      build({
        'kustomization.yaml':
          'resources: [r.yaml, s.yaml]\nreplacements:\n- source: {kind: ConfigMap, fieldPath: data.v}\n  targets: [{select: {kind: X}, fieldPaths: [spec.b]}]\n',
        'r.yaml': configMap,
        's.yaml':
          'apiVersion: v1\nkind: X\nmetadata: {name: x}\nspec: |-\n  {\n    "10": 1.0, "2": 1e-7, "a": 12345678901234567890,\n    "b": "x", "c": {}, "d": [], "e": "{[,:]}\\""\n  }\n',
      }),
    ).toContain(
      'spec: |-\n  {\n    "10": 1,\n    "2": 1e-7,\n    "a": 12345678901234567890,\n    "b": "9",\n    "c": {},\n    "d": [],\n    "e": "{[,:]}\\""\n  }\n',
    );
  });
});
