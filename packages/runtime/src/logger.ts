import { redactFields, redactText } from './redact';

/** What is known besides the message; values are redacted before they are printed. */
export type LogFields = Record<string, unknown>;

/** Structured log lines. Nothing that goes in may be a secret; what looks like one is masked all the same. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `fields.error` may be an Error; its message and its causes' are printed. */
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

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

type Print = (level: LogLevel, message: string, fields: LogFields) => void;

function loggerOf(print: Print, own: LogFields): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    print(level, message, { ...own, ...fields });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: fields => loggerOf(print, { ...own, ...fields }),
  };
}

function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function consoleLine(
  time: string,
  level: LogLevel,
  message: string,
  fields: LogFields,
): string {
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : jsonText(value);
      return `${key}=${/[\s"]/.test(text) ? JSON.stringify(text) : text}`;
    });
  return [time.slice(11, 23), level.toUpperCase().padEnd(5), message, ...rest]
    .join(' ')
    .replace(/\n/g, '\\n');
}

export function createLogger(options: LoggerOptions = {}): Logger {
  const {
    format = 'json',
    level: least = 'info',
    write = line => process.stderr.write(`${line}\n`),
    now = Date.now,
  } = options;
  const print: Print = (level, message, fields) => {
    if (levels.indexOf(level) < levels.indexOf(least)) {
      return;
    }
    const time = new Date(now()).toISOString();
    const text = redactText(message);
    const shown = redactFields(fields);
    write(
      format === 'json'
        ? jsonText({ level, ts: time, msg: text, ...shown })
        : consoleLine(time, level, text, shown),
    );
  };
  return loggerOf(print, {});
}

/** A logger that prints nothing. */
export const silentLogger: Logger = loggerOf(() => undefined, {});
