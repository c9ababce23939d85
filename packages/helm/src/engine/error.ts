import { TemplateExecError, TemplateLimitError } from '@sluice/golang/template';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';

const START = 'HELM_ERR_START';
const END = 'HELM_ERR_END';

/** A template that could not be read or rendered; the message is Helm's. */
export class RenderError extends GoError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RenderError';
  }
}

/** Marks what a chart itself says, so that only this is shown. */
export function markMessage(message: string): string {
  return `${START}${message}${END}`;
}

function markedMessage(text: string): string | undefined {
  const from = text.indexOf(START);
  const to = text.lastIndexOf(END);
  return from === -1 || to < from + START.length
    ? undefined
    : text.slice(from + START.length, to);
}

/** The error of a template that cannot be parsed, in Helm's words. */
export function parseFailure(name: string, error: unknown): RenderError {
  const message = messageOf(error);
  const tokens = message.split(': ');
  return new RenderError(
    tokens.length === 1
      ? `parse error in (${name}): ${message}`
      : `parse error at (${tokens[1]}): ${tokens[tokens.length - 1]}`,
    { cause: error },
  );
}

/** One place that an error came through. */
interface Trace {
  location: string;
  executing: string;
  message: string;
}

function withoutNext(message: string): string {
  const next = message.indexOf(' template:');
  return next === -1 ? message : message.slice(0, next);
}

function executingTrace(rest: string): Trace | undefined {
  const separator = rest.indexOf(': executing ');
  if (separator === -1) return undefined;
  const match = /^"([^"]*)" at <(.*?)>: (.*)$/s.exec(
    rest.slice(separator + ': executing '.length),
  );
  return match
    ? {
        location: rest.slice(0, separator),
        executing: `executing "${match[1]}" at <${match[2]}>:`,
        message: withoutNext(match[3]),
      }
    : undefined;
}

function simpleTrace(rest: string): Trace | undefined {
  const separator = rest.lastIndexOf(': ');
  if (separator === -1) return undefined;
  return {
    location: rest.slice(0, separator),
    executing: '',
    message: withoutNext(rest.slice(separator + 2)),
  };
}

function traceOf(message: string): Trace | undefined {
  const prefix = 'template: ';
  if (!message.startsWith(prefix)) return undefined;
  const rest = message.slice(prefix.length);
  if (rest.startsWith('no template ')) {
    return { location: '', executing: '', message };
  }
  return executingTrace(rest) ?? simpleTrace(rest);
}

function traceText({ location, executing, message }: Trace): string {
  return [
    location && `${location}\n  `,
    executing && `${executing}\n    `,
    message && `${message}\n`,
  ].join('');
}

/** The places of an error and of what caused it; undefined where one of them is no template's. */
function tracesOf(error: unknown): Trace[] | undefined {
  const traces: Trace[] = [];
  for (
    let current = error;
    current instanceof GoError;
    current = current.cause
  ) {
    const trace = traceOf(current.message);
    if (!trace) return undefined;
    const last = traces.at(-1);
    if (!last || traceText(last) !== traceText(trace)) traces.push(trace);
  }
  return traces;
}

/** The error of a template that failed, in Helm's words: what the chart itself says, or the places it came through. */
export function executionFailure(name: string, error: unknown): unknown {
  const message = messageOf(error);
  const isPlaced =
    error instanceof TemplateExecError ||
    (error instanceof TemplateLimitError && message.startsWith('template: '));
  if (!isPlaced) {
    // Whatever the engine was doing when its stack was full.
    return /call stack|stack overflow/i.test(message)
      ? new RenderError(`templates nest too deeply in ${name}`, {
          cause: error,
        })
      : error;
  }
  const [, location, ...rest] = message.split(': ');
  if (rest.length === 0) {
    return new RenderError(`execution error in (${name}): ${message}`, {
      cause: error,
    });
  }
  const own = markedMessage(rest.join(': '));
  if (own !== undefined) {
    return new RenderError(`execution error at (${location}): ${own}`, {
      cause: error,
    });
  }
  const traces = tracesOf(error);
  return new RenderError(
    traces ? traces.map(traceText).join('').trim() : message,
    { cause: error },
  );
}
