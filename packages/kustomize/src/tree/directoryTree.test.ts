import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKustomization } from '../build/build';
import { DirectoryTree } from './directoryTree';
import { FileTreeError, OutsideOfRootError } from './fileTree';

describe('DirectoryTree', () => {
  let base: string;
  let tree: DirectoryTree;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'sluice-tree-'));
    const root = join(base, 'root');
    mkdirSync(join(root, 'sub'), { recursive: true });
    mkdirSync(join(base, 'root-sibling'));
    writeFileSync(join(base, 'secret.yaml'), 'secret');
    writeFileSync(join(base, 'root-sibling', 'x'), 'x');
    writeFileSync(join(root, 'sub', 'a.yaml'), 'a');
    symlinkSync('../secret.yaml', join(root, 'out'));
    symlinkSync('../root-sibling', join(root, 'sibling'));
    symlinkSync('sub/a.yaml', join(root, 'in'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('nowhere', join(root, 'broken'));
    tree = new DirectoryTree(root, { displayRoot: '/source' });
  });

  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('reads files and directories below the root', () => {
    expect(Buffer.from(tree.readFile('sub/a.yaml')).toString()).toBe('a');
    expect(tree.readDirectory('sub')).toEqual(['a.yaml']);
    expect(tree.stat('')).toBe('directory');
    expect(tree.stat('sub/a.yaml')).toBe('file');
    expect(tree.stat('none')).toBeUndefined();
    expect(tree.realPath('in')).toBe('sub/a.yaml');
  });

  const read = (path: string) => () => tree.readFile(path);

  it('follows links inside of the root, and none that lead out', () => {
    expect(Buffer.from(tree.readFile('in')).toString()).toBe('a');
    for (const path of [
      'out',
      'sibling/x',
      '../secret.yaml',
      'sub/../../secret.yaml',
    ]) {
      expect(read(path)).toThrow(OutsideOfRootError);
    }
    expect(() => tree.readDirectory('sibling')).toThrow(OutsideOfRootError);
  });

  it('finds nothing behind broken links and loops', () => {
    for (const path of ['loop', 'broken', 'sub/a.yaml/x', 'a\0b']) {
      expect(tree.stat(path)).toBeUndefined();
      expect(read(path)).toThrow(new FileTreeError('missing'));
    }
  });

  it('refuses files that are too large', () => {
    const small = new DirectoryTree(join(base, 'root'), { maxFileSize: 0 });
    expect(() => small.readFile('in')).toThrow(new FileTreeError('tooLarge'));
  });

  it('names the link that leads out, without what is there', () => {
    writeFileSync(
      join(base, 'root', 'kustomization.yaml'),
      'configMapGenerator: [{name: x, files: [out]}]\n',
    );
    expect(() => buildKustomization({ tree, path: '' })).toThrow(
      "fs-security-constraint read /source/out: path '/source/out' is not in or below '/source'",
    );
  });
});
