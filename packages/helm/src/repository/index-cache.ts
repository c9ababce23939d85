import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { compareNames } from '../chart/tree';
import { type FetchedIndex } from './fetch-index';
import { fileError } from './file-error';
import { RepositoryIndex } from './index-file';
import { replaceFile } from './replace-file';

/** The indexes of repositories, as Helm keeps them: `NAME-index.yaml`, and the names of the charts in `NAME-charts.txt`. */
export class IndexCache {
  readonly #directory: string;
  readonly #warn: (message: string) => void;
  readonly #known = new Map<string, RepositoryIndex>();

  /** @param warn told of entries that are left out */
  constructor(directory: string, warn: (message: string) => void = () => {}) {
    this.#directory = directory;
    this.#warn = warn;
  }

  #path(name: string, file: string): string {
    if (/[/\\\0]/.test(name)) {
      throw new GoError(
        `repository name ${quote(name)} contains what no file name may`,
      );
    }
    return join(this.#directory, name === '' ? file : `${name}-${file}`);
  }

  /** Where the index of a repository is kept. @throws GoError for a name that no file may have */
  path(name: string): string {
    return this.#path(name, 'index.yaml');
  }

  /**
   * The index of a repository.
   *
   * @throws GoError with Helm's message
   */
  load(name: string): RepositoryIndex {
    const known = this.#known.get(name);
    if (known) return known;
    const path = this.path(name);
    const data = (() => {
      try {
        return readFileSync(path);
      } catch (error) {
        throw fileError('open', path, error);
      }
    })();
    try {
      const index = RepositoryIndex.parse(data, {
        source: path,
        warn: this.#warn,
      });
      this.#known.set(name, index);
      return index;
    } catch (error) {
      throw new GoError(`error loading ${path}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** Keeps the index of a repository; where. */
  save(name: string, { data, index }: FetchedIndex): string {
    const path = this.path(name);
    mkdirSync(this.#directory, { recursive: true, mode: 0o755 });
    const names = index.names.sort(compareNames);
    replaceFile(
      this.#path(name, 'charts.txt'),
      names.map(each => `${each}\n`).join(''),
    );
    replaceFile(path, data);
    this.#known.set(name, index);
    return path;
  }

  /** Forgets a repository. */
  remove(name: string): void {
    this.#known.delete(name);
    rmSync(this.#path(name, 'charts.txt'), { force: true });
    rmSync(this.path(name), { force: true });
  }
}
