import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { type Chart } from '../chart/chart';
import { messageOf } from '../chart/error';
import { loadArchive, loadChart } from '../chart/load';
import { compareNames } from '../chart/tree';

/** A file that took its place, and where the one before is. */
interface Move {
  path: string;
  before: string | undefined;
}

/**
 * The `charts/` of a chart while its archives are exchanged: new ones are gathered out of sight, and change nothing before all of them
 * are good.
 */
export class ChartsDirectory {
  /** Where it is. */
  readonly path: string;
  readonly #shown: string;
  readonly #staging: string;
  readonly #confined: boolean;
  readonly #staged = new Set<string>();

  /**
   * @param chart the directory of the chart
   * @param shown how messages name `charts/`
   * @param root what it must not lead out of, by a link
   * @throws GoError with Helm's message
   */
  constructor(chart: string, shown: string, root?: string) {
    this.path = join(chart, 'charts');
    this.#shown = shown;
    this.#confined = root !== undefined;
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) {
      throw new GoError(`${quote(shown)} is not a directory`);
    }
    mkdirSync(this.path, { recursive: true, mode: 0o755 });
    if (root !== undefined) {
      const real = realpathSync(this.path);
      if (!real.startsWith(join(realpathSync(root), sep))) {
        throw new GoError(
          `${quote(shown)} leads out of the directory that it must stay in`,
        );
      }
    }
    // Here, what is renamed stays on its file system; and what a kill leaves behind is no part of the chart.
    this.#staging = mkdtempSync(join(this.path, '.tmpcharts-'));
  }

  /** Gathers an archive. */
  stage(name: string, data: Uint8Array): void {
    writeFileSync(join(this.#staging, name), data, { mode: 0o644 });
    this.#staged.add(name);
  }

  /**
   * Puts what was gathered in its place, and removes other archives, but not those of charts that belong there (`isLocal`). Either all of
   * it is put there, or nothing.
   *
   * @param say told of files that are left as they are
   * @throws GoError for an archive that is no chart
   */
  commit(
    isLocal: (name: string) => boolean,
    say: (text: string) => void,
  ): void {
    for (const name of this.#staged) {
      try {
        loadArchive(readFileSync(join(this.#staging, name)));
      } catch (error) {
        throw new GoError(`could not verify ${name}: ${messageOf(error)}`, {
          cause: error,
        });
      }
    }
    const before = readdirSync(this.path, { withFileTypes: true })
      .filter(entry => !entry.isDirectory() && !this.#staged.has(entry.name))
      .map(({ name }) => name)
      .sort(compareNames);
    this.#moveAll();
    say('Deleting outdated charts\n');
    for (const name of before) this.#deleteOutdated(name, isLocal, say);
  }

  #moveAll(): void {
    const moves: Move[] = [];
    try {
      for (const name of this.#staged) moves.push(this.#move(name));
    } catch (error) {
      for (const { path, before } of moves.reverse()) {
        if (before === undefined) rmSync(path, { force: true });
        else renameSync(before, path);
      }
      throw error;
    }
  }

  #move(name: string): Move {
    const path = join(this.path, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      throw new GoError(`${quote(join(this.#shown, name))} is a directory`);
    }
    const before = stats ? join(this.#staging, `${name}.before`) : undefined;
    if (before !== undefined) renameSync(path, before);
    try {
      renameSync(join(this.#staging, name), path);
    } catch (error) {
      if (before !== undefined) renameSync(before, path);
      throw error;
    }
    return { path, before };
  }

  #deleteOutdated(
    name: string,
    isLocal: (name: string) => boolean,
    say: (text: string) => void,
  ): void {
    const path = join(this.path, name);
    const shown = join(this.#shown, name);
    let chart: Chart;
    try {
      if (!this.#reads(path)) throw new GoError('cannot load a directory');
      chart = loadChart(path);
    } catch (error) {
      const why = messageOf(error).replaceAll(path, shown);
      say(`Could not verify ${shown} for deletion: ${why} (Skipping)\n`);
      return;
    }
    if (!isLocal(chart.name)) rmSync(path);
  }

  /** Whether something is an archive to look into, and not a link to elsewhere that must not be followed. */
  #reads(path: string): boolean {
    return this.#confined ? lstatSync(path).isFile() : statSync(path).isFile();
  }

  /** Removes what was gathered and not put in its place. */
  close(): void {
    rmSync(this.#staging, { recursive: true, force: true });
  }
}
