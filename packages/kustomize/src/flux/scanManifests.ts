import { posix } from 'node:path';
import { ConfinedFiles, ConstraintError } from '../build/confinedFiles';
import { kustomizationFileNames } from '../kustomization/read';
import { readResources, readYamlText } from '../resource/readResources';
import { builtinKnowledge } from '../schema/knowledge';
import { decodeYamlFile } from '../text/bytes';
import { ContextError } from '../text/context';
import { FluxBuildError } from './errors';

const maxEntries = 200_000;
const maxDepth = 200;

class Scan {
  readonly #files: ConfinedFiles;
  readonly #isIgnored: (path: string) => boolean;
  readonly found: string[] = [];
  #entries = 0;

  constructor(files: ConfinedFiles, isIgnored: (path: string) => boolean) {
    this.#files = files;
    this.#isIgnored = isIgnored;
  }

  visit(directory: string, depth: number): void {
    if (depth > maxDepth) {
      throw new FluxBuildError(
        `directories are nested deeper than ${maxDepth}`,
      );
    }
    for (const name of this.#files.readDirectory(directory)) {
      this.#entries++;
      if (this.#entries > maxEntries) {
        throw new FluxBuildError(`more than ${maxEntries} files to look at`);
      }
      this.#visitEntry(posix.join(directory, name), depth);
    }
  }

  #visitEntry(path: string, depth: number): void {
    if (this.#isRealDirectory(path)) {
      const isKustomization = kustomizationFileNames.some(
        name => this.#files.stat(posix.join(path, name)) === 'file',
      );
      if (isKustomization) this.found.push(path);
      else this.visit(path, depth + 1);
      return;
    }
    const extension = posix.extname(path) || posix.basename(path);
    if (extension !== '.yaml' && extension !== '.yml') return;
    if (this.#isIgnored(path)) return;
    this.#requireObjects(path);
    this.found.push(path);
  }

  /** Links to directories are not followed. */
  #isRealDirectory(path: string): boolean {
    let real: string;
    try {
      real = this.#files.realPath(path);
    } catch (error) {
      if (error instanceof ConstraintError) {
        throw new ConstraintError('walk', path, this.#files.root);
      }
      return false;
    }
    return real === path && this.#files.stat(path) === 'directory';
  }

  #requireObjects(path: string): void {
    const bytes = this.#files.readFile(path);
    try {
      const text = readYamlText(() => decodeYamlFile(bytes));
      readResources(text, builtinKnowledge);
    } catch (error) {
      throw new ContextError(
        `failed to decode Kubernetes YAML from ${path}`,
        error,
      );
    }
  }
}

/**
 * What a directory without a kustomization file consists of: all YAML files in it and below, and directories that have a
 * kustomization file, which are not entered.
 *
 * @throws Error for YAML that holds no Kubernetes objects
 */
export function scanManifests(
  files: ConfinedFiles,
  directory: string,
  isIgnored: (path: string) => boolean,
): string[] {
  const scan = new Scan(files, isIgnored);
  scan.visit(directory, 0);
  return scan.found;
}
