import { quote } from '@sluice/golang/fmt';
import { GoError, type GoMap, type GoValue } from '@sluice/golang/value';

/** Whether a value is a table, that is a map. */
export function isTable(value: GoValue | undefined): value is GoMap {
  return value instanceof Map;
}

/** There is no table, or no value, at a path. */
export class NoValueError extends GoError {
  constructor(key: string, what: 'table' | 'value') {
    super(`${quote(key)} is not a ${what}`);
    this.name = 'NoValueError';
  }
}

/**
 * The table at a path of keys with dots between them.
 *
 * @throws NoValueError
 */
export function tableAt(values: GoMap, path: string): GoMap {
  let table = values;
  for (const key of path.split('.')) {
    const inner = table.get(key);
    if (!isTable(inner)) throw new NoValueError(key, 'table');
    table = inner;
  }
  return table;
}

/**
 * What is no table at a path of keys with dots between them.
 *
 * @throws NoValueError, GoError for an empty path
 */
export function valueAt(values: GoMap, path: string): GoValue {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let table: GoMap | undefined = values;
  for (const key of keys) {
    const inner: GoValue | undefined = table.get(key);
    if (!isTable(inner)) throw new NoValueError(last, 'value');
    table = inner;
  }
  const value = table.get(last);
  if (value === undefined || isTable(value)) {
    throw new NoValueError(last, 'value');
  }
  return value;
}

/** A copy of maps and lists all the way down. */
export function copyValue(value: GoValue): GoValue {
  if (isTable(value)) return copyTable(value);
  return Array.isArray(value) ? value.map(copyValue) : value;
}

/** A copy of a table and of all that is in it. */
export function copyTable(table: GoMap): GoMap {
  const copy: GoMap = new Map();
  for (const [key, value] of table) copy.set(key, copyValue(value));
  return copy;
}
