/** What the turns of an event loop cost. */
export interface Turns {
  /** CPU milliseconds of this thread in the longest turn: what nobody else could be served for. */
  readonly longest: number;
  /** Turns that took more than 20 of them. */
  readonly tooLong: number;
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Runs something and looks at every turn of the event loop meanwhile. CPU time is what counts, so that other programs on the machine
 * do not; collecting garbage does.
 */
export async function watchTurns(work: () => Promise<unknown>): Promise<Turns> {
  let longest = 0;
  let tooLong = 0;
  let running = true;
  let before = threadMilliseconds();
  const look = () => {
    const now = threadMilliseconds();
    const turn = now - before;
    before = now;
    longest = Math.max(longest, turn);
    if (turn > 20) tooLong += 1;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  try {
    await work();
  } finally {
    look();
    running = false;
  }
  return { longest, tooLong };
}
