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

const mostFiles = 500_000;
const longestPath = 4096;

/** Reads what `git ls-tree -r -z -l` prints, sorted as a walk of folders visits them: by segment, bytewise. */
export async function readTree(git: GitProcess): Promise<TreeFile[]> {
  git.child.stdin?.end();
  const files: TreeFile[] = [];
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

function parseEntry(record: Buffer): TreeFile | undefined {
  const tab = record.indexOf(0x09);
  const match = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-)$/.exec(
    record.toString('latin1', 0, tab),
  );
  if (tab < 0 || !match)
    throw new GitError('other', 'unexpected answer of git ls-tree');
  const [, mode, type, blob, size] = match;
  // 120000 is a symbolic link, 160000 a submodule.
  if (type !== 'blob' || !mode.startsWith('100')) return undefined;
  const name = record.subarray(tab + 1);
  const text = name.toString('utf8');
  // A name that is not UTF-8 cannot be named in a manifest either.
  if (!Buffer.from(text).equals(name)) return undefined;
  if (!isSafePath(text)) return undefined;
  return {
    path: text.split('/'),
    executable: (parseInt(mode, 8) & 0o111) !== 0,
    blob,
    size: Number(size),
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

function sortFiles(files: TreeFile[]): TreeFile[] {
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
