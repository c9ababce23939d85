import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A change as the journal keeps it, one JSON line each. */
export interface JournalRecord {
  /** Revision of the change. */
  r: number;
  /** `GROUP/PLURAL`. */
  t: string;
  /** Key of the object. */
  k: string;
  /** The new state; absent when the object was deleted. */
  o?: unknown;
}

interface SnapshotEnd {
  /** Revision of the state; it is the last line, so that a snapshot without it is known to be incomplete. */
  end: number;
}

/** Takes what a journal holds, in this order. */
export interface JournalReader {
  /** An object of the snapshot. */
  object(record: JournalRecord): void;
  /** The snapshot is complete: the state at that revision. */
  snapshotRead(revision: number): void;
  /** A change after the snapshot. */
  change(record: JournalRecord): void;
}

/** The whole state at a revision; the lines are read in pieces while changes go on. */
export interface JournalState {
  revision: number;
  lines: Iterable<string>;
}

export interface JournalOptions {
  directory: string;
  log(message: string): void;
  /** Bytes of one log from which on the state is written anew. */
  compactAt?: number;
}

const defaultCompactAt = 64 * 1024 * 1024;
const logName = /^changes-(\d+)\.jsonl$/;
const snapshotName = /^snapshot-(\d+)\.jsonl$/;

/**
 * Makes changes durable: an append-only file, written in groups with one sync each, and now and then a snapshot of the
 * whole state that makes older files needless. A process that is killed at any moment loses nothing that `flushed` has
 * reported; an incomplete last line is dropped when the files are read again.
 */
export class Journal {
  readonly #directory: string;
  readonly #log: (message: string) => void;
  readonly #compactAt: number;
  #file: FileHandle | undefined;
  #generation = 0;
  #bytes = 0;
  #pending: string[] = [];
  #pendingRevision = 0;
  #writing: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #onDurable: (revision: number) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  #state: () => JournalState = () => ({ revision: 0, lines: [] });

  constructor(options: JournalOptions) {
    this.#directory = options.directory;
    this.#log = options.log;
    this.#compactAt = options.compactAt ?? defaultCompactAt;
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** Reads everything back in the order of revisions and answers the last revision. Must be called first. */
  load(reader: JournalReader): number {
    const names = readdirSync(this.#directory);
    const snapshots = numbered(names, snapshotName);
    const logs = numbered(names, logName);
    let revision = 0;
    let first = 0;
    const snapshot = snapshots.at(-1);
    if (snapshot !== undefined) {
      first = snapshot;
      revision = this.#readSnapshot(snapshot, reader);
    }
    const current = logs.filter(number => number >= first);
    for (const [index, number] of current.entries()) {
      const last = index === current.length - 1;
      revision = this.#readLog(number, revision, last, reader);
    }
    this.#generation = Math.max(first, logs.at(-1) ?? 0);
    this.#removeBefore(first);
    return revision;
  }

  /** Starts writing. */
  async start(options: {
    revision: number;
    state: () => JournalState;
    onDurable(revision: number): void;
    onFailure(error: Error): void;
  }): Promise<void> {
    this.#state = options.state;
    this.#onDurable = options.onDurable;
    this.#onFailure = options.onFailure;
    this.#pendingRevision = options.revision;
    this.#file = await this.#openLog(this.#generation);
    this.#bytes = (await this.#file.stat()).size;
  }

  append(revision: number, line: string): void {
    this.#pending.push(line);
    this.#pendingRevision = revision;
    this.#writing ??= this.#write();
  }

  /** Waits for what was appended, and ends. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#compacting;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #write(): Promise<void> {
    try {
      // Everything that one turn of the event loop appends is one group.
      await new Promise(resolve => setImmediate(resolve));
      while (this.#pending.length > 0) {
        const revision = this.#pendingRevision;
        const group = Buffer.from(this.#pending.join(''));
        this.#pending = [];
        await this.#file?.appendFile(group);
        await this.#file?.datasync();
        this.#bytes += group.length;
        this.#onDurable(revision);
        if (this.#bytes > this.#compactAt && !this.#compacting) {
          await this.#compact();
        }
      }
    } catch (error) {
      this.#onFailure(
        error instanceof Error ? error : new Error(String(error)),
      );
    } finally {
      this.#writing = undefined;
    }
  }

  /** Changes from here on go to a new file; the state so far is written beside it. */
  async #compact(): Promise<void> {
    const next = this.#generation + 1;
    const state = this.#state();
    const previous = this.#file;
    this.#file = await this.#openLog(next);
    this.#generation = next;
    this.#bytes = 0;
    await previous?.close();
    this.#compacting = this.#writeSnapshot(next, state)
      .then(() => this.#removeBefore(next))
      .catch(error => this.#log(`writing a snapshot failed: ${error}`))
      .finally(() => {
        this.#compacting = undefined;
      });
  }

  async #writeSnapshot(
    generation: number,
    { revision, lines }: JournalState,
  ): Promise<void> {
    const path = join(this.#directory, `snapshot-${generation}.jsonl`);
    const temporary = `${path}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      let part: string[] = [];
      let size = 0;
      for (const line of lines) {
        part.push(line);
        size += line.length;
        if (size > 1024 * 1024) {
          await file.appendFile(part.join(''));
          part = [];
          size = 0;
        }
      }
      part.push(`${JSON.stringify({ end: revision } satisfies SnapshotEnd)}\n`);
      await file.appendFile(part.join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    renameSync(temporary, path);
    this.#syncDirectory();
  }

  async #openLog(generation: number): Promise<FileHandle> {
    const path = join(this.#directory, `changes-${generation}.jsonl`);
    const isNew = !existsSync(path);
    const file = await open(path, 'a', 0o600);
    if (isNew) {
      this.#syncDirectory();
    }
    return file;
  }

  #syncDirectory(): void {
    const descriptor = openSync(this.#directory, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  #readSnapshot(generation: number, reader: JournalReader): number {
    const path = join(this.#directory, `snapshot-${generation}.jsonl`);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const end: SnapshotEnd = JSON.parse(lines.pop() ?? '');
    for (const line of lines) {
      const record = parseRecord(line);
      if (!record) {
        throw new Error(`${path} is damaged; restore it from a copy`);
      }
      reader.object(record);
    }
    reader.snapshotRead(end.end);
    return end.end;
  }

  #readLog(
    generation: number,
    revision: number,
    last: boolean,
    reader: JournalReader,
  ): number {
    const path = join(this.#directory, `changes-${generation}.jsonl`);
    const bytes = readFileSync(path);
    let latest = revision;
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(0x0a, start);
      const record =
        end < 0
          ? undefined
          : parseRecord(bytes.subarray(start, end).toString('utf8'));
      if (!record) {
        const followed = end >= 0 && end + 1 < bytes.length;
        if (!last || followed) {
          throw new Error(
            `${path} is damaged at byte ${start}; restore the data directory from a copy`,
          );
        }
        // The tail of a write that was cut off. Nobody was told that it succeeded.
        this.#log(`dropping an incomplete change at the end of ${path}`);
        truncateSync(path, start);
        break;
      }
      if (record.r > latest) {
        reader.change(record);
        latest = record.r;
      }
      start = end + 1;
    }
    return latest;
  }

  #removeBefore(generation: number): void {
    for (const name of readdirSync(this.#directory)) {
      const number = numberOf(name, logName) ?? numberOf(name, snapshotName);
      const unfinished = name.endsWith('.new') && !this.#compacting;
      if ((number !== undefined && number < generation) || unfinished) {
        rmSync(join(this.#directory, name), { force: true });
      }
    }
  }
}

function numbered(names: readonly string[], pattern: RegExp): number[] {
  return names
    .map(name => numberOf(name, pattern))
    .filter(number => number !== undefined)
    .sort((left, right) => left - right);
}

function numberOf(name: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(name);
  return match ? Number(match[1]) : undefined;
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is JournalRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'r' in value &&
    typeof value.r === 'number' &&
    't' in value &&
    typeof value.t === 'string' &&
    'k' in value &&
    typeof value.k === 'string'
  );
}
