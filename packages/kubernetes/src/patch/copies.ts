import { type JsonValue } from '@sluice/golang/json';
import { copyOf, isJsonObject } from './json';

/** Values that the copies of one patch may have together: each may double what is there. */
export const mostCopied = 500_000;

/** Makes the copies of one patch, as long as they are not too many. */
export class Copies {
  #left = mostCopied;

  /** A deep copy; undefined when it is one too many. */
  copyOf(value: JsonValue): JsonValue | undefined {
    this.#count(value);
    return this.#left < 0 ? undefined : copyOf(value);
  }

  #count(value: JsonValue): void {
    this.#left--;
    if (this.#left < 0) return;
    if (Array.isArray(value)) {
      for (const item of value) this.#count(item);
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) this.#count(value[key] ?? null);
    }
  }
}
