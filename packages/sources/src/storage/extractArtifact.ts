import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** Bounds of what an archive may unpack to. */
export interface ExtractLimits {
  /** Bytes of all files together. Default 2 GiB. */
  bytes: number;
  /** Files and folders. Default 500 000. */
  entries: number;
}

export const defaultExtractLimits: ExtractLimits = {
  bytes: 2 * 1024 ** 3,
  entries: 500_000,
};

/** The archive is damaged, too large, or names a path outside of the folder. */
export class UnpackError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UnpackError';
  }
}

/**
 * Unpacks a gzipped tar into an empty folder. Regular files and folders only: links, devices and the like are left out. The bytes in
 * the folder, without those of the file system. Throws UnpackError.
 */
export async function extractArtifact(
  archive: Readable,
  directory: string,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<number> {
  const reader = extract();
  const unzip = createGunzip();
  const feeding = pipeline(archive, unzip, reader, { signal });
  // The loop below hears of it first.
  feeding.catch(() => undefined);
  let bytes = 0;
  let entries = 0;
  const folders = new Set<string>();
  const ensureFolder = async (path: string) => {
    if (folders.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o750 });
    folders.add(path);
  };
  try {
    for await (const entry of reader) {
      const { name, type, size = 0, mode = 0 } = entry.header;
      entries++;
      bytes += size;
      if (entries > limits.entries)
        throw new UnpackError(
          `the artifact has more than ${limits.entries} entries`,
        );
      if (bytes > limits.bytes)
        throw new UnpackError(
          `the artifact unpacks to more than ${limits.bytes} bytes`,
        );
      const path = insidePath(directory, name);
      if (type === 'directory') {
        await ensureFolder(path);
        entry.resume();
      } else if (type === 'file' || type === 'contiguous-file') {
        if (path === directory)
          throw new UnpackError('the artifact has a file without a name');
        await ensureFolder(dirname(path));
        await pipeline(
          entry,
          // Never through something that is there already.
          createWriteStream(path, { flags: 'wx', mode: 0o600 }),
          { signal },
        );
        if (mode & 0o111) await chmod(path, 0o700);
      } else {
        entry.resume();
      }
    }
    await feeding;
  } catch (error) {
    reader.destroy();
    signal.throwIfAborted();
    if (error instanceof UnpackError) throw error;
    throw new UnpackError('the artifact cannot be unpacked', error);
  }
  return bytes;
}

/** The path of an entry below the folder; throws when it leads out of it. */
function insidePath(directory: string, name: string): string {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  const bad =
    name.startsWith('/') ||
    name.includes('\0') ||
    name.includes('\\') ||
    parts.includes('..');
  if (bad) throw new UnpackError('the artifact names a path outside of it');
  return join(directory, ...parts);
}
