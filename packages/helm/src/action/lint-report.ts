export type Severity = 'INFO' | 'WARNING' | 'ERROR';

/** One thing that `helm lint` has to say. */
export interface LintMessage {
  severity: Severity;
  /** The file or directory within the chart. */
  path: string;
  message: string;
}

/** Gathers what linting finds; nothing for a message that is undefined. */
export class Report {
  readonly messages: LintMessage[] = [];

  /** Whether there was nothing to say. */
  #add(severity: Severity, path: string, message: string | undefined): boolean {
    if (message === undefined) return true;
    this.messages.push({ severity, path, message });
    return false;
  }

  info(path: string, message: string | undefined): boolean {
    return this.#add('INFO', path, message);
  }

  warning(path: string, message: string | undefined): boolean {
    return this.#add('WARNING', path, message);
  }

  error(path: string, message: string | undefined): boolean {
    return this.#add('ERROR', path, message);
  }
}

/** A message as `helm lint` prints it. */
export function lintText({ severity, path, message }: LintMessage): string {
  return `[${severity}] ${path}: ${message}`;
}
