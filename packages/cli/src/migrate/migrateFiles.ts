import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FluxVersion } from '@sluice/api';
import { messageOf } from '../messageOf';
import { type Upgrade, applyUpgrades, findUpgrades } from './findUpgrades';

/** Bytes; no manifest is larger. */
const maxFileSize = 64 * 1024 * 1024;

export interface MigrateOptions {
  /** A file, or a directory with all below it. */
  path: string;
  /** What file names end with. */
  extensions: readonly string[];
  dryRun: boolean;
  fluxVersion?: FluxVersion;
  /** Asked once when there is something to change. */
  confirm(): Promise<boolean>;
  report(mark: '►' | '✚' | '✔' | '⚠️', text: string): void;
  signal: AbortSignal;
}

interface FileUpgrades {
  file: string;
  text: string;
  mode: number;
  upgrades: Upgrade[];
}

/** Raises removed API versions of Flux's kinds in files. Links are not followed. */
class Migration {
  readonly #options: MigrateOptions;

  constructor(options: MigrateOptions) {
    this.#options = options;
  }

  /** The files to look at, in the order of their names. */
  files(): string[] {
    const { path } = this.#options;
    const clean = path.replace(/(?<=.)[/\\]+$/, '');
    const found = lstatOf(clean);
    if (found.isDirectory()) return this.#filesBelow(clean);
    if (!this.#matches(clean)) {
      throw new Error(
        `file ${clean} does not match the specified extensions: ${this.#options.extensions.join(
          ', ',
        )}`,
      );
    }
    if (!found.isFile()) throw new Error(`file ${clean} is irregular`);
    return [clean];
  }

  #matches(path: string): boolean {
    return this.#options.extensions.some(extension => path.endsWith(extension));
  }

  #filesBelow(directory: string): string[] {
    this.#options.signal.throwIfAborted();
    const entries = readdirSync(directory, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap(entry => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        return entry.name === '.git' ? [] : this.#filesBelow(path);
      }
      if (!this.#matches(path)) return [];
      if (entry.isFile()) return [path];
      this.#options.report('⚠️', `skipping irregular file ${path}`);
      return [];
    });
  }

  detect(file: string): FileUpgrades | undefined {
    const { report, fluxVersion } = this.#options;
    const { size, mode } = lstatOf(file);
    if (size > maxFileSize) {
      report('⚠️', `skipping ${file}: larger than ${maxFileSize} bytes`);
      return undefined;
    }
    const text = readFileSync(file, 'latin1');
    const { upgrades, warnings } = findUpgrades(text, fluxVersion);
    for (const { line, text: warning } of warnings) {
      report('⚠️', `${file}:${line}: ${warning}`);
    }
    for (const { line, kind, from, to } of upgrades) {
      report('✚', `${file}:${line}: ${kind} ${from} -> ${to}`);
    }
    return upgrades.length > 0 ? { file, text, mode, upgrades } : undefined;
  }

  /** Replaces a file as a whole, so that nobody ever sees half of it. */
  write({ file, text, mode, upgrades }: FileUpgrades): void {
    const now = lstatOf(file);
    if (!now.isFile() || readFileSync(file, 'latin1') !== text) {
      throw new Error(`file ${file} was changed meanwhile`);
    }
    const work = join(dirname(file), `.${basename(file)}.${process.pid}.new`);
    try {
      const descriptor = openSync(work, 'wx', 0o600);
      try {
        writeFileSync(descriptor, applyUpgrades(text, upgrades), 'latin1');
        fchmodSync(descriptor, mode & 0o7777);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(work, file);
    } catch (error) {
      rmSync(work, { force: true });
      throw new Error(`failed to write file ${file}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

function lstatOf(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    throw new Error(`failed to stat path ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Raises removed API versions of Flux's kinds in the files of a directory, and changes nothing else in them; answers whether it went
 * through, that is, nobody declined.
 *
 * @throws Error naming the file that cannot be read or written; those before it have been migrated
 */
export async function migrateFiles(options: MigrateOptions): Promise<boolean> {
  const { report, dryRun, confirm, signal } = options;
  const migration = new Migration(options);
  report('►', 'starting migration of custom resources');
  const found = migration.files().flatMap(file => migration.detect(file) ?? []);
  if (found.length === 0) {
    report('✔', 'no custom resources found that require migration');
    return true;
  }
  if (dryRun) {
    report('✔', 'dry-run mode enabled, no changes will be made');
    return true;
  }
  if (!(await confirm())) return false;
  for (const file of found) {
    signal.throwIfAborted();
    migration.write(file);
    report('✔', `file ${file.file} migrated successfully`);
  }
  report('✔', 'custom resources migrated successfully');
  return true;
}
