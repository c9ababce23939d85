import { ApiStatusError, type Status, type StatusCause } from './errors';

/** Characters kept of an answer that is no Status. */
const textLimit = 1024;

/** Reasons of HTTP codes as apimachinery's `NewGenericServerResponse` has them. */
const reasons = new Map<number, string>([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [406, 'NotAcceptable'],
  [409, 'Conflict'],
  [410, 'Expired'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function causesOf(value: unknown): StatusCause[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  return value.filter(isRecord).map(cause => ({
    reason: textOf(cause.reason),
    message: textOf(cause.message),
    field: textOf(cause.field),
  }));
}

function detailsOf(value: unknown): Status['details'] {
  if (!isRecord(value)) {
    return undefined;
  }
  return {
    name: textOf(value.name),
    group: textOf(value.group),
    kind: textOf(value.kind),
    uid: textOf(value.uid),
    causes: causesOf(value.causes),
    retryAfterSeconds: numberOf(value.retryAfterSeconds),
  };
}

/** Reads a value as a Status; undefined when it is none. */
export function parseStatus(value: unknown): Status | undefined {
  if (!isRecord(value) || value.kind !== 'Status') {
    return undefined;
  }
  return {
    kind: 'Status',
    status: textOf(value.status),
    message: textOf(value.message),
    reason: textOf(value.reason),
    code: numberOf(value.code),
    details: detailsOf(value.details),
  };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The error of an answer that is not 2xx, whether its body is a Status, a text or nothing. */
export function errorOfAnswer(code: number, body: string): ApiStatusError {
  const status = parseStatus(parseText(body));
  if (status) {
    return new ApiStatusError({ ...status, code: status.code || code });
  }
  const reason = reasons.get(code) ?? (code >= 500 ? 'InternalError' : '');
  const text = body.slice(0, textLimit).trim();
  return new ApiStatusError({
    kind: 'Status',
    code,
    reason,
    message:
      code === 404
        ? 'the server could not find the requested resource'
        : `the server answered ${code}${text ? `: ${text}` : ''}`,
  });
}
