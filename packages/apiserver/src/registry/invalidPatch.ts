import { invalid, type ApiFailure } from '../server/apiFailure';
import { isJsonObject } from '../store/json';

/** A 422 about the document that a patch leads to. */
export function invalidPatch(patched: unknown, message: string): ApiFailure {
  const value = JSON.stringify(JSON.stringify(sorted(patched)));
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
