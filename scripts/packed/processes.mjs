/** Runs programs: to their end, or until all are ended together. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { UserError } from '../toolchain.mjs';

/** Lines of output that are told when a program fails. */
const tailLines = 40;

export class Processes {
  #children = new Set();
  #env;
  #ending = false;

  constructor(env) {
    this.#env = env;
  }

  #spawn(command, args, { cwd, env } = {}) {
    if (this.#ending) throw new UserError('Interrupted.');
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    child.on('exit', () => this.#children.delete(child));
    return child;
  }

  /** Resolves with what a program printed; rejects when it does not exit with 0. */
  run(command, args, options) {
    return new Promise((resolve, reject) => {
      const child = this.#spawn(command, args, options);
      let stdout = '';
      let all = '';
      child.stdout.on('data', data => {
        stdout += data;
        all += data;
      });
      child.stderr.on('data', data => (all += data));
      child.on('error', reject);
      child.on('close', code => {
        if (code === 0) resolve(stdout);
        else
          reject(
            new UserError(
              `${[command, ...args].join(' ')} failed (${code}):\n${lastLines(
                all,
              )}`,
            ),
          );
      });
    });
  }

  /** Starts a program and resolves with `{ child, match, output() }` once one of its lines matches. */
  start(command, args, until, options) {
    return new Promise((resolve, reject) => {
      const child = this.#spawn(command, args, options);
      let output = '';
      const onData = data => {
        output += data;
        const match = until.exec(output);
        if (match) resolve({ child, match, output: () => output });
      };
      child.stdout.on('data', onData);
      child.stderr.on('data', onData);
      child.on('error', reject);
      child.on('close', code =>
        reject(
          new UserError(
            `${[command, ...args].join(' ')} ended (${code}):\n${lastLines(
              output,
            )}`,
          ),
        ),
      );
    });
  }

  /** Ends all; those that do not end within ten seconds are killed. */
  async end() {
    this.#ending = true;
    await Promise.all(
      [...this.#children].map(
        child =>
          new Promise(resolve => {
            const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
            child.on('close', () => {
              clearTimeout(timer);
              resolve();
            });
            child.kill('SIGTERM');
          }),
      ),
    );
  }
}

export function lastLines(text) {
  return stripVTControlCharacters(text)
    .trimEnd()
    .split('\n')
    .slice(-tailLines)
    .join('\n');
}
