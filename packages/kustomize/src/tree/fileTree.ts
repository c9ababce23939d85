/** What a path leads to. */
export type EntryType = 'file' | 'directory';

/**
 * The files of a source. Paths are relative to its root, with slashes, without `.` and `..`; the root is ''. Nothing outside
 * of the root can be reached, not even through links.
 */
export interface FileTree {
  /** The absolute path under which messages name the root. */
  readonly displayRoot: string;
  /** What is at the path; undefined when nothing is. @throws OutsideOfRootError when a link leads out */
  stat(path: string): EntryType | undefined;
  /** The path without links. @throws OutsideOfRootError; FileTreeError when there is nothing */
  realPath(path: string): string;
  /** @throws OutsideOfRootError; FileTreeError when it is no file or too large */
  readFile(path: string): Uint8Array;
  /** The names in a directory, sorted. @throws OutsideOfRootError; FileTreeError */
  readDirectory(path: string): string[];
}

/** Nothing, or something else, is at a path. */
export class FileTreeError extends Error {
  readonly reason: 'missing' | 'isDirectory' | 'notDirectory' | 'tooLarge';

  constructor(reason: FileTreeError['reason']) {
    super(
      {
        missing: 'no such file or directory',
        isDirectory: 'is a directory',
        notDirectory: 'not a directory',
        tooLarge: 'file too large',
      }[reason],
    );
    this.name = 'FileTreeError';
    this.reason = reason;
  }
}

/** A link leads out of the root. */
export class OutsideOfRootError extends Error {
  constructor() {
    super('the path leads out of the root');
    this.name = 'OutsideOfRootError';
  }
}
