/** A JSON value. Integers beyond 2^53 are bigint so that no digit is lost. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonValue[]
  | JsonObject;

/** A JSON object; keys such as `__proto__` are data (own properties). */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}
