import type { FieldError } from '../resource';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: readonly StatusCause[];
  retryAfterSeconds?: number;
}

/** `metav1.Status` as the server answers it. */
export interface StatusObject {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

/** What a failure is about: the resource's group and plural (or kind, for Invalid). */
export interface FailureSubject {
  group: string;
  plural: string;
}

/** A request that failed, with everything that the Status object says. The wording is the one of apimachinery. */
export class ApiFailure extends Error {
  /** HTTP status code. */
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
  ) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): StatusObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** `deployments.apps`, or `pods` in the core group. */
export function qualifiedName({ group, plural }: FailureSubject): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function detailsOf(
  { group, plural }: FailureSubject,
  name: string,
): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    kind: plural,
  };
}

export function notFound(subject: FailureSubject, name: string): ApiFailure {
  return new ApiFailure(
    404,
    'NotFound',
    `${qualifiedName(subject)} "${name}" not found`,
    detailsOf(subject, name),
  );
}

/** No such resource type. */
export function resourceNotFound(): ApiFailure {
  return new ApiFailure(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function methodNotAllowed(): ApiFailure {
  return new ApiFailure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function alreadyExists(
  subject: FailureSubject,
  name: string,
): ApiFailure {
  return new ApiFailure(
    409,
    'AlreadyExists',
    `${qualifiedName(subject)} "${name}" already exists`,
    detailsOf(subject, name),
  );
}

/** The write was made from an old state, or a precondition does not hold. */
export function conflict(
  subject: FailureSubject,
  name: string,
  message: string,
): ApiFailure {
  return new ApiFailure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedName(
      subject,
    )} "${name}": ${message}`,
    detailsOf(subject, name),
  );
}

/** What a conflict of resource versions says. */
export const modifiedMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, 'BadRequest', message);
}

export function unauthorized(): ApiFailure {
  return new ApiFailure(401, 'Unauthorized', 'Unauthorized');
}

/** Refused, with the reason in words; `details` adds causes. */
export function forbidden(
  subject: FailureSubject,
  name: string,
  message: string,
  causes?: readonly StatusCause[],
): ApiFailure {
  const text =
    name === ''
      ? `${qualifiedName(subject)} is forbidden: ${message}`
      : `${qualifiedName(subject)} "${name}" is forbidden: ${message}`;
  return new ApiFailure(403, 'Forbidden', text, {
    ...detailsOf(subject, name),
    ...(causes ? { causes } : {}),
  });
}

/** `kind` is the Kind, not the plural. Causes come in the order of the errors. */
export function invalid(
  subject: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiFailure {
  const { group, kind } = subject;
  const parts = [
    ...new Set(errors.map(error => `${error.field}: ${error.message}`)),
  ];
  const text = parts.length === 1 ? parts[0] : `[${parts.join(', ')}]`;
  const qualified = group === '' ? kind : `${kind}.${group}`;
  return new ApiFailure(
    422,
    'Invalid',
    `${qualified} "${name}" is invalid: ${text}`,
    {
      ...(name ? { name } : {}),
      ...(group ? { group } : {}),
      ...(kind ? { kind } : {}),
      causes: errors.map(({ type, message, field }) => ({
        reason: type,
        message,
        field,
      })),
    },
  );
}

export function unsupportedMediaType(accepted: readonly string[]): ApiFailure {
  return new ApiFailure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  );
}

export function expired(message: string): ApiFailure {
  return new ApiFailure(410, 'Expired', message);
}

/** The asked resource version does not exist yet. */
export function resourceVersionTooLarge(
  asked: number,
  current: number,
): ApiFailure {
  return new ApiFailure(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${asked}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
  );
}

export function requestTooLarge(limit: number): ApiFailure {
  return new ApiFailure(
    413,
    'RequestEntityTooLarge',
    `Request entity too large: limit is ${limit}`,
  );
}

export function internalError(message: string): ApiFailure {
  return new ApiFailure(
    500,
    'InternalError',
    `Internal error occurred: ${message}`,
    { causes: [{ message }] },
  );
}
