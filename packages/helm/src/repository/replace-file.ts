import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes a file in one step: whoever reads sees what was there before, or all that is there now. */
export function replaceFile(
  path: string,
  data: string | Uint8Array,
  mode: number = 0o644,
): void {
  const unique = randomBytes(6).toString('hex');
  const written = join(dirname(path), `.${basename(path)}.${unique}`);
  try {
    writeFileSync(written, data, { flag: 'wx', mode });
    renameSync(written, path);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}
