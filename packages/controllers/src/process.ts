import { showLife, stopRequested, tellParent } from './process/parentChannel';
import { runControllersProcess } from './process/runControllers';

export { runControllersProcess } from './process/runControllers';
export type { ControllersProcess } from './process/runControllers';
export type { AliveMessage, StatusMessage } from './process/parentChannel';
export { stopRequested } from './process/parentChannel';

/** Runs as a program of its own: forked by a parent, or by hand. */
async function main(): Promise<void> {
  process.on('unhandledRejection', error => {
    // One object's surprise must not end the others' reconciles.
    process.stderr.write(`unhandled rejection: ${String(error)}\n`);
  });
  const signal = stopRequested();
  showLife(signal);
  process.exitCode = await runControllersProcess({
    argv: process.argv.slice(2),
    env: process.env,
    io: {
      stdout: text => process.stdout.write(text),
      stderr: text => process.stderr.write(text),
      signal,
      status: tellParent,
    },
  });
  // A connection or worker that lingers must not keep a stopped process alive.
  setTimeout(() => process.exit(), 2_000).unref();
  if (process.connected) process.disconnect();
}

// Also true in a bundle, where this file is one of several entry points; false when another program imports it.
if (process.argv[1] === require.resolve('@sluice/controllers/process')) {
  main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}
