/**
 * What a failed run leads to (source-controller `internal/error`).
 * - `retry`: told as a Warning event, tried again with backoff.
 * - `stalled`: only a change of the spec can heal it; told as a Warning event.
 * - `unchanged`: no failure at all, there is nothing to do; told as a Normal event, looked at again after the interval.
 */
export type FailureKind = 'retry' | 'stalled' | 'unchanged';

/** A step ended the run. The conditions are set by who throws it. The cause is in the text, as Go's `%w`. */
export class SourceFailure extends Error {
  readonly kind: FailureKind;
  /** The reason of conditions and event. */
  readonly reason: string;

  constructor(kind: FailureKind, reason: string, message: string) {
    super(message);
    this.name = 'SourceFailure';
    this.kind = kind;
    this.reason = reason;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
