import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sourceText } from '@sluice/helm/offline';

/** Writes what templates gave below a directory, a file for each template (`--output-dir`). */
export class OutputDirectory {
  readonly #cwd: string;
  readonly #stdout: (text: string) => void;
  readonly #written = new Set<string>();

  constructor(cwd: string, stdout: (text: string) => void) {
    this.#cwd = cwd;
    this.#stdout = stdout;
  }

  /** Adds to what was written to the file before; a file of an earlier run is replaced. */
  write(directory: string, name: string, content: string): void {
    const path = `${directory}/${name}`;
    const file = resolve(this.#cwd, join(directory, name));
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    const text = sourceText(name, content);
    if (this.#written.has(file)) {
      appendFileSync(file, text);
    } else {
      writeFileSync(file, text);
      this.#written.add(file);
    }
    this.#stdout(`wrote ${path}\n`);
  }
}
