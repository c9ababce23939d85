import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import { FieldSet } from './fieldSet';
import { parsePathElement } from './pathElement';
import { isJsonObject } from './value';

/** Deeper sets are refused: no object is that deep and reading is recursive. */
const MAX_DEPTH = 1000;

/** A set as `fieldsV1` of an entry of managedFields, keys in the order of the real server. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const result: JsonObject = {};
  for (const node of set.sortedNodes()) {
    const below: JsonObject = node.children ? toFieldsV1(node.children) : {};
    setEntry(
      result,
      node.element.id,
      node.member && node.children ? { '.': {}, ...below } : below,
    );
  }
  return result;
}

function read(
  value: JsonValue | undefined,
  depth: number,
): { set: FieldSet; member: boolean } {
  if (depth > MAX_DEPTH) {
    throw new Error(`exceeded max depth of ${MAX_DEPTH}`);
  }
  const set = new FieldSet();
  let member = false;
  if (value !== null && !isJsonObject(value)) {
    throw new Error(`expect { or n, but found ${JSON.stringify(value)}`);
  }
  for (const [key, below] of Object.entries(value ?? {})) {
    if (key === '.') {
      member = true;
      continue;
    }
    const element = parsePathElement(key);
    if (element) {
      const child = read(below, depth + 1);
      set.put(element, child.member, child.set);
    }
  }
  return { set, member: member || set.isEmpty };
}

/**
 * Reads `fieldsV1`. Elements of unknown kinds are dropped. Throws an Error when a key or the structure is malformed.
 */
export function fromFieldsV1(value: JsonValue): FieldSet {
  return read(value, 0).set;
}
