import { createHash } from 'node:crypto';
import { type EntryType, type FileTree } from './fileTree';

type Question = 'stat' | 'realPath' | 'readFile' | 'readDirectory';

/**
 * What was asked of a tree, and a digest of each answer; plain data. What a build makes depends on nothing else of the tree: not only on
 * the files that it read, also on those that it looked for in vain, on listings and on links.
 */
export type TreeRecord = readonly (readonly [
  question: Question,
  path: string,
  answer: string,
])[];

function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** Asks, and notes the answer; a refusal is an answer. */
function ask<T>(
  action: () => T,
  describe: (answer: T) => string,
  note: (answer: string) => void,
): T {
  let answer: T;
  try {
    answer = action();
  } catch (error) {
    note(error instanceof Error ? `${error.name}: ${error.message}` : '');
    throw error;
  }
  note(describe(answer));
  return answer;
}

/** A tree that notes what is asked of another one. */
export class RecordingTree implements FileTree {
  readonly #tree: FileTree;
  readonly #answers = new Map<string, TreeRecord[number]>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  get displayRoot(): string {
    return this.#tree.displayRoot;
  }

  get record(): TreeRecord {
    return [...this.#answers.values()];
  }

  stat(path: string): EntryType | undefined {
    return ask(
      () => this.#tree.stat(path),
      answer => answer ?? '',
      this.#noting('stat', path),
    );
  }

  realPath(path: string): string {
    return ask(
      () => this.#tree.realPath(path),
      answer => answer,
      this.#noting('realPath', path),
    );
  }

  readFile(path: string): Uint8Array {
    return ask(
      () => this.#tree.readFile(path),
      digestOf,
      this.#noting('readFile', path),
    );
  }

  readDirectory(path: string): string[] {
    return ask(
      () => this.#tree.readDirectory(path),
      // No name has a slash.
      names => digestOf(names.join('/')),
      this.#noting('readDirectory', path),
    );
  }

  #noting(question: Question, path: string): (answer: string) => void {
    return answer =>
      this.#answers.set(`${question} ${path}`, [question, path, answer]);
  }
}

function answerOf(tree: FileTree, question: Question, path: string): string {
  const recording = new RecordingTree(tree);
  try {
    recording[question](path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return recording.record[0][2];
}

/** Whether a tree gives the recorded answers: whatever was built from them would be built again. */
export function answersAlike(tree: FileTree, record: TreeRecord): boolean {
  return record.every(
    ([question, path, answer]) => answerOf(tree, question, path) === answer,
  );
}
