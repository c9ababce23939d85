/** What is wrong with a chart; the message is Helm's. */
export class ChartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ChartError';
  }
}

/** A bound was reached that Helm does not have. */
export class ChartLimitError extends ChartError {
  constructor(message: string) {
    super(message);
    this.name = 'ChartLimitError';
  }
}

/** What `Chart.yaml` says and must not. */
export class ChartValidationError extends ChartError {
  constructor(message: string) {
    super(`validation: ${message}`);
    this.name = 'ChartValidationError';
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
    ? error.message
    : String(error);
}

/** A chart of API version v3, which Helm can read, but neither render nor install. */
export class UntakenChartError extends ChartError {
  constructor() {
    super('invalid chart apiVersion');
    this.name = 'UntakenChartError';
  }
}
