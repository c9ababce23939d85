import { asYaml } from '../index';
import { buildKustomization } from '../build/build';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';

const source = `apiVersion: v1
kind: ConfigMap
metadata:
  name: source
data:
  env: staging
  replicas: "3"
---
apiVersion: example.com/v1
kind: Source
metadata:
  name: source
spec:
  labels:
    b: 1
    a: [x, y]
`;

interface Replacement {
  kind: string;
  from: string;
  to: string;
  create?: boolean;
}

/** What becomes of a text in a ConfigMap; what `kustomize build` 5.8.1 makes of the same files. */
function replaced(text: string, { kind, from, to, create }: Replacement) {
  const { resources } = buildKustomization({
    tree: new InMemoryFileTree([
      ['source.yaml', source],
      [
        'target.yaml',
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'target' },
          data: { text },
        }),
      ],
      [
        'kustomization.yaml',
        JSON.stringify({
          resources: ['source.yaml', 'target.yaml'],
          replacements: [
            {
              source: { kind, name: 'source', fieldPath: from },
              targets: [
                {
                  select: { kind: 'ConfigMap', name: 'target' },
                  fieldPaths: [to],
                  ...(create && { options: { create } }),
                },
              ],
            },
          ],
        }),
      ],
    ]),
    path: '',
  });
  const target = resources.find(resource => resource.name() === 'target');
  const { data } = target?.toJson() ?? {};
  return data && typeof data === 'object' && 'text' in data
    ? data.text
    : asYaml(resources);
}

const environment = { kind: 'ConfigMap', from: 'data.env' };
const replicas = { kind: 'ConfigMap', from: 'data.replicas' };
const labels = { kind: 'Source', from: 'spec.labels' };

describe('replacements into text with a structure', () => {
  it('keeps comments, styles and order of YAML', () => {
    const text = `# settings

global:
    env: test # which one
    # how many
    count: 1
list:
    - "a"   # first
    - {b: 'c',   d: [e]}
`;
    expect(replaced(text, { ...environment, to: 'data.text.global.env' })).toBe(
      `# settings

global:
  env: staging # which one
  # how many
  count: 1
list:
- "a" # first
- {b: 'c', d: [e]}`,
    );
  });

  it('keeps the kind of what it replaces', () => {
    expect(replaced('n: 1\n', { ...replicas, to: 'data.text.n' })).toBe('n: 3');
    expect(replaced('s: x\n', { ...replicas, to: 'data.text.s' })).toBe(
      's: "3"',
    );
    expect(replaced('n: 1\n', { ...environment, to: 'data.text.n' })).toBe(
      'n: !!int staging',
    );
  });

  it('creates fields and takes whole objects', () => {
    expect(
      replaced('a: 1\n', { ...labels, to: 'data.text.l', create: true }),
    ).toBe('a: 1\nl:\n  b: 1\n  a: [x, y]');
    expect(
      replaced('{"a": 1}', { ...labels, to: 'data.text.l', create: true }),
    ).toBe('{"a":1,"l":{"a":["x","y"],"b":1}}');
  });

  it('finds elements of lists and leaves anchors alone', () => {
    const text = 'd: &d {x: 1}\nl:\n- name: a\n  v: *d\n- name: b\n  v: old\n';
    expect(
      replaced(text, { ...environment, to: 'data.text.l.[name=b].v' }),
    ).toBe('d: &d {x: 1}\nl:\n- name: a\n  v: *d\n- name: b\n  v: staging');
  });

  it('leaves a mapping that merges itself as it is', () => {
    expect(
      replaced('a: &a\n  b: 1\n  <<: *a\nc: d\n', {
        ...environment,
        to: 'data.text.c',
      }),
    ).toBe('a: &a\n  b: 1\n  !!merge <<: *a\nc: staging');
  });

  it('finds, but does not change, what it cannot print as JSON', () => {
    const text = '[]: 1\na: {b: c}\n';
    expect(replaced(text, { ...environment, to: 'data.text.a.b' })).toBe(text);
    expect(() =>
      replaced(text, { ...environment, to: 'data.text.a.x' }),
    ).toThrow('unable to find field "data.text.a.x" in replacement target');
    expect(() => replaced('[a', { ...environment, to: 'data.text.a' })).toThrow(
      "yaml: line 1: did not find expected ',' or ']'",
    );
  });

  it('treats a text without structure as a text', () => {
    expect(() =>
      replaced('just words', { ...environment, to: 'data.text.a' }),
    ).toThrow('unable to find field "data.text.a" in replacement target');
  });
});
