import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A command of `sluice` that runs until it is stopped. */
export interface RunningCommand {
  /** Rejects when the process ends by itself. */
  readonly ended: Promise<never>;
  /** Resolves with the first line of its output (or log) that matches. */
  line(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

const gracePeriod = 10_000;

/** Starts `sluice ARGS` from the bundled command line `cli`; what it prints also goes to `logFile`. */
export function startCommand(
  cli: string,
  args: readonly string[],
  logFile: string,
): RunningCommand {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', cli, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log = createWriteStream(logFile);
  const waiting = new Set<(line: string) => void>();
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > 200) lines.shift();
      for (const tell of waiting) tell(line);
    });
  }
  let stopping = false;
  const closed = new Promise<number | null>(resolve => {
    child.once('close', code => {
      log.end();
      resolve(code);
    });
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    void closed.then(code => {
      if (!stopping)
        reject(
          new Error(
            `sluice ${args[0]} ended with ${code}:\n${lines
              .slice(-10)
              .join('\n')}`,
          ),
        );
    });
  });
  // Whoever waits for it hears of it; nobody has to.
  ended.catch(() => undefined);
  return {
    ended,
    line: pattern => Promise.race([ended, firstLine(lines, waiting, pattern)]),
    stop: async () => {
      stopping = true;
      await stop(child, closed);
    },
  };
}

function firstLine(
  lines: readonly string[],
  waiting: Set<(line: string) => void>,
  pattern: RegExp,
): Promise<string> {
  const known = lines.find(line => pattern.test(line));
  if (known !== undefined) return Promise.resolve(known);
  return new Promise(resolve => {
    const tell = (line: string) => {
      if (!pattern.test(line)) return;
      waiting.delete(tell);
      resolve(line);
    };
    waiting.add(tell);
  });
}

async function stop(
  child: ChildProcess,
  closed: Promise<unknown>,
): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), gracePeriod);
  await closed;
  clearTimeout(timer);
}

/** Runs `sluice ARGS` to its end. Throws with its last lines when it fails. */
export async function runCommand(
  cli: string,
  args: readonly string[],
  logFile: string,
): Promise<void> {
  const command = startCommand(cli, args, logFile);
  await command.ended.catch((error: unknown) => {
    if (!String(error).includes(' ended with 0:')) throw error;
  });
}
