import { GitError } from './errors';
import type { GitProcess } from './gitProcess';

/** A regular file of a commit. */
export interface TreeFile {
  /** The segments of its path. */
  path: readonly string[];
  executable: boolean;
  /** Hash of the blob. */
  blob: string;
  /** Bytes. */
  size: number;
}

/** Anything of a commit that is not a folder: besides files, symbolic links and the commits of submodules (which have no size). */
export interface TreeEntry extends TreeFile {
  kind: 'file' | 'link' | 'submodule';
}

const mostFiles = 500_000;
const longestPath = 4096;

/** The files of what `git ls-tree -r -z -l` prints. */
export async function readTree(git: GitProcess): Promise<TreeFile[]> {
  const entries = await readEntries(git);
  return entries.flatMap(({ kind, ...file }) =>
    kind === 'file' ? [file] : [],
  );
}

/** Reads what `git ls-tree -r -z -l` prints, sorted as a walk of folders visits them: by segment, bytewise. */
export async function readEntries(git: GitProcess): Promise<TreeEntry[]> {
  git.child.stdin?.end();
  const files: TreeEntry[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of git.child.stdout ?? []) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const end = rest.indexOf(0, at);
      if (end < 0) break;
      const file = parseEntry(rest.subarray(at, end));
      if (file) files.push(file);
      if (files.length > mostFiles)
        throw new GitError(
          'tooLarge',
          `the commit has more than ${mostFiles} files`,
        );
      at = end + 1;
    }
    rest = rest.subarray(at);
  }
  await git.ended;
  return sortFiles(files);
}

function kindOf(mode: string, type: string): TreeEntry['kind'] | undefined {
  if (type === 'commit' && mode === '160000') return 'submodule';
  if (type !== 'blob') return undefined;
  if (mode === '120000') return 'link';
  return mode.startsWith('100') ? 'file' : undefined;
}

function parseEntry(record: Buffer): TreeEntry | undefined {
  const tab = record.indexOf(0x09);
  const match = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-)$/.exec(
    record.toString('latin1', 0, tab),
  );
  if (tab < 0 || !match)
    throw new GitError('other', 'unexpected answer of git ls-tree');
  const [, mode, type, blob, size] = match;
  const kind = kindOf(mode, type);
  if (!kind) return undefined;
  const name = record.subarray(tab + 1);
  const text = name.toString('utf8');
  // A name that is not UTF-8 cannot be named in a manifest either.
  if (!Buffer.from(text).equals(name)) return undefined;
  if (!isSafePath(text)) return undefined;
  return {
    kind,
    path: text.split('/'),
    executable: (parseInt(mode, 8) & 0o111) !== 0,
    blob,
    size: size === '-' ? 0 : Number(size),
  };
}

/** False for what a hostile repository may hold although git refuses to check it out. */
export function isSafePath(path: string): boolean {
  if (path === '' || path.length > longestPath || path.includes('\0'))
    return false;
  return path
    .split('/')
    .every(
      part =>
        part !== '' &&
        part !== '.' &&
        part !== '..' &&
        part.toLowerCase() !== '.git' &&
        Buffer.byteLength(part) <= 255,
    );
}

function sortFiles(files: TreeEntry[]): TreeEntry[] {
  return files.sort((a, b) => {
    const shared = Math.min(a.path.length, b.path.length);
    for (let index = 0; index < shared; index++) {
      if (a.path[index] !== b.path[index])
        return compareBytes(a.path[index], b.path[index]);
    }
    return a.path.length - b.path.length;
  });
}

/** The order of UTF-8 bytes, which differs from that of UTF-16 beyond the basic plane. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
