import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const watchdogPath = fileURLToPath(new URL('./watchdog.mjs', import.meta.url));

/** Lines of a program's log that an error about it quotes. */
const quotedLines = 25;

/**
 * A running program of a control plane.
 *
 * @typedef {object} Program
 * @property {string} name
 * @property {() => boolean} hasEnded
 * @property {Promise<void>} ended resolves when the process is gone
 * @property {() => string} lastLogLines
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill resolves when the process is gone
 */

/**
 * Programs that end with the process that started them, whichever way it ends.
 */
export class Programs {
  /** @type {string} */
  #logsDirectory;
  /** @type {import('node:child_process').ChildProcess} */
  #watchdog;
  /** @type {Set<Program>} */
  #running = new Set();

  /**
   * @param {object} options
   * @param {string} options.logsDirectory each program writes to `<name>.log` there
   * @param {string} [options.removeDirectory] to be removed when this process dies
   */
  constructor({ logsDirectory, removeDirectory }) {
    this.#logsDirectory = logsDirectory;
    // Detached, as are the programs: an interrupt from the terminal reaches only this process, which
    // then ends them in order.
    this.#watchdog = spawn(process.execPath, [watchdogPath], {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    this.#watchdog.unref();
    this.#watchdog.stdin?.on('error', () => {});
    /** @type {import('node:net').Socket} */ (this.#watchdog.stdin).unref();
    if (removeDirectory) {
      this.#tellWatchdog(`directory ${removeDirectory}`);
    }
  }

  /** @param {string} line */
  #tellWatchdog(line) {
    this.#watchdog.stdin?.write(`${line}\n`);
  }

  /**
   * @param {string} name
   * @param {string} path
   * @param {readonly string[]} args
   * @returns {Program}
   */
  start(name, path, args) {
    const logPath = join(this.#logsDirectory, `${name}.log`);
    const log = openSync(logPath, 'a');
    const child = spawn(path, args, {
      cwd: this.#logsDirectory,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);

    let hasEnded = false;
    /** @type {Promise<void>} */
    const ended = new Promise(resolve => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    /** @type {Program} */
    const program = {
      name,
      ended,
      hasEnded: () => hasEnded,
      lastLogLines: () =>
        readFileSync(logPath, 'utf8')
          .trim()
          .split('\n')
          .slice(-quotedLines)
          .join('\n'),
      kill: signal => {
        child.kill(signal);
        return ended;
      },
    };
    this.#running.add(program);
    if (child.pid) {
      this.#tellWatchdog(`+${child.pid}`);
    }
    ended.then(() => {
      hasEnded = true;
      this.#running.delete(program);
      this.#tellWatchdog(`-${child.pid}`);
    });
    return program;
  }

  /** Kills what still runs, the latest first, and lets the watchdog go. */
  async stop() {
    for (const program of [...this.#running].reverse()) {
      await program.kill('SIGKILL');
    }
    this.#watchdog.stdin?.end();
  }
}
