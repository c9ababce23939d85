import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type Chart } from './chart';
import { ChartError, ChartLimitError } from './error';
import { type ChartFile, withoutByteOrderMark } from './file';
import { IgnoreRules } from './ignore';
import { type ChartLimits, defaultLimits } from './limits';
import { type LoadOptions, loadFiles } from './load-files';
import { type Warn } from '../warn';
import { type FileTree } from './tree';

/** Directories within each other; a link to a directory above makes endless ones. */
const MAX_DIRECTORIES = 100;

function readIgnoreRules(tree: FileTree): IgnoreRules {
  const entry = tree.stat('.helmignore');
  // A pipe or a device might be read for ever.
  if (entry?.kind === 'other') {
    throw new ChartError('read .helmignore: is no regular file');
  }
  const rules = entry
    ? IgnoreRules.parse(Buffer.from(tree.read('.helmignore')).toString())
    : new IgnoreRules();
  rules.addDefaults();
  return rules;
}

class Walk {
  readonly files: ChartFile[] = [];
  /** Links may lead to the same ones over and over. */
  #directories = 0;
  readonly #tree: FileTree;
  readonly #rules: IgnoreRules;
  readonly #limits: ChartLimits;
  readonly #warn: Warn;

  constructor(tree: FileTree, limits: ChartLimits, warn: Warn) {
    this.#tree = tree;
    this.#rules = readIgnoreRules(tree);
    this.#limits = limits;
    this.#warn = warn;
  }

  directory(path: string, depth: number): void {
    if (depth > MAX_DIRECTORIES) {
      throw new ChartLimitError(`directories nest too deeply: ${path}`);
    }
    this.#directories += 1;
    if (this.#directories > this.#limits.maxFiles) {
      throw new ChartLimitError(
        `chart has more directories than the maximum ${this.#limits.maxFiles}`,
      );
    }
    for (const name of this.#tree.list(path)) {
      const inner = path === '' ? name : posix.join(path, name);
      const entry = this.#tree.stat(inner);
      if (!entry) {
        throw new ChartError(`lstat ${inner}: no such file or directory`);
      }
      if (entry.link) {
        const { path: from, resolved } = entry.link;
        this.#warn(
          'found symbolic link in path. Contents of linked file included and used',
          { fields: { path: from, resolved } },
        );
      }
      if (!this.#rules.ignores(inner, entry.kind === 'directory')) {
        if (entry.kind === 'directory') {
          this.directory(inner, depth + 1);
        } else {
          this.#file(inner, entry.kind, entry.size, entry.modTime);
        }
      }
    }
  }

  #file(path: string, kind: string, size: number, modTime?: string): void {
    if (kind !== 'file') {
      throw new ChartError(
        `cannot load irregular file ${
          this.#tree.where?.(path) ?? path
        } as it has file mode type bits set`,
      );
    }
    const tooLarge = () =>
      new ChartError(
        `chart file ${quote(
          posix.basename(path),
        )} is larger than the maximum file size ${this.#limits.maxFileSize}`,
      );
    if (size > this.#limits.maxFileSize) throw tooLarge();
    if (this.files.length >= this.#limits.maxFiles) {
      throw new ChartLimitError(
        `chart has more files than the maximum ${this.#limits.maxFiles}`,
      );
    }
    const data = this.#tree.read(path);
    if (data.length > this.#limits.maxFileSize) throw tooLarge();
    this.files.push({ name: path, data: withoutByteOrderMark(data), modTime });
  }
}

/**
 * The files of a chart in a directory, without what its `.helmignore` names, sorted by path.
 *
 * @throws ChartError with Helm's message
 */
export function readDirectory(
  tree: FileTree,
  { limits = defaultLimits, warn = () => {} }: LoadOptions = {},
): ChartFile[] {
  const walk = new Walk(tree, limits, warn);
  walk.directory('', 0);
  return walk.files;
}

/**
 * A chart from a directory.
 *
 * @throws ChartError with Helm's message
 */
export function loadDirectory(
  tree: FileTree,
  options: LoadOptions = {},
): Chart {
  return loadFiles(readDirectory(tree, options), options);
}
