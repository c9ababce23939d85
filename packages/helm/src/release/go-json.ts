import { goJsonStringify, type JsonValue } from '@sluice/golang/json';

/** JSON text that is ready. */
export class RawJson {
  constructor(readonly text: string) {}
}

type Field = readonly [name: string, value: JsonValue | RawJson | undefined];

/** An object with its fields in the order given, as Go prints a struct; what is undefined is left out. */
export function structJson(fields: readonly Field[]): RawJson {
  const parts = fields.flatMap(([name, value]) =>
    value === undefined
      ? []
      : `${JSON.stringify(name)}:${
          value instanceof RawJson ? value.text : goJsonStringify(value)
        }`,
  );
  return new RawJson(`{${parts.join(',')}}`);
}

/** A list of what is ready; null is Go's nil. */
export function listJson(items: readonly RawJson[] | null): RawJson {
  return new RawJson(
    items === null ? 'null' : `[${items.map(({ text }) => text).join(',')}]`,
  );
}

/** As Go's `omitempty`: nothing for '', false, 0 and empty lists. */
export function unlessEmpty<T extends string | boolean | number | unknown[]>(
  value: T | null,
): T | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  return value || undefined;
}
