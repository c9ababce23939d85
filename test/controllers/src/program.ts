import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';

/** How to run the `sluice` command: the program and what comes before its arguments. */
export interface SluiceCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Milliseconds that a program gets to end by itself. */
const patience = 15_000;

/** Milliseconds that a line is waited for. */
const silence = 120_000;

/** What must not outlive this process, however it ends. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A running program; all that it says is kept in a file, and can be waited for. */
export class Program {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #listeners = new Set<() => void>();
  #ended = false;

  constructor(
    name: string,
    command: SluiceCommand,
    args: readonly string[],
    logFile: string,
  ) {
    this.#name = name;
    this.#child = spawn(command.program, [...command.args, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (data: string) => {
        appendFileSync(logFile, data);
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        this.#lines.push(...lines);
        this.#tell();
      });
    }
    this.#child.on('error', error => {
      this.#lines.push(error.message);
      this.#ended = true;
      this.#tell();
    });
    this.#child.on('exit', () => {
      running.delete(this.#child);
      this.#ended = true;
      this.#tell();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The first match in what it has said, or will say. Rejects when it ends before, or says no such thing for two minutes. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const timer = setTimeout(() => this.#tell(), silence);
    try {
      return await this.#firstLine(pattern, Date.now() + silence);
    } finally {
      clearTimeout(timer);
    }
  }

  async #firstLine(
    pattern: RegExp,
    deadline: number,
  ): Promise<RegExpExecArray> {
    for (let next = 0; ; ) {
      for (; next < this.#lines.length; next += 1) {
        const match = pattern.exec(this.#lines[next]);
        if (match) return match;
      }
      if (this.#ended) {
        throw new Error(
          `${this.#name} has ended:\n${this.#lines.slice(-20).join('\n')}`,
        );
      }
      if (Date.now() >= deadline) {
        throw new Error(
          `${this.#name} did not say ${pattern}:\n${this.#lines
            .slice(-20)
            .join('\n')}`,
        );
      }
      await new Promise<void>(resolve => {
        const listener = () => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  /** Waits for its end; rejects when it failed. */
  async end(): Promise<void> {
    if (!this.#ended) await once(this.#child, 'exit');
    if (this.#child.exitCode !== 0) {
      throw new Error(
        `${this.#name} failed:\n${this.#lines.slice(-20).join('\n')}`,
      );
    }
  }

  /** Sends a signal, without waiting for what it does. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await exit;
    clearTimeout(timer);
  }

  /** MiB of memory that it has used at most so far. */
  peakMemory(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
