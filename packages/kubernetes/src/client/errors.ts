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
export declare class ApiStatusError extends Error {
  /** HTTP status, for example 404. */
  readonly code: number;
  /** Kubernetes' reason, for example `NotFound`; empty when the server gave none. */
  readonly reason: string;
  readonly details: Status['details'];
  readonly causes: readonly StatusCause[];
  constructor(status: Status);
}

/** The server does not serve the type. The message is Go's: `no matches for kind "X" in version "g/v"`. */
export declare class NoMatchError extends Error {
  readonly type: ObjectType;
  constructor(type: ObjectType);
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
export declare class ConnectionError extends Error {
  readonly failure: ConnectionFailure;
  constructor(failure: ConnectionFailure, message: string, cause?: unknown);
}

export declare function isNotFound(error: unknown): error is ApiStatusError;
export declare function isAlreadyExists(
  error: unknown,
): error is ApiStatusError;
export declare function isConflict(error: unknown): error is ApiStatusError;
export declare function isForbidden(error: unknown): error is ApiStatusError;
export declare function isUnauthorized(error: unknown): error is ApiStatusError;
/** 422: immutable fields, failed validation. */
export declare function isInvalid(error: unknown): error is ApiStatusError;
/** 410, also as an event of a watch: the resource version is too old. */
export declare function isGone(error: unknown): error is ApiStatusError;
export declare function isNoMatch(error: unknown): error is NoMatchError;
/** True when the same request may succeed later: no answer, 429, 5xx (not 501). */
export declare function isTransient(error: unknown): boolean;
