import { emitSigsYaml, parseYamlDocument } from '@sluice/golang/yaml';
import { toJson } from '../node/toJson';
import { lookup, setField } from '../node/fields';
import { newScalar, stringTag } from '../node/scalar';
import { builtinKnowledge } from '../schema/knowledge';
import { StrategicMerge } from './strategicMerge';

function merge(
  dest: string,
  patch: string,
  direction: 'prepend' | 'append' = 'prepend',
): string {
  const merger = new StrategicMerge({ knowledge: builtinKnowledge, direction });
  const { node } = merger.merge(
    parseYamlDocument(dest),
    parseYamlDocument(patch),
    undefined,
  );
  return node ? emitSigsYaml(toJson(node)) : '';
}

const pod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nspec: ${spec}\n`;

describe('StrategicMerge', () => {
  it('merges lists by their keys, the patch first', () => {
    expect(
      merge(
        pod('{containers: [{name: a, image: a:1}, {name: b, image: b:1}]}'),
        pod('{containers: [{name: c}, {name: b, image: b:2}]}'),
      ),
    ).toBe(
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: c\n  - image: b:2\n    name: b\n  - image: a:1\n    name: a\n',
    );
    expect(
      merge(
        pod('{containers: [{name: a}]}'),
        pod('{containers: [{name: b}]}'),
        'append',
      ),
    ).toContain('- name: a\n  - name: b\n');
  });

  // Both results are what the kustomize command gives, the loss of the name included.
  it('tells ports apart by number and protocol, and takes a missing protocol for any', () => {
    const ports = (list: string): string =>
      pod(`{containers: [{name: a, ports: ${list}}]}`);
    const merged = merge(
      ports(
        '[{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]',
      ),
      ports('[{containerPort: 80, protocol: UDP, name: dns}]'),
    );
    expect(merged).toContain(
      '- containerPort: 80\n      protocol: TCP\n    - containerPort: 80\n      name: dns\n      protocol: UDP\n',
    );
    expect(
      merge(
        ports('[{containerPort: 80, protocol: TCP}]'),
        ports('[{containerPort: 80, name: web}]'),
      ),
    ).toContain('ports:\n    - containerPort: 80\n      protocol: TCP\n');
  });

  it('unites lists of scalars that the schema merges, and replaces other lists', () => {
    expect(
      merge(
        'apiVersion: v1\nkind: Pod\nmetadata: {finalizers: [a, b]}\n',
        'apiVersion: v1\nkind: Pod\nmetadata: {finalizers: [c, b]}\n',
      ),
    ).toContain('finalizers:\n  - c\n  - b\n  - a\n');
    expect(
      merge(
        'apiVersion: example.com/v1\nkind: X\nlist: [{name: a}]\n',
        'apiVersion: example.com/v1\nkind: X\nlist: [{name: b}]\n',
      ),
    ).toContain('list:\n- name: b\n');
  });

  it('follows directives', () => {
    expect(
      merge(
        pod('{containers: [{name: a}, {name: b}], nodeSelector: {x: y}}'),
        pod(
          '{containers: [{name: a, $patch: delete}], nodeSelector: {$patch: replace, z: q}}',
        ),
      ),
    ).toBe(
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: b\n  nodeSelector:\n    z: q\n',
    );
    expect(
      merge(
        pod('{containers: [{name: a}]}'),
        pod('{containers: [{$patch: replace}, {name: b}]}'),
      ),
    ).toContain('containers:\n  - name: b\n');
    expect(merge(pod('{}'), '$patch: delete\nkind: Pod\n')).toBe('');
    expect(() => merge(pod('{}'), '$patch: nope\n')).toThrow(
      "unknown patch strategy 'nope'",
    );
  });

  it('deletes by null and keeps nulls that the patch does not mention', () => {
    expect(merge('a: 1\nb: null\nc: 2\n', 'a: null\nd: null\n')).toBe(
      'b: null\nc: 2\n',
    );
  });

  it('lets the style of the target decide the type', () => {
    expect(merge('a: "1"\nb: 1\n', 'a: 2\nb: "2"\n')).toBe('a: "2"\nb: "2"\n');
  });

  it('refuses values of different kinds', () => {
    expect(() => merge('a: {b: 1}\n', 'a: [1]\n')).toThrow(
      'wrong node kind: expected MappingNode but got SequenceNode',
    );
  });

  it('quotes texts without a style on the way, so that they stay texts', () => {
    const dest = parseYamlDocument('kind: Thing\nmetadata: {name: a}\n');
    const metadata = lookup(dest, ['metadata']);
    if (!dest || !metadata) throw new Error('no metadata');
    setField(metadata, 'namespace', newScalar('1', stringTag));
    const namespace = lookup(metadata, ['namespace']);
    // As a transformer leaves it.
    expect(namespace).toMatchObject({ tag: stringTag });
    if (namespace) namespace.style = '';
    new StrategicMerge({
      knowledge: builtinKnowledge,
      direction: 'prepend',
    }).merge(
      dest,
      parseYamlDocument('metadata: {labels: {a: b}}\n'),
      undefined,
    );
    expect(namespace).toMatchObject({ style: 'double' });
  });
});
