import { buildKustomization } from '../build/build';
import { InMemoryFileTree } from './inMemoryFileTree';
import { RecordingTree, type TreeRecord, answersAlike } from './recordingTree';

const files: [string, string][] = [
  ['app/kustomization.yml', 'resources: [web.yaml]\n'],
  [
    'app/web.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {a: b}\n',
  ],
  ['other/kustomization.yaml', 'resources: []\n'],
];

function build(path: string): TreeRecord {
  const tree = new RecordingTree(new InMemoryFileTree(files));
  buildKustomization({ tree, path });
  return tree.record;
}

describe('answersAlike', () => {
  const record = build('app');

  it('holds for the same files, and does not care for files that were not asked for', () => {
    expect(answersAlike(new InMemoryFileTree(files), record)).toBe(true);
    expect(
      answersAlike(
        new InMemoryFileTree([...files.slice(0, 2), ['new.yaml', 'x']]),
        record,
      ),
    ).toBe(true);
  });

  it.each<[string, [string, string][]]>([
    [
      'a file that was read has changed',
      [files[0], ['app/web.yaml', `${files[1][1]} `]],
    ],
    ['a file that was read is gone', [files[0]]],
    [
      'a file is there that was looked for in vain',
      [...files, ['app/kustomization.yaml', 'resources: []\n']],
    ],
    ['all is gone', []],
  ])('does not hold when %s', (_, changed) => {
    expect(answersAlike(new InMemoryFileTree(changed), record)).toBe(false);
  });

  it('takes a refusal for an answer', () => {
    const tree = new RecordingTree(new InMemoryFileTree(files));
    expect(() => tree.readFile('missing')).toThrow('no such file');
    expect(() => tree.readDirectory('app/web.yaml')).toThrow();
    expect(answersAlike(new InMemoryFileTree(files), tree.record)).toBe(true);
    expect(
      answersAlike(
        new InMemoryFileTree([...files, ['missing', '']]),
        tree.record,
      ),
    ).toBe(false);
  });
});
