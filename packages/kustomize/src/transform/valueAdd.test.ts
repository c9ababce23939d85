import { buildKustomization } from '../build/build';
import { asYaml } from '../resource/resource';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { insertPathPart } from './valueAdd';

function build(plugin: string, files: Record<string, string> = {}): string {
  const { resources } = buildKustomization({
    tree: new InMemoryFileTree(
      Object.entries({
        'site/kustomization.yaml':
          'resources: [r.yaml]\ntransformers: [t.yaml]\n',
        'site/r.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  path: /a/b\n  template: {spec: {containers: [{name: c, image: i}]}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\n',
        'site/t.yaml': `apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: add}\n${plugin}`,
        ...files,
      }),
    ),
    path: 'site',
  });
  return asYaml(resources);
}

/** What is expected is what `kustomize build` 5.8.1 gives for the same files. */
describe('ValueAddTransformer', () => {
  it('puts a value into fields, lists and file paths', () => {
    expect(
      build(
        'value: peach\ntargets:\n- {selector: {kind: Deployment}, fieldPath: "spec/template/spec/containers/[name=c]/image"}\n- {selector: {kind: Deployment}, fieldPath: spec/path, filePathPosition: 2}\n- {fieldPath: metadata/namespace}\n- {fieldPath: metadata/annotations/a\\/b}\n',
      ),
    ).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    a/b: peach
  name: web
  namespace: peach
spec:
  path: /a/peach/b
  template:
    spec:
      containers:
      - image: peach
        name: c
---
apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    a/b: peach
  name: config
  namespace: peach
`);
  });

  it('takes the name of the directory, and targets of a file', () => {
    expect(
      build('targetFilePath: targets.yaml\n', {
        'site/targets.yaml':
          'targets:\n- {selector: {kind: ConfigMap}, fieldPath: data/site}\n',
      }),
    ).toContain('data:\n  site: site\n');
  });

  it.each([
    ['value: x\n', 'must specify at least one target'],
    ['targets: [{filePathPosition: 1}]\n', 'fieldPath cannot be empty'],
    [
      'targets: [{fieldPath: a, filePathPosition: -1}]\n',
      'value of FilePathPosition (-1) cannot be negative',
    ],
    [
      'targets: [{fieldPath: metadata}]\n',
      'wrong node kind: expected ScalarNode but got MappingNode',
    ],
  ])('refuses %j', (plugin, message) => {
    expect(() => build(plugin)).toThrow(message);
  });

  it.each([
    ['', 0, 'P'],
    ['/', 0, '/P'],
    ['pie', 0, 'P/pie'],
    ['/pie', 0, '/P/pie'],
    ['raw', 1, 'raw/P'],
    ['/raw', 9, '/raw/P'],
    ['/a/b/c', 2, '/a/b/P/c'],
  ])('puts a part into %j at %d', (path, position, expected) => {
    expect(insertPathPart(path, position, 'P')).toBe(expected);
  });
});
