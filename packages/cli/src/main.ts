import { commands } from './commands';
import { runCommand } from './runCommand';

/** Runs the program: `sluice COMMAND …`. */
async function main(): Promise<void> {
  const stopping = new AbortController();
  let signals = 0;
  const stop = (name: string) => {
    stopping.abort(new Error(`received ${name}`));
    signals++;
    // Whoever asks three times does not want to wait for a graceful end.
    if (signals >= 3) process.exit(130);
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // Started with a channel, for example by the demo, it ends with its parent, however that ends.
  if (process.send) {
    process.once('disconnect', () => stop('the end of its parent'));
    process.channel?.unref();
    if (!process.connected) stop('the end of its parent');
  }
  for (const stream of [process.stdout, process.stderr]) {
    // A reader such as head may have seen enough.
    stream.on('error', () => process.exit());
  }
  process.exitCode = await runCommand(commands, {
    argv: process.argv.slice(2),
    env: process.env,
    stdout: text => {
      process.stdout.write(text);
    },
    stderr: text => {
      process.stderr.write(text);
    },
    signal: stopping.signal,
  });
  // A connection that lingers must not keep an ended program alive.
  setTimeout(() => process.exit(), 2_000).unref();
}

process.on('unhandledRejection', error => {
  // One object's surprise must not end what else runs in this process.
  process.stderr.write(`unhandled rejection: ${String(error)}\n`);
});
main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
