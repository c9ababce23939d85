/** What is known besides the message; values are redacted before they are printed. */
export type LogFields = Record<string, unknown>;

/** Structured log lines. Nothing that goes in may be a secret; what looks like one is masked all the same. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `fields.error` may be an Error; its message and its causes' are printed, stacks only at debug level. */
  error(message: string, fields?: LogFields): void;
  /** The same logger with more fields. */
  child(fields: LogFields): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LoggerOptions {
  /** `json`: one object a line, with Flux's keys (`level`, `ts`, `msg`). `console`: for people. Default `json`. */
  format?: 'json' | 'console';
  /** Default `info`. */
  level?: LogLevel;
  /** Where a line goes (without newline). Default standard error. */
  write?: (line: string) => void;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
}

export declare function createLogger(options?: LoggerOptions): Logger;
/** A logger that prints nothing. */
export declare const silentLogger: Logger;
