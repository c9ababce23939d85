import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks a second in /proc; the same on every Linux that Node supports. */
const ticksPerSecond = 100;

/** What a process has used since it began, its threads included. */
export interface ProcessUsage {
  /** User and system, with those of children that have ended. */
  readonly cpuSeconds: number;
  /** Highest resident memory, MiB. */
  readonly peakMemory: number;
}

/** The fields of /proc/<pid>/stat after the name, which may hold spaces and parentheses. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function cpuSecondsOf(stat: readonly string[]): number {
  const ticks = stat
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}

/** Reads it from /proc; throws where there is none, or no such process. */
export function processUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return {
    cpuSeconds: cpuSecondsOf(statOf(pid)),
    peakMemory: peak ? Number(peak[1]) / 1024 : NaN,
  };
}

/** CPU seconds of this process' children and theirs, but not of one of them (nor of its children). */
export function cpuSecondsOfOthers(except: number): number {
  const children = new Map<number, { pid: number; cpuSeconds: number }[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const pid = Number(name);
      const stat = statOf(pid);
      const parent = Number(stat[1]);
      const siblings = children.get(parent) ?? [];
      siblings.push({ pid, cpuSeconds: cpuSecondsOf(stat) });
      children.set(parent, siblings);
    } catch {
      // It ended between the list and the look.
    }
  }
  const sum = (parent: number): number =>
    (children.get(parent) ?? [])
      .filter(({ pid }) => pid !== except)
      .reduce((all, { pid, cpuSeconds }) => all + cpuSeconds + sum(pid), 0);
  return sum(process.pid);
}

/** CPU seconds of children of this process that have ended, in steps of a hundredth. */
export function cpuSecondsOfEndedChildren(): number {
  const ticks = statOf(process.pid)
    .slice(13, 15)
    .reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}
