import { mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CatFile } from '../git/catFile';
import { GitError } from '../git/errors';
import type { TreeEntry } from '../git/tree';

/** How much may still be written. */
export interface Allowance {
  /** Bytes. */
  bytes: number;
  files: number;
}

const longestLink = 4096;

async function* contentOf(
  objects: CatFile,
  { blob }: TreeEntry,
): AsyncGenerator<Buffer> {
  const object = await objects.open(blob);
  if (!object || object.header.type !== 'blob') {
    throw new GitError('other', `object ${blob} is missing`);
  }
  yield* object.content;
}

/**
 * Writes the files of a commit as they are stored: no attribute, filter or hook applies. Links come last, so that nothing is ever written
 * through one; where they lead is for the reader to judge.
 */
export async function writeEntries(
  directory: string,
  entries: readonly TreeEntry[],
  objects: CatFile,
  allowance: Allowance,
): Promise<void> {
  allowance.files -= entries.length;
  for (const { size } of entries) allowance.bytes -= size;
  if (allowance.bytes < 0 || allowance.files < 0) {
    throw new GitError(
      'tooLarge',
      'the repository has too many or too large files',
    );
  }
  const made = new Set<string>();
  const fileOf = async ({ path }: TreeEntry): Promise<string> => {
    const file = join(directory, ...path);
    const folder = dirname(file);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    return file;
  };
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    const handle = await open(await fileOf(entry), 'wx', 0o600);
    try {
      for await (const chunk of contentOf(objects, entry)) {
        await handle.write(chunk);
      }
    } finally {
      await handle.close();
    }
  }
  for (const entry of entries) {
    if (entry.kind === 'submodule') {
      await mkdir(await fileOf(entry), { recursive: true });
    }
  }
  const links: [target: string, file: string][] = [];
  for (const entry of entries) {
    if (entry.kind !== 'link' || entry.size > longestLink) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of contentOf(objects, entry)) chunks.push(chunk);
    const target = Buffer.concat(chunks).toString('utf8');
    // No file system has such a link, and nothing could be found behind it.
    if (target !== '' && !target.includes('\0')) {
      links.push([target, await fileOf(entry)]);
    }
  }
  for (const [target, file] of links) await symlink(target, file);
}
