import { spawnSync } from 'node:child_process';
import { cpuSecondsOfEndedChildren } from './processUsage';

/** What it cost to do something once, in milliseconds. */
export interface Cost {
  elapsed: number;
  /** Of all threads, user and system. */
  cpu: number;
}

export interface CommandCostOptions {
  rounds: number;
  /** Runs of one program before the next has its turn: CPU time is counted in hundredths of a second. */
  runsInTurn: number;
}

function run([file, ...args]: readonly string[]): void {
  const { status } = spawnSync(file, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed`);
}

/**
 * What programs cost as processes, which take turns so that whatever else a machine does hits all of them: the median of the time, the mean of
 * CPU time. Each is run once before.
 */
export function commandCosts(
  programs: readonly (readonly string[])[],
  { rounds, runsInTurn }: CommandCostOptions,
): Cost[] {
  programs.forEach(run);
  const measured = programs.map(() => ({ times: [0].slice(1), cpu: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    programs.forEach((program, i) => {
      const before = cpuSecondsOfEndedChildren();
      for (let j = 0; j < runsInTurn; j += 1) {
        const started = performance.now();
        run(program);
        measured[i].times.push(performance.now() - started);
      }
      measured[i].cpu += cpuSecondsOfEndedChildren() - before;
    });
  }
  return measured.map(({ times, cpu }) => ({
    elapsed: times.sort((a, b) => a - b)[times.length >> 1],
    cpu: (cpu * 1000) / times.length,
  }));
}
