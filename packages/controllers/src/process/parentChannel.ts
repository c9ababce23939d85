/** What a parent process is told over the channel that it forked us with. */
export interface StatusMessage {
  type: 'status';
  /**
   * - `starting`
   * - `waiting`: somebody else holds a Lease (`lease`, `holder`), or the cluster cannot be reached or lacks the kinds (`message`)
   * - `syncing`: the Leases are ours, the first lists are being read
   * - `running`
   * - `stopping`
   */
  state: 'starting' | 'waiting' | 'syncing' | 'running' | 'stopping';
  lease?: string;
  holder?: string;
  message?: string;
}

/** Tells the process that forked this one; does nothing when there is none. */
export function tellParent(message: StatusMessage): void {
  // A parent that has just gone away shows as a disconnect.
  if (process.send && process.connected)
    process.send(message, undefined, undefined, () => undefined);
}

/** A sign of life, so that the parent can tell a process that hangs or is paused from one that has nothing to say. */
export interface AliveMessage {
  type: 'alive';
}

/** Milliseconds between signs of life. */
const alivePeriod = 1_000;

/** Gives the parent signs of life until the signal; does nothing when there is none. */
export function showLife(signal: AbortSignal): void {
  if (!process.send) return;
  const message: AliveMessage = { type: 'alive' };
  const timer = setInterval(() => {
    if (process.send && process.connected)
      process.send(message, undefined, undefined, () => undefined);
  }, alivePeriod);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Aborted when this process is asked to stop: by SIGTERM or SIGINT, or by the end of the channel to its parent. */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  const stop = (why: string) => controller.abort(new Error(why));
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.once(name, () => stop(`received ${name}`));
  if (process.send) {
    process.once('disconnect', () => stop('the parent process is gone'));
    if (!process.connected) stop('the parent process is gone');
  }
  return controller.signal;
}
