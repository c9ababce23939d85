/** What is at a path, links followed. */
export interface TreeEntry {
  kind: 'file' | 'directory' | 'other';
  /** Bytes of a file. */
  size: number;
  /** RFC 3339, with nanoseconds. */
  modTime?: string;
  /** Where a link that is told of leads. */
  link?: { path: string; resolved: string };
}

/**
 * A tree of files that charts are read from. Paths are relative, with `/`; '' is the top. Links are followed, unless they
 * lead where the reader must not look: then every function throws.
 */
export interface FileTree {
  /** Undefined where there is nothing. */
  stat(path: string): TreeEntry | undefined;
  /** The names in a directory, sorted by their bytes. */
  list(path: string): string[];
  read(path: string): Uint8Array;
  /** Where a path is, for messages; absent where there is nothing more to say of it. */
  where?(path: string): string;
}

/** Files held in memory, by path. */
export class MemoryTree implements FileTree {
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  stat(path: string): TreeEntry | undefined {
    const data = this.#files.get(path);
    if (data) return { kind: 'file', size: data.length };
    const isDirectory = path === '' || this.list(path).length > 0;
    return isDirectory ? { kind: 'directory', size: 0 } : undefined;
  }

  list(path: string): string[] {
    const prefix = path === '' ? '' : `${path}/`;
    const names = new Set<string>();
    for (const name of this.#files.keys()) {
      if (name.startsWith(prefix)) {
        names.add(name.slice(prefix.length).split('/', 1)[0]);
      }
    }
    return [...names].sort(compareNames);
  }

  read(path: string): Uint8Array {
    const data = this.#files.get(path);
    if (!data) throw new Error(`open ${path}: no such file or directory`);
    return data;
  }
}

/** Orders names by their bytes. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
