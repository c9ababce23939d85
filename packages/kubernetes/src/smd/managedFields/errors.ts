/** One field that an apply would change although other managers own it. */
export interface ApplyConflict {
  /** The managers as the server prints them: `"kubectl-client-side-apply" using apps/v1`. */
  manager: string;
  /** Path as the server prints it, for example `.spec.replicas`. */
  field: string;
}

/** An item of `details.causes` of the 409 that the server answers. */
export interface ApplyConflictCause {
  reason: 'FieldManagerConflict';
  /** `conflict with "kubectl-client-side-apply" using apps/v1` */
  message: string;
  field: string;
}

/**
 * The apply would take fields from other managers (and `force` was not asked): a 409 with reason Conflict. The message is
 * the one of the real server, for example
 * `Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas`.
 */
export class ApplyConflictError extends Error {
  readonly causes: readonly ApplyConflictCause[];

  constructor(message: string, causes: readonly ApplyConflictCause[]) {
    super(message);
    this.name = 'ApplyConflictError';
    this.causes = causes;
  }
}

/** The request is wrong in itself: a 400 with reason BadRequest and this message. */
export class FieldManagerBadRequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FieldManagerBadRequestError';
  }
}

/**
 * The object does not fit its schema (unknown field, duplicate list key, wrong type). The server answers an apply with
 * a 500 whose message is this text.
 */
export class TypedObjectError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TypedObjectError';
  }
}
