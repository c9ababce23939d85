import { quote } from '@sluice/golang/fmt';

/** How much a line matters. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

function shown(text: string): string {
  return text === '' || /[\s="\\]|[^\x21-\x7e]/.test(text) ? quote(text) : text;
}

/** A line as Helm logs it: `level=WARN msg="…" key=value`. */
export function logLine(
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, string>> = {},
): string {
  const rest = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${shown(value)}`,
  );
  return `level=${level} msg=${shown(message)}${rest.join('')}\n`;
}

/** The checks that say in the log, too, what they find. */
const logged = [
  'release name check failed',
  'chart dependencies processing failed',
];

/** The line that a failure leaves in the log; '' for most. */
export function failureLine(message: string): string {
  const check = logged.find(text => message.startsWith(`${text}: `));
  if (/^hiding Kubernetes secrets requires/.test(message)) {
    return logLine('ERROR', message);
  }
  return check === undefined
    ? ''
    : logLine('ERROR', check, { error: message.slice(check.length + 2) });
}
