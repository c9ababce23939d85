import type { JsonValue } from '@sluice/golang/json';
import type { TypeRef } from '../typeSchema';
import { TypedValue } from '../typedValue';
import type { VersionConverter } from '../updater';

function mapKeys(
  value: JsonValue,
  rename: (key: string, depth: number) => string,
  depth = 0,
): JsonValue {
  if (Array.isArray(value)) {
    return value.map(item => mapKeys(item, rename, depth + 1));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  // Of keys that become the same one, the last in order counts.
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [
        rename(key, depth),
        mapKeys(value[key] ?? null, rename, depth + 1),
      ]),
  );
}

function emptyToNull(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value);
  return entries.length === 0
    ? null
    : Object.fromEntries(
        entries.map(([key, item]) => [key, emptyToNull(item ?? null)]),
      );
}

/** The converters that upstream's tests use. */
export class TestConverter implements VersionConverter {
  accepted: string[] | undefined;
  readonly #kind: string;
  readonly #types: () => (apiVersion: string) => TypeRef;

  constructor(kind: string, types: () => (apiVersion: string) => TypeRef) {
    this.#kind = kind;
    this.#types = types;
  }

  convert(object: TypedValue, apiVersion: string): TypedValue | undefined {
    const to = (value: JsonValue) =>
      TypedValue.of(value, this.#types()(apiVersion));
    switch (this.#kind) {
      case 'repeating': {
        const times = Number(/^v(\d+)$/.exec(apiVersion)?.[1] ?? NaN);
        return Number.isNaN(times)
          ? undefined
          : to(
              emptyToNull(
                mapKeys(object.value, (key, depth) =>
                  depth === 0 ? key : key[0].repeat(times),
                ),
              ),
            );
      }
      case 'renaming':
        return to(
          mapKeys(object.value, key => key.replace(/_v\d+$/, `_${apiVersion}`)),
        );
      case 'reliantFields': {
        if (object.type.name === apiVersion) {
          return object;
        }
        if (
          apiVersion === 'v1' &&
          !JSON.stringify(object.value).includes('required_field_bar')
        ) {
          throw new Error('missing required field bar');
        }
        const names: Record<string, string> =
          apiVersion === 'v1'
            ? { required_field_bar: 'field_foo_rely_on_bar' }
            : { field_foo_rely_on_bar: 'required_field_bar' };
        return /^v[12]$/.test(apiVersion)
          ? to(mapKeys(object.value, key => names[key] ?? key))
          : undefined;
      }
      case 'acceptedVersions':
        return this.accepted?.includes(apiVersion) ? object : undefined;
      default:
        return this.#types()(apiVersion).schema === object.type.schema
          ? object
          : TypedValue.trusted(object.value, this.#types()(apiVersion));
    }
  }
}

/** Converts to a version that has to be known. */
export function converted(
  converter: TestConverter,
  object: TypedValue,
  apiVersion: string,
): TypedValue {
  const result = converter.convert(object, apiVersion);
  if (!result) {
    throw new Error(`no version ${apiVersion}`);
  }
  return result;
}
