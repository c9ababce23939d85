import {
  hooksFor,
  installOrder,
  postRender,
  sortByKind,
  sortManifests,
  splitManifests,
  uninstallOrder,
} from '.';

function object(kind: string, name: string, annotations = ''): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${
    annotations && `  annotations: {${annotations}}\n`
  }`;
}

describe('manifests', () => {
  it('splits where a line begins with ---', () => {
    expect(
      splitManifests('\n---\na: 1\n\n---b: 2\n  \n---\n\nc: "---"'),
    ).toEqual(['a: 1', 'b: 2', 'c: "---"']);
  });

  it('splits a long run of space at once', () => {
    expect(splitManifests(`a${'\n'.repeat(500_000)}x`)).toHaveLength(1);
  });

  it('sorts objects by kind, and hooks apart', () => {
    const { hooks, manifests } = sortManifests(
      new Map([
        ['b.yaml', `${object('Widget', 'w')}---\n${object('Service', 's')}`],
        [
          'a.yaml',
          `${object('Deployment', 'd')}---\n${object('Namespace', 'ns')}`,
        ],
        ['_c.yaml', 'broken: ['],
        [
          'd.yaml',
          object(
            'Job',
            'late',
            '"helm.sh/hook": "post-install,test-success", "helm.sh/hook-weight": "5"',
          ),
        ],
        [
          'e.yaml',
          object(
            'Job',
            'early',
            '"helm.sh/hook": post-install, "helm.sh/hook-weight": "-1"',
          ),
        ],
        ['f.yaml', object('Job', 'gone', '"helm.sh/hook": never')],
      ]),
    );
    expect(manifests.map(({ head }) => head.name)).toEqual([
      'ns',
      's',
      'd',
      'w',
    ]);
    expect(hooksFor('post-install', hooks).map(({ name }) => name)).toEqual([
      'early',
      'late',
    ]);
    expect(hooks[0]).toMatchObject({
      events: ['post-install', 'test'],
      weight: 5,
    });
    const kinds = (order: typeof installOrder) =>
      sortByKind(
        ['Zed', 'Service', 'Ingress', 'Namespace', 'Alpha'],
        order,
        kind => kind,
      );
    expect(kinds(installOrder)).toEqual([
      'Namespace',
      'Service',
      'Ingress',
      'Alpha',
      'Zed',
    ]);
    expect(kinds(uninstallOrder)).toEqual([
      'Ingress',
      'Service',
      'Namespace',
      'Alpha',
      'Zed',
    ]);
  });

  it('names the file that is no YAML', () => {
    expect(() => sortManifests(new Map([['a.yaml', 'a: [']]))).toThrow(
      /^YAML parse error on a.yaml: error converting YAML to JSON: yaml: line 1: /,
    );
  });

  it('gives post-renderers one stream, or hooks apart', () => {
    const files = new Map([
      ['a.yaml', object('Service', 's')],
      ['b.yaml', object('Job', 'h', '"helm.sh/hook": test')],
    ]);
    const seen: string[][] = [];
    const run = (text: string) => {
      seen.push([...text.matchAll(/kind: (\w+)/g)].map(match => match[1]));
      return text.replace('name: s', 'name: changed');
    };
    expect(postRender(files, run).get('a.yaml')).toContain('name: changed');
    expect(seen).toEqual([['Service', 'Job']]);
    seen.length = 0;
    postRender(files, run, 'separate');
    expect(seen).toEqual([['Job'], ['Service']]);
    seen.length = 0;
    expect(postRender(files, run, 'nohooks').get('b.yaml')).toBe(
      files.get('b.yaml'),
    );
    expect(seen).toEqual([['Service']]);
    expect(() => postRender(files, () => 'a: [')).toThrow(
      'error while parsing post rendered output: error parsing YAML: ',
    );
  });
});
