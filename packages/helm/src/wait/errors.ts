/** Waiting took longer than it may. The message is that of Go's `context.DeadlineExceeded`. */
export class DeadlineExceededError extends Error {
  constructor() {
    super('context deadline exceeded');
    this.name = 'DeadlineExceededError';
  }
}

/** Objects are not as they should be; the message has a line for each, as Helm's. */
export class WaitError extends Error {
  /** Whether time ran out, rather than something having failed. */
  readonly timedOut: boolean;

  constructor(lines: readonly string[], timedOut: boolean) {
    super(lines.join('\n'));
    this.name = 'WaitError';
    this.timedOut = timedOut;
  }
}
