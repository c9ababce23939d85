import type { Clock } from '../client/clock';

/** Rung by whoever has news; one waits for it. Rings while nobody waits are not lost. */
export class Bell {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Forgets earlier rings. */
  silence(): void {
    this.#rung = false;
  }

  /** Resolves when it rings (or has rung), after so many milliseconds, or when the signal aborts; true when it rang. */
  async wait(delay: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>(resolve => {
        const cancel = this.#clock.after(delay, () => this.#wake?.());
        const wake = () => this.#wake?.();
        this.#wake = () => {
          this.#wake = undefined;
          cancel();
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
      });
    }
    return this.#rung;
  }
}
