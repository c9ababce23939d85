import type { ObjectType } from '../objects';

/** One cause in the details of a {@link Status}. */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** The answer of an API server that refuses: `metav1.Status`. */
export interface Status {
  kind: 'Status';
  status?: string;
  message?: string;
  reason?: string;
  code?: number;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
}

/** The server answered, and refused. `message` is the server's own text. */
export class ApiStatusError extends Error {
  /** HTTP status, for example 404. */
  readonly code: number;
  /** Kubernetes' reason, for example `NotFound`; empty when the server gave none. */
  readonly reason: string;
  readonly details: Status['details'];

  constructor(status: Status) {
    super(status.message || status.reason || `HTTP ${status.code ?? 0}`);
    this.name = 'ApiStatusError';
    this.code = status.code ?? 0;
    this.reason = status.reason ?? '';
    this.details = status.details;
  }

  get causes(): readonly StatusCause[] {
    return this.details?.causes ?? [];
  }
}

/** The server does not serve the type. The message is Go's: `no matches for kind "X" in version "g/v"`. */
export class NoMatchError extends Error {
  readonly type: ObjectType;

  constructor(type: ObjectType) {
    super(
      `no matches for kind ${JSON.stringify(
        type.kind,
      )} in version ${JSON.stringify(type.apiVersion)}`,
    );
    this.name = 'NoMatchError';
    this.type = { apiVersion: type.apiVersion, kind: type.kind };
  }
}

/** Why nothing answered. */
export type ConnectionFailure =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'credentials'
  | 'other';

/** Nothing (or nothing that is Kubernetes) answered. The message names the server and the cause, never credentials. */
export class ConnectionError extends Error {
  readonly failure: ConnectionFailure;

  constructor(failure: ConnectionFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = failure === 'timeout' ? 'TimeoutError' : 'ConnectionError';
    this.failure = failure;
  }
}

function hasCode(error: unknown, code: number): error is ApiStatusError {
  return error instanceof ApiStatusError && error.code === code;
}

/** 404 of an object (a type that is not served is a {@link NoMatchError}). */
export function isNotFound(error: unknown): error is ApiStatusError {
  return hasCode(error, 404);
}

export function isAlreadyExists(error: unknown): error is ApiStatusError {
  return hasCode(error, 409) && error.reason === 'AlreadyExists';
}

/** 409: a stale resourceVersion, or fields of another manager in an apply. */
export function isConflict(error: unknown): error is ApiStatusError {
  return hasCode(error, 409) && error.reason !== 'AlreadyExists';
}

export function isForbidden(error: unknown): error is ApiStatusError {
  return hasCode(error, 403);
}

export function isUnauthorized(error: unknown): error is ApiStatusError {
  return hasCode(error, 401);
}

/** 422: immutable fields, failed validation. */
export function isInvalid(error: unknown): error is ApiStatusError {
  return hasCode(error, 422);
}

/** 410, also as an event of a watch: the resource version is too old. */
export function isGone(error: unknown): error is ApiStatusError {
  return (
    error instanceof ApiStatusError &&
    (error.code === 410 ||
      error.reason === 'Expired' ||
      error.reason === 'Gone')
  );
}

export function isNoMatch(error: unknown): error is NoMatchError {
  return error instanceof NoMatchError;
}

/** True when the same request may succeed later: no answer, 429, 5xx (not 501). */
export function isTransient(error: unknown): boolean {
  if (error instanceof ConnectionError) {
    return true;
  }
  return (
    error instanceof ApiStatusError &&
    (error.code === 429 || (error.code >= 500 && error.code !== 501))
  );
}
