/** A value that does not fit its type. */
export interface ValidationError {
  /** For example `.spec.replicas`. */
  path: string;
  message: string;
}

/** All that does not fit, in one message. */
export class ValidationErrors extends Error {
  readonly errors: readonly ValidationError[];

  constructor(errors: readonly ValidationError[]) {
    const lines = errors.map(({ path, message }) =>
      path ? `${path}: ${message}` : message,
    );
    super(
      lines.length === 1
        ? lines[0]
        : ['errors:', ...lines.map(line => `  ${line}`)].join('\n'),
    );
    this.name = 'ValidationErrors';
    this.errors = errors;
  }
}

/** Collects errors while a walk descends and returns. */
export class ErrorList {
  readonly errors: ValidationError[] = [];

  add(message: string): void {
    this.errors.push({ path: '', message });
  }

  get length(): number {
    return this.errors.length;
  }

  /** Puts a path element in front of all errors since `start`. */
  prefix(start: number, prefix: () => string): void {
    for (let i = start; i < this.errors.length; i++) {
      this.errors[i].path = prefix() + this.errors[i].path;
    }
  }

  /** Forgets the errors since `start`. */
  truncate(start: number): void {
    this.errors.length = start;
  }

  throwIfAny(): void {
    if (this.errors.length > 0) {
      throw new ValidationErrors(this.errors);
    }
  }
}
