import {
  entryOf,
  setEntry,
  type JsonObject,
  type JsonValue,
} from '@sluice/golang/json';
import { valuesEqual } from '../smd/value';
import { PatchError } from './errors';
import { Copies, mostCopied } from './copies';
import { copyOf, isJsonObject } from './json';

/** More operations are refused with 413 by the API server. */
export const MAX_JSON_PATCH_OPERATIONS = 10_000;

const MISSING = 'missing value';
const INVALID_INDEX = 'invalid index referenced';
const TEST_FAILED = 'test failed';

type Container = JsonObject | JsonValue[];

class OperationError extends Error {}

function fail(message: string): never {
  throw new OperationError(message);
}

function kindOfJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'number';
    default:
      return typeof value;
  }
}

/** Member of an operation that has to be a text. */
function textMember(
  operation: JsonObject,
  name: 'path' | 'from',
  missing: string,
): string {
  const value = entryOf(operation, name);
  if (value === undefined || value === null) {
    return fail(`${missing}: ${MISSING}`);
  }
  return typeof value === 'string'
    ? value
    : fail(
        `json: cannot unmarshal ${kindOfJson(
          value,
        )} into Go value of type string`,
      );
}

function attempt<T>(action: () => T, explain: (reason: string) => string): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof OperationError) {
      return fail(explain(error.message));
    }
    throw error;
  }
}

function parseIndex(key: string): number {
  if (!/^[+-]?\d+$/.test(key)) {
    return fail(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  }
  const index = Number(key);
  return Number.isSafeInteger(index)
    ? index
    : fail(`strconv.Atoi: parsing ${JSON.stringify(key)}: value out of range`);
}

/** An index into a list of this length; negative ones count from the end. */
function checkedIndex(index: number, length: number): number {
  if (index >= length || index < -length) {
    return fail(`Unable to access invalid index: ${index}: ${INVALID_INDEX}`);
  }
  return index < 0 ? index + length : index;
}

function get(container: Container, key: string): JsonValue | undefined {
  return Array.isArray(container)
    ? container[checkedIndex(parseIndex(key), container.length)]
    : entryOf(container, key);
}

function set(container: Container, key: string, value: JsonValue): void {
  if (Array.isArray(container)) {
    container[checkedIndex(parseIndex(key), container.length)] = value;
  } else {
    setEntry(container, key, value);
  }
}

function add(container: Container, key: string, value: JsonValue): void {
  if (!Array.isArray(container)) {
    setEntry(container, key, value);
  } else if (key === '-') {
    container.push(value);
  } else {
    const index = attempt(
      () => parseIndex(key),
      reason => `value was not a proper array index: '${key}': ${reason}`,
    );
    container.splice(checkedIndex(index, container.length + 1), 0, value);
  }
}

function remove(container: Container, key: string): void {
  if (Array.isArray(container)) {
    container.splice(checkedIndex(parseIndex(key), container.length), 1);
  } else if (Object.hasOwn(container, key)) {
    delete container[key];
  } else {
    fail(`Unable to remove nonexistent key: ${key}: ${MISSING}`);
  }
}

function decodeSegment(segment: string): string {
  return segment.replace(/~[01]/g, found => (found === '~1' ? '/' : '~'));
}

/** What the last segment of the path is looked up in; whatever stands before the first slash is ignored. */
function find(
  document: Container,
  path: string,
): { container: Container; key: string } | undefined {
  const segments = path.split('/');
  if (segments.length < 2) {
    return undefined;
  }
  let container = document;
  for (const segment of segments.slice(1, -1)) {
    let next: JsonValue | undefined;
    try {
      next = get(container, decodeSegment(segment));
    } catch (error) {
      if (error instanceof OperationError) {
        return undefined;
      }
      throw error;
    }
    if (!Array.isArray(next) && !isJsonObject(next)) {
      return undefined;
    }
    container = next;
  }
  return { container, key: decodeSegment(segments[segments.length - 1]) };
}

function valueOf(operation: JsonObject): JsonValue {
  return copyOf(entryOf(operation, 'value') ?? null);
}

function pathOf(operation: JsonObject, name: string): string {
  return attempt(
    () => textMember(operation, 'path', 'operation missing path field'),
    reason => `${name} operation failed to decode path: ${reason}`,
  );
}

function fromOf(operation: JsonObject, name: string): string {
  return attempt(
    () => textMember(operation, 'from', 'operation, missing from field'),
    reason => `${name} operation failed to decode from: ${reason}`,
  );
}

function runAdd(document: Container, operation: JsonObject): void {
  const path = attempt(
    () => pathOf(operation, 'add'),
    () => `add operation failed to decode path: ${MISSING}`,
  );
  const found = find(document, path);
  if (!found) {
    return fail(
      `add operation does not apply: doc is missing path: "${path}": ${MISSING}`,
    );
  }
  return attempt(
    () => add(found.container, found.key, valueOf(operation)),
    reason => `error in add for path: '${path}': ${reason}`,
  );
}

function runRemove(document: Container, operation: JsonObject): void {
  const path = attempt(
    () => pathOf(operation, 'remove'),
    () => `remove operation failed to decode path: ${MISSING}`,
  );
  const found = find(document, path);
  if (!found) {
    return fail(
      `remove operation does not apply: doc is missing path: "${path}": ${MISSING}`,
    );
  }
  return attempt(
    () => remove(found.container, found.key),
    reason => `error in remove for path: '${path}': ${reason}`,
  );
}

function runReplace(document: Container, operation: JsonObject): Container {
  const path = pathOf(operation, 'replace');
  if (path === '') {
    const value = valueOf(operation);
    return Array.isArray(value) || isJsonObject(value)
      ? value
      : fail('replace operation value must be object or array: %!w(<nil>)');
  }
  const found = find(document, path);
  if (!found) {
    return fail(
      `replace operation does not apply: doc is missing path: ${path}: ${MISSING}`,
    );
  }
  attempt(
    () => get(found.container, found.key),
    () =>
      `replace operation does not apply: doc is missing key: ${path}: ${MISSING}`,
  );
  set(found.container, found.key, valueOf(operation));
  return document;
}

function runMove(document: Container, operation: JsonObject): void {
  const from = fromOf(operation, 'move');
  const source = find(document, from);
  if (!source) {
    return fail(
      `move operation does not apply: doc is missing from path: ${from}: ${MISSING}`,
    );
  }
  const { key } = source;
  const value = attempt(
    () => {
      const current = get(source.container, key);
      remove(source.container, key);
      return current ?? null;
    },
    reason => `error in move for path: '${key}': ${reason}`,
  );
  const path = pathOf(operation, 'move');
  const target = find(document, path);
  if (!target) {
    return fail(
      `move operation does not apply: doc is missing destination path: ${path}: ${MISSING}`,
    );
  }
  return attempt(
    () => add(target.container, target.key, value),
    reason => `error in move for path: '${path}': ${reason}`,
  );
}

function runTest(document: Container, operation: JsonObject): void {
  const path = pathOf(operation, 'test');
  const expected = entryOf(operation, 'value') ?? null;
  let actual: JsonValue = document;
  if (path !== '') {
    const found = find(document, path);
    if (!found) {
      return fail(
        `test operation does not apply: is missing path: ${path}: ${MISSING}`,
      );
    }
    actual =
      attempt(
        () => get(found.container, found.key),
        reason => `error in test for path: '${path}': ${reason}`,
      ) ?? null;
  }
  // An absent value equals null.
  return valuesEqual(actual, expected)
    ? undefined
    : fail(`testing value ${path} failed: ${TEST_FAILED}`);
}

function runCopy(
  document: Container,
  operation: JsonObject,
  copies: Copies,
): void {
  const from = fromOf(operation, 'copy');
  const source = find(document, from);
  if (!source) {
    return fail(
      `copy operation does not apply: doc is missing from path: ${from}: ${MISSING}`,
    );
  }
  const value = attempt(
    () => get(source.container, source.key),
    reason => `error in copy for from: '${from}': ${reason}`,
  );
  const path = attempt(
    () => pathOf(operation, 'copy'),
    () => `copy operation failed to decode path: ${MISSING}`,
  );
  const target = find(document, path);
  if (!target) {
    return fail(
      `copy operation does not apply: doc is missing destination path: ${path}: ${MISSING}`,
    );
  }
  const copy = copies.copyOf(value ?? null);
  if (copy === undefined) {
    return fail(`the copies of the patch have more than ${mostCopied} values`);
  }
  return attempt(
    () => add(target.container, target.key, copy),
    reason => `error while adding value during copy: ${reason}`,
  );
}

function run(
  document: Container,
  operation: JsonObject,
  copies: Copies,
): Container {
  const op = entryOf(operation, 'op');
  switch (op) {
    case 'add':
      runAdd(document, operation);
      return document;
    case 'remove':
      runRemove(document, operation);
      return document;
    case 'replace':
      return runReplace(document, operation);
    case 'move':
      runMove(document, operation);
      return document;
    case 'test':
      runTest(document, operation);
      return document;
    case 'copy':
      runCopy(document, operation, copies);
      return document;
    default:
      return fail(
        `Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`,
      );
  }
}

function operationsOf(patch: JsonValue): JsonObject[] {
  if (patch === null) {
    return [];
  }
  if (!Array.isArray(patch)) {
    throw new PatchError(
      `json: cannot unmarshal ${kindOfJson(
        patch,
      )} into Go value of type jsonpatch.Patch`,
      400,
    );
  }
  return patch.map(operation => {
    if (operation !== null && !isJsonObject(operation)) {
      throw new PatchError(
        `json: cannot unmarshal ${kindOfJson(
          operation,
        )} into Go value of type jsonpatch.Operation`,
        400,
      );
    }
    return operation ?? {};
  });
}

/**
 * RFC 6902 in the dialect of the API server (evanphx/json-patch v4): negative indexes count from the end, `replace` adds an
 * absent key of an object, `test` takes an absent value for null. `patch` is the list of operations as it was received. The
 * document is not changed. Throws PatchError.
 */
export function applyJsonPatch(
  document: JsonValue,
  patch: JsonValue,
): JsonValue {
  const operations = operationsOf(patch);
  const copy = copyOf(document);
  if (!Array.isArray(copy) && !isJsonObject(copy)) {
    throw new PatchError('the document is neither an object nor a list', 422);
  }
  let result: Container = copy;
  const copies = new Copies();
  try {
    for (const operation of operations) {
      result = run(result, operation, copies);
    }
  } catch (error) {
    if (error instanceof OperationError) {
      throw new PatchError(error.message, 422);
    }
    throw error;
  }
  return result;
}
