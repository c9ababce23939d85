/** Resolves after so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}

/**
 * Looks until there is something to see; its answer.
 *
 * @param what for the error, when nothing came of it
 * @param timeout milliseconds
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeout = 60_000,
  period = 50,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    let failure: unknown;
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${what}: not within ${timeout / 1000} s${
          failure ? ` (${String(failure)})` : ''
        }`,
        { cause: failure },
      );
    }
    await pause(period);
  }
}

/** Throws when something does not hold. */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}
