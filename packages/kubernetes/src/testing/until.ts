/**
 * Resolves once a condition holds, looking again whenever the event loop has turned; throws after `timeout` milliseconds.
 *
 * @param what named in the error
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout: number = 5_000,
): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await condition())) {
    if (performance.now() > end) {
      throw new Error(`did not happen in time: ${what}`);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
