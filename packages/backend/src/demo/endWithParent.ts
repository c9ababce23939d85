/** Milliseconds for a graceful end. */
const grace = 8_000;

/**
 * Ends this process when the process that started it is gone, however that ended: the demo's terminal may have been closed or killed. Does
 * nothing where there is no channel to a parent.
 */
export function endWithParent(): void {
  if (!process.send) {
    return;
  }
  process.once('disconnect', () => {
    // Nobody reads what is said from here on.
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', () => undefined);
    }
    setTimeout(() => process.exit(1), grace).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel?.unref();
}
