import { type EntryType, type FileTree, FileTreeError } from './fileTree';

/** A tree of files given as texts or bytes by path. */
export class InMemoryFileTree implements FileTree {
  readonly displayRoot: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Map<string, Set<string>>([['', new Set()]]);

  constructor(
    files: Iterable<readonly [path: string, content: string | Uint8Array]>,
    options: { displayRoot?: string } = {},
  ) {
    this.displayRoot = options.displayRoot ?? '/';
    const encoder = new TextEncoder();
    for (const [path, content] of files) {
      const clean = path
        .split('/')
        .filter(part => part !== '' && part !== '.')
        .join('/');
      this.#files.set(
        clean,
        typeof content === 'string' ? encoder.encode(content) : content,
      );
      this.#addToDirectories(clean);
    }
  }

  stat(path: string): EntryType | undefined {
    if (this.#files.has(path)) return 'file';
    return this.#directories.has(path) ? 'directory' : undefined;
  }

  realPath(path: string): string {
    if (this.stat(path) === undefined) throw new FileTreeError('missing');
    return path;
  }

  readFile(path: string): Uint8Array {
    const content = this.#files.get(path);
    if (content) return content;
    throw new FileTreeError(
      this.#directories.has(path) ? 'isDirectory' : 'missing',
    );
  }

  readDirectory(path: string): string[] {
    const names = this.#directories.get(path);
    if (names) return [...names].sort();
    throw new FileTreeError(this.#files.has(path) ? 'notDirectory' : 'missing');
  }

  #addToDirectories(path: string): void {
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '' : path.slice(0, slash);
    const names = this.#directories.get(parent) ?? new Set();
    this.#directories.set(parent, names);
    names.add(path.slice(slash + 1));
    if (parent !== '') this.#addToDirectories(parent);
  }
}
