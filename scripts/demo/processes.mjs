/** The processes of the demo: started with readable output, ended together. */
import { spawn } from 'node:child_process';
import { UserError, root } from '../toolchain.mjs';

const nameWidth = 8;
const tailLength = 20;
/** Milliseconds in which a process may end by itself. */
const grace = 10_000;

/** Calls back with each line of a stream. */
function onLines(stream, callback) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', data => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(callback);
  });
  stream.on('end', () => {
    if (rest !== '') callback(rest);
  });
}

export class Processes {
  #children = new Map();
  #env;
  #ending = false;
  /** Told when a process has ended that should not have. */
  onEnd = () => {};

  constructor(env) {
    this.#env = env;
  }

  get ending() {
    return this.#ending;
  }

  /**
   * Starts a program of Node that runs until the demo ends. Each line of its output is printed as `shown` says, which answers undefined for
   * what goes without saying.
   *
   * The program gets a channel to this process. However this process ends, the channel closes, and the program ends too.
   *
   * @returns what `until` matches in a line; rejects when the program ends before
   */
  start(name, command, args, options = {}) {
    const { until, cwd = root, shown = line => line, env } = options;
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#children.set(name, child);
    return new Promise((resolve, reject) => {
      const tail = [];
      let last;
      const onLine = line => {
        const text = line.replace(/\u001b\[[0-9;]*m/g, '').trimEnd();
        if (text === '') return;
        const match = until?.exec(text);
        if (match) resolve(match);
        const short = shown(text);
        tail.push(short ?? text.slice(0, 300));
        if (tail.length > tailLength) tail.shift();
        if (short === undefined || short === last) return;
        last = short;
        process.stdout.write(`${name.padEnd(nameWidth)} │ ${short}\n`);
      };
      onLines(child.stdout, onLine);
      onLines(child.stderr, onLine);
      child.on('error', reject);
      child.on('close', (code, signal) => {
        this.#children.delete(name);
        if (this.#ending) return;
        const error = new UserError(
          `The ${name} process has ended (${signal ?? `code ${code}`}).${
            tail.length > 0 ? ` Its last lines:\n${tail.join('\n')}` : ''
          }`,
        );
        reject(error);
        this.onEnd(error);
      });
    });
  }

  /** Ends all, newest first; those that do not end in time are killed. */
  async end() {
    this.#ending = true;
    for (const [, child] of [...this.#children].reverse()) {
      await new Promise(resolve => {
        if (child.exitCode !== null || child.signalCode !== null) {
          resolve();
          return;
        }
        const timer = setTimeout(() => {
          try {
            process.kill(-child.pid, 'SIGKILL');
          } catch {
            child.kill('SIGKILL');
          }
        }, grace);
        child.on('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    }
  }
}
