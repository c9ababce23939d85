import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import type { FieldSet } from '../fieldSet';
import { goJson } from '../goText';
import type { TypedValue } from '../typedValue';
import { isJsonObject } from '../value';

/** Where client-side apply keeps what was applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations together may have this many bytes. */
const MAX_ANNOTATIONS = 256 * 1024;

function annotationsOf(object: JsonObject): JsonObject {
  const metadata = entryOf(object, 'metadata');
  const annotations = isJsonObject(metadata)
    ? entryOf(metadata, 'annotations')
    : undefined;
  return isJsonObject(annotations) ? annotations : {};
}

/** The annotation's text; empty when there is none. */
export function lastAppliedOf(object: JsonObject): string {
  const text = entryOf(annotationsOf(object), LAST_APPLIED);
  return typeof text === 'string' ? text : '';
}

function withAnnotations(
  object: JsonObject,
  annotations: JsonObject,
): JsonObject {
  const metadata = entryOf(object, 'metadata');
  const entries: JsonObject = isJsonObject(metadata) ? { ...metadata } : {};
  if (Object.keys(annotations).length > 0) {
    entries.annotations = annotations;
  } else {
    delete entries.annotations;
  }
  return { ...object, metadata: entries };
}

function withoutLastApplied(object: JsonObject): JsonObject {
  const { [LAST_APPLIED]: dropped, ...others } = annotationsOf(object);
  return dropped === undefined ? object : withAnnotations(object, others);
}

/** The object with the annotation brought up to what is applied now, unless that is too large. */
export function withLastApplied(
  object: JsonObject,
  applied: JsonObject,
): JsonObject {
  const annotations: JsonObject = { ...annotationsOf(object) };
  setEntry(
    annotations,
    LAST_APPLIED,
    `${goJson(withoutLastApplied(applied))}\n`,
  );
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) =>
      sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  return size > MAX_ANNOTATIONS
    ? withoutLastApplied(object)
    : withAnnotations(object, annotations);
}

/**
 * The fields that client-side apply set and that still have its values: a server-side apply by kubectl may take them. Undefined
 * when there is no usable annotation.
 */
export function fieldsOfLastApplied(
  live: TypedValue,
  apiVersion: string,
  typed: (value: JsonValue) => TypedValue,
): FieldSet | undefined {
  const text = isJsonObject(live.value) ? lastAppliedOf(live.value) : '';
  if (text === '') {
    return undefined;
  }
  try {
    const parsed: JsonValue = JSON.parse(text);
    if (!isJsonObject(parsed) || parsed.apiVersion !== apiVersion) {
      return undefined;
    }
    const applied = typed(parsed);
    const { removed, modified, added } = applied.compare(live);
    return applied
      .fieldSet()
      .difference(modified)
      .difference(added)
      .difference(removed);
  } catch {
    // An annotation that does not fit proves nothing: conflicts stay conflicts.
    return undefined;
  }
}
