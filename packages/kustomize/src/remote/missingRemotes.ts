import { findCause } from '../text/context';
import { RemoteNeededError } from './remoteBases';

/** Goes on where something has to be fetched first, so that all that a build misses is known at once. */
export class MissingRemotes {
  #error: unknown;

  /** Runs something; what it misses is kept for later. */
  collect(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!findCause(error, RemoteNeededError)) throw error;
      this.#error ??= error;
    }
  }

  /** @throws what was kept */
  throwIfAny(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}
