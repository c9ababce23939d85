import {
  type JsonValue,
  goJsonStringify,
  parseJson,
} from '@sluice/golang/json';

function hasBigint(value: JsonValue | undefined): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasBigint);
}

/** JSON on its way from a worker: a text is taken over much faster than its values. */
export interface WireJson {
  readonly text: string;
}

/** The order of keys stays, unless there are integers of more than 53 bits, which only Go's printer knows. */
export function toWire(value: JsonValue): WireJson {
  return {
    text: hasBigint(value) ? goJsonStringify(value) : JSON.stringify(value),
  };
}

/** What YAML may nest, and more. */
const MAX_DEPTH = 10_000;

/** The value again. */
export function fromWire({ text }: WireJson): JsonValue {
  return parseJson(text, { maxDepth: MAX_DEPTH });
}
