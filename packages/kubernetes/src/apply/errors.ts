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

/** Shorter texts are ordinary words. */
const shortestMasked = 4;

/** All texts below a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What went wrong with an object; of a Secret, without anything of its content: servers quote the values that they refuse. */
function messageAbout(error: unknown, object: KubernetesObject): string {
  const message = messageOf(error);
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return message;
  const { apiVersion, kind, metadata, type, ...content } = {
    type: undefined,
    ...object,
  };
  return textsIn(content)
    .flatMap(text => [text, Buffer.from(text, 'base64').toString('utf8')])
    .filter(text => text.length >= shortestMasked)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, text) => masked.replaceAll(text, '***'), message);
}

function dryRunMessage(cause: unknown, object: KubernetesObject): string {
  const subject = subjectOfObject(object);
  const text = messageAbout(cause, object);
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
    super(
      `${subjectOfObject(object)} ${what}: ${messageAbout(cause, object)}`,
      {
        cause,
      },
    );
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
