import {
  ApiStatusError,
  isConflict,
  isInvalid,
  isNotFound,
} from '../client/errors';
import type { KubernetesObject } from '../objects';
import { subjectOfObject } from './objectId';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function dryRunMessage(cause: unknown, object: KubernetesObject): string {
  const subject = subjectOfObject(object);
  const text = messageOf(cause);
  if (isNotFound(cause)) {
    return object.metadata.namespace
      ? `${subject} not found: ${text}`
      : `${subject} namespace not specified: ${text}`;
  }
  let reason = cause instanceof ApiStatusError ? cause.reason : '';
  if (
    cause instanceof ApiStatusError &&
    cause.causes.some(c => c.reason === 'FieldManagerConflict')
  ) {
    reason = 'FieldManagerConflict';
  }
  return `${subject} dry-run failed${reason && ` (${reason})`}: ${text}`;
}

/** The server refused an object when it was tried (fluxcd/pkg/ssa `DryRunErr`). Nothing of its stage was applied. */
export class DryRunError extends Error {
  readonly object: KubernetesObject;

  constructor(cause: unknown, object: KubernetesObject) {
    super(dryRunMessage(cause, object), { cause });
    this.name = 'DryRunError';
    this.object = object;
  }
}

/** The server refused to do with an object what had been validated before. */
export class ApplyError extends Error {
  readonly object: KubernetesObject;

  /** @param what for example `apply failed` */
  constructor(what: string, cause: unknown, object: KubernetesObject) {
    super(`${subjectOfObject(object)} ${what}: ${messageOf(cause)}`, { cause });
    this.name = 'ApplyError';
    this.object = object;
  }
}

/**
 * Whether the object must be made anew to take the change: 422, and the words that admission webhooks and CEL rules use. Flux counts a
 * conflict (409) too; that heals by itself, and an object is never deleted for it.
 */
export function isImmutableError(error: unknown): boolean {
  if (isConflict(error)) return false;
  return (
    isInvalid(error) || /is\simmutable|immutable\sfield/.test(messageOf(error))
  );
}
