import { GoError } from '../value';

/** A template that cannot be parsed: `template: name:line: …`. */
export class TemplateParseError extends GoError {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateParseError';
  }
}

export interface TemplateExecErrorOptions extends ErrorOptions {
  /** The template that was executed: the innermost. */
  templateName: string;
}

/** A template that failed while it was executed: `template: name:line:column: executing "name" at <node>: …`. */
export class TemplateExecError extends GoError {
  readonly templateName: string;
  /** What had been written until then, which Go's `Execute` leaves in its writer. */
  partialOutput = '';

  constructor(message: string, options: TemplateExecErrorOptions) {
    super(message, options);
    this.name = 'TemplateExecError';
    this.templateName = options.templateName;
  }
}

/**
 * A bound was reached: output, steps, time or depth. It ends everything: unlike other errors of functions, it is not wrapped on its
 * way out through templates that call each other.
 */
export class TemplateLimitError extends GoError {
  /** What had been written until then. */
  partialOutput = '';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateLimitError';
  }
}

/**
 * Whether the error is that of JavaScript's stack being full. Not every one is a `RangeError` of ours: there are other realms, and a
 * regular expression that is compiled at the end of the stack is called invalid.
 */
export function isStackOverflow(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const name = 'name' in error ? error.name : '';
  const message = 'message' in error ? String(error.message) : '';
  // Without a regular expression, for which there may be no stack left.
  return (
    (name === 'RangeError' && message.includes('call stack')) ||
    (name === 'SyntaxError' &&
      message.startsWith('Invalid regular expression: ') &&
      (message.includes('tack overflow') || message.includes('too large')))
  );
}
