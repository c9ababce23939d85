import { type ManifestHead, plainHead } from './plain-head';
import { readYamlHead } from './sort';

const deployment = `# A comment.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "app"
  labels: {a: b, c: d1}
  annotations:
    helm.sh/hook: pre-install,post-install
    "example.com/text": 'it is: text # all of it'
spec:
  empty:
  replicas: 2
  template:
    spec:
      containers:
      - name: app
        image: registry.example.com:5000/app:1.2.3
        args:
          - --flag=a b
          - "quoted: text"
          - |
            several

              lines: of # text
            - and more
          - - nested
            - {}
        resources: {}
        # Another comment.
        limits:
          cpu: 500m
          memory: 1.5
  checksum: 1${'0'.repeat(62)}f
  none:
    {}
  verbs: ["get", 'list', watch]
  share: 10%
  field: .spec.name
  last: >-
    folded
`;

const service = `kind: Service
metadata:
  annotations: {}
  name: web
items:
- a
- b: c
  d: e
-
  f: g
apiVersion: v1`;

function shown(head: ManifestHead | undefined): unknown {
  return head && { ...head, annotations: [...head.annotations] };
}

/** What YAML says, errors as their messages. */
function byYaml(text: string): unknown {
  try {
    return shown(readYamlHead(text));
  } catch (error) {
    return String(error);
  }
}

describe('plainHead', () => {
  it('reads the heads of usual manifests', () => {
    expect(shown(plainHead(deployment))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'app',
      annotations: [
        ['helm.sh/hook', 'pre-install,post-install'],
        ['example.com/text', 'it is: text # all of it'],
      ],
    });
    expect(shown(plainHead(service))).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      name: 'web',
      annotations: [],
    });
    expect(shown(plainHead(service))).toEqual(byYaml(service));
  });

  it.each([
    ['nothing', ''],
    ['a text', 'text'],
    ['a sequence', '- a: b'],
    ['more than ASCII', 'kind: é'],
    ['a tab', 'kind:\tA'],
    ['a name that is no text', 'metadata:\n  name: yes'],
    ['a number for a name', 'metadata:\n  name: 1'],
    ['a field in another case', 'Kind: A'],
    ['a repeated field', 'kind: A\nkind: B'],
    ['an annotation without value', 'metadata:\n  annotations:\n    a:'],
    ['annotations that are a list', 'metadata:\n  annotations:\n  - a'],
    ['an anchor', 'a: &x b\nc: *x'],
    ['a tag', 'a: !!str b'],
    ['an infinite number', 'a: .inf'],
    ['a number out of range', 'a: 1e999'],
    ['a checksum that is a number', `a: 1${'0'.repeat(61)}e9`],
    ['an open list', 'a: ["b", c'],
    ['an item with an anchor', 'a: [&x b]'],
    ['nothing beside a value', 'a: b\n  {}'],
    ['a date', 'a: 2001-01-01'],
    ['a text over several lines', 'a: b\n  c'],
    ['an open quote', 'a: "b'],
    ['an escape', 'a: "\\q"'],
    ['a mapping below a value', 'a: b\n  c: d'],
    ['an item below a value', 'a: b\n  - c'],
    ['a wrong indentation', 'a:\n    b: c\n  d: e'],
    ['a key beside items', 'a:\n  - b\n  c: d'],
    ['a key beside an empty item', 'a:\n  -\n  b: c'],
    ['two colons', 'a: b: c'],
    ['a comment behind a value', 'a: b # c'],
    ['a merge', '<<: {a: b}'],
    ['a key that is no text', 'null: a'],
    ['an explicit key', '? a\n: b'],
    ['a text that begins too far in', 'a: |\n    \n  b'],
    ['a text with an indicator', 'a: |2\n  b'],
    ['a text that is indented less at its end', 'a:\n  b: |\n      c\n    d'],
    ['another document', 'a: b\n--- c'],
    ['a key that is too long', `${'a'.repeat(2000)}: b`],
    ['too deep a nesting', `a:${' -'.repeat(2000)} b`],
  ])('leaves to YAML: %s', (_, text) => {
    expect(plainHead(text)).toBeUndefined();
  });

  it('says of whatever it reads what YAML says', () => {
    let seed = 1;
    const draw = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const parts =
      '  |\n|- |: |:|#| #|"|\'|\\||>|{}|[|&a |~|y|.|1e999|<<|\\|\t|-|---\n|name: x\n'.split(
        '|',
      );
    const said: unknown[] = [];
    const byYamlToo: unknown[] = [];
    for (let i = 0; i < 3000; i += 1) {
      const text = i % 2 === 0 ? deployment : service;
      const at = draw(text.length);
      const changed =
        draw(2) === 0
          ? text.slice(0, at) + text.slice(at + 1 + draw(12))
          : text.slice(0, at) + parts[draw(parts.length)] + text.slice(at);
      const head = plainHead(changed);
      if (head) {
        said.push([changed, shown(head)]);
        byYamlToo.push([changed, byYaml(changed)]);
      }
    }
    expect(said).toEqual(byYamlToo);
    expect(said.length).toBeGreaterThan(500);
  });
});
