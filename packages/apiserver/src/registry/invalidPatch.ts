import type { JsonValue } from '@sluice/golang/json';
import { invalid, type ApiFailure } from '../server/apiFailure';
import { isJsonObject } from '../store/json';

/** A 422 about the document that a patch leads to. */
export function invalidPatch(patched: unknown, message: string): ApiFailure {
  return failure(JSON.stringify(sorted(patched)), message);
}

/** A 422 about a strategic merge patch, which is printed as Go prints maps. */
export function invalidStrategicPatch(
  patch: JsonValue,
  message: string,
): ApiFailure {
  return failure(printed(patch), message);
}

function printed(value: JsonValue | undefined): string {
  if (value === null || value === undefined) {
    return '<nil>';
  }
  if (Array.isArray(value)) {
    return `[${value.map(printed).join(' ')}]`;
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  const entries = Object.keys(value).sort();
  return `map[${entries
    .map(key => `${key}:${printed(value[key])}`)
    .join(' ')}]`;
}

function failure(document: string, message: string): ApiFailure {
  const value = JSON.stringify(document);
  return invalid({ group: '', kind: '' }, '', [
    {
      type: 'FieldValueInvalid',
      field: 'patch',
      message: `Invalid value: ${value}: ${message}`,
    },
  ]);
}

function sorted(value: unknown): unknown {
  if (!isJsonObject(value)) {
    return value;
  }
  const entries = Object.entries(value).sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      key === 'metadata' ? item : sorted(item),
    ]),
  );
}
