import { GoError } from '../value';

/** A panic of Go's runtime, as text/template tells it. */
export function runtimeError(message: string): GoError {
  return new GoError(`runtime error: ${message}`);
}

/** What calling a method of a nil interface, or reading through a nil pointer, ends in. */
export function nilDereference(): GoError {
  return runtimeError('invalid memory address or nil pointer dereference');
}

/**
 * Where Go would go on until memory ends: characters of one text, elements of one list. Far beyond what a manifest
 * can have, far below what a process has.
 */
export const limits = {
  characters: 64 * 1024 * 1024,
  elements: 1_000_000,
  /** Of values within values. */
  depth: 1000,
} as const;

/** @throws GoError for a text that would be too long */
export function assertLength(length: number): void {
  if (length > limits.characters) {
    throw new GoError(
      `a text of ${length} characters is longer than the limit of ${limits.characters}`,
    );
  }
}

/** @throws GoError for a list that would be too long */
export function assertCount(count: bigint | number): void {
  if (count > limits.elements) {
    throw new GoError(
      `a list of ${count} elements is longer than the limit of ${limits.elements}`,
    );
  }
}
