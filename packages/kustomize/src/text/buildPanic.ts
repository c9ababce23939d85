/** A fault that makes upstream panic; Flux reports the panic's own text, a person is told what to change. */
export class BuildPanic extends Error {
  /** What Go prints. */
  readonly panic: string;

  constructor(panic: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BuildPanic';
    this.panic = panic;
  }
}
