import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import {
  ignoreFileName,
  type IgnorePattern,
  IgnoreRules,
  readPatterns,
} from '../sourceignore';
import { tarEnd, tarHeader, tarPadding } from './tarHeader';

/** A file that may become part of an artifact. */
export interface ArtifactFile {
  /** The segments of its path. */
  readonly path: readonly string[];
  readonly executable: boolean;
  /** Bytes. */
  readonly size: number;
}

export interface PackOptions<F extends ArtifactFile> {
  /** In the order of a walk through the folders: by segment, bytewise. */
  files: readonly F[];
  /** Streams one file's content. Files are read one after the other. */
  content(file: F): AsyncIterable<Buffer>;
  rules: IgnoreRules;
  signal: AbortSignal;
}

const longestIgnoreFile = 1024 * 1024;

/**
 * The patterns of all `.sourceignore` files, each limited to its folder, and after them those of `spec.ignore`, which so win.
 *
 * @throws Error when such a file is larger than 1 MiB
 */
export async function loadIgnorePatterns<F extends ArtifactFile>(
  files: readonly F[],
  content: (file: F) => AsyncIterable<Buffer>,
  specIgnore: string | undefined,
): Promise<IgnorePattern[]> {
  const patterns: IgnorePattern[] = [];
  const ignoreFiles = files
    .filter(file => file.path[file.path.length - 1] === ignoreFileName)
    .sort((a, b) => a.path.length - b.path.length);
  for (const file of ignoreFiles) {
    if (file.size > longestIgnoreFile) {
      throw new Error(
        `${file.path.join('/')} is larger than ${longestIgnoreFile} bytes`,
      );
    }
    const chunks: Buffer[] = [];
    for await (const chunk of content(file)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    patterns.push(...readPatterns(text, file.path.slice(0, -1)));
  }
  if (specIgnore !== undefined) patterns.push(...readPatterns(specIgnore));
  return patterns;
}

/**
 * Packs files as Flux packs an artifact: a gzipped tar of regular files and their folders, without owners and times, so that equal
 * content gives equal bytes. A folder is there even when everything in it is ignored; an ignored folder's files are judged each.
 */
export function packArtifact<F extends ArtifactFile>(
  options: PackOptions<F>,
): Readable {
  const output = new PassThrough();
  pipeline(
    Readable.from(tar(options), { objectMode: false }),
    createGzip({ level: 6 }),
    output,
    { signal: options.signal },
  ).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return output;
}

async function* tar<F extends ArtifactFile>({
  files,
  content,
  rules,
}: PackOptions<F>): AsyncGenerator<Buffer> {
  yield tarHeader({ name: '.', type: 'folder', size: 0 });
  let folder: readonly string[] = [];
  for (const file of files) {
    const parents = file.path.slice(0, -1);
    const shared = sharedLength(folder, parents);
    for (let depth = shared + 1; depth <= parents.length; depth++) {
      const path = parents.slice(0, depth);
      if (!rules.ignores(path, true))
        yield tarHeader({ name: path.join('/'), type: 'folder', size: 0 });
    }
    folder = parents;
    if (rules.ignores(file.path, false)) continue;
    yield tarHeader({
      name: file.path.join('/'),
      type: 'file',
      executable: file.executable,
      size: file.size,
    });
    yield* content(file);
    const padding = tarPadding(file.size);
    if (padding.length > 0) yield padding;
  }
  yield tarEnd();
}

function sharedLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length])
    length++;
  return length;
}
