/**
 * A process beside a control plane that cleans up when the process that started it has died without
 * calling `stop()`: even killed, that one closes the pipe that is standard input here.
 *
 * Reads lines: `+<pid>` a program runs, `-<pid>` it has ended, `directory <path>` to remove at the end.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @type {Set<number>} */
const programs = new Set();
/** @type {string[]} */
const directories = [];

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) {
    programs.add(Number(line.slice(1)));
  } else if (line.startsWith('-')) {
    programs.delete(Number(line.slice(1)));
  } else if (line.startsWith('directory ')) {
    directories.push(line.slice('directory '.length));
  }
}
for (const pid of programs) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
for (const directory of directories) {
  // Programs that were just killed may still write for a moment.
  rmSync(directory, {
    recursive: true,
    force: true,
    maxRetries: 10,
    retryDelay: 100,
  });
}
