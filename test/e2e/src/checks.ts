/** Runs checks one after the other, prints each with its time, and counts. */
export class Checks {
  readonly #onFailure: (name: string) => Promise<string>;
  #passed = 0;
  #failed = 0;

  /** @param onFailure - looks at the scene of a failure; what it says is printed */
  constructor(onFailure: (name: string) => Promise<string>) {
    this.#onFailure = onFailure;
  }

  /** True when the work has not thrown; what it returns is printed as evidence. */
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
      const scene = await this.#onFailure(name).catch(
        (other: unknown) => `The scene could not be looked at: ${other}`,
      );
      process.stdout.write(
        `  FAIL ${name}: ${
          error instanceof Error ? error.message : error
        }\n${scene.replace(/^/gm, '       ')}\n`,
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
