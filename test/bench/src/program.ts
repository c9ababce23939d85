import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How to run the `sluice` command: the program and what comes before its arguments. */
export interface SluiceCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Milliseconds that a program gets to end by itself. */
const patience = 15_000;

/** A running program whose lines can be waited for. */
export class Program {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #listeners = new Set<() => void>();
  #ended = false;

  constructor(name: string, command: SluiceCommand, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(command.program, [...command.args, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (data: string) => {
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        this.#lines.push(...lines);
        // Enough to explain a failure.
        if (this.#lines.length > 2_000) this.#lines.splice(0, 1_000);
        this.#tell();
      });
    }
    this.#child.on('error', error => {
      this.#lines.push(error.message);
      this.#ended = true;
      this.#tell();
    });
    this.#child.on('exit', () => {
      this.#ended = true;
      this.#tell();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first match in what it has printed, or will print. Rejects when it ends before. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      for (const line of this.#lines) {
        const match = pattern.exec(line);
        if (match) return match;
      }
      if (this.#ended) {
        throw new Error(
          `${this.#name} has ended:\n${this.#lines.slice(-20).join('\n')}`,
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

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await exit;
    clearTimeout(timer);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
