/** Runs checks one after the other, prints each with its time, and counts. */
export class Checks {
  #passed = 0;
  #failed = 0;

  async check(
    name: string,
    work: () => Promise<string | void>,
  ): Promise<boolean> {
    const started = Date.now();
    try {
      const evidence = await work();
      this.#passed += 1;
      process.stdout.write(
        `  ok   ${name}${evidence ? ` (${evidence})` : ''}, ${
          Date.now() - started
        } ms\n`,
      );
      return true;
    } catch (error) {
      this.#failed += 1;
      process.stdout.write(
        `  FAIL ${name}: ${error instanceof Error ? error.message : error}\n`,
      );
      return false;
    }
  }

  /** Prints the closing line; the exit code. */
  close(): number {
    process.stdout.write(
      `e2e: ${this.#passed} passed, ${this.#failed} failed\n`,
    );
    return this.#failed === 0 ? 0 : 1;
  }
}

export function assert(condition: boolean, message: string): void {
  if (!condition) {
    throw new Error(message);
  }
}
