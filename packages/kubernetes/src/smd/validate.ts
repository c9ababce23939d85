import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { goSyntax, goType, goValue } from './goText';
import { listItemElement } from './listItem';
import { formatPathElement, type PathElement } from './pathElement';
import type { ListType, MapType, Scalar, TypeRef } from './typeSchema';
import { ErrorList } from './validationErrors';
import { isJsonObject } from './value';

/** Deeper values are refused, as they are by the real server when it reads JSON. */
const MAX_DEPTH = 1000;

/** Go prints the wrapper of a value in these messages. */
function wrapped(value: JsonValue): string {
  return `&{${goValue(value)}}`;
}

/** What is wrong with a scalar, if anything; absent values and null are always right. */
export function scalarError(
  scalar: Scalar,
  value: JsonValue | undefined,
): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const kind = typeof value;
  const numeric = kind === 'number' || kind === 'bigint';
  switch (scalar) {
    case 'numeric':
      return numeric
        ? undefined
        : `expected numeric (int or float), got ${goType(value)}`;
    case 'string':
      return kind === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(
            value,
          )}}`;
    case 'boolean':
      return kind === 'boolean'
        ? undefined
        : `expected boolean, got ${wrapped(value)}`;
    case 'untyped':
      return kind !== 'object'
        ? undefined
        : `expected any scalar, got ${wrapped(value)}`;
    default:
      return `unexpected scalar type in schema: ${String(scalar)}`;
  }
}

/** The text of an error whose type is not in the schema. */
export function unresolved(type: TypeRef | undefined): string {
  return `schema error: no type found matching: ${
    type?.name ?? 'inlined type'
  }`;
}

/** The text of an error whose type admits nothing. */
export function invalidAtom(type: TypeRef | undefined): string {
  return `schema error: invalid atom: ${
    type?.name === undefined ? 'inlined' : `named type: ${type.name}`
  }`;
}

export interface ValidationOptions {
  /** Admit several items with the same key in associative lists, as stored objects may hold them. */
  allowDuplicates?: boolean;
  /** Show values of the same type in place of those of the object, which may be secret. */
  hideValues?: boolean;
}

/** A value of the same type that tells nothing. */
function placeholder(value: JsonValue): JsonValue {
  switch (typeof value) {
    case 'string':
      return '***';
    case 'number':
    case 'bigint':
      return 0;
    case 'boolean':
      return false;
    default:
      return Array.isArray(value) ? [] : value && {};
  }
}

class Validator {
  readonly errors = new ErrorList();
  readonly #options: ValidationOptions;
  #depth = 0;

  constructor(options: ValidationOptions) {
    this.#options = options;
  }

  check(value: JsonValue, type: TypeRef | undefined): void {
    if (++this.#depth > MAX_DEPTH) {
      this.errors.add(`exceeded max depth of ${MAX_DEPTH}`);
    } else {
      this.#check(value, type);
    }
    this.#depth--;
  }

  #check(value: JsonValue, type: TypeRef | undefined): void {
    if (type && !type.atom) {
      this.errors.add(unresolved(type));
      return;
    }
    const atom = type?.atom?.forValue(value);
    if (atom?.map) {
      this.#checkMap(value, atom.map);
    } else if (atom?.scalar) {
      if (scalarError(atom.scalar, value)) {
        this.errors.add(scalarError(atom.scalar, this.#shown(value)) ?? '');
      }
    } else if (atom?.list) {
      this.#checkList(value, atom.list);
    } else {
      this.errors.add(invalidAtom(type));
    }
  }

  #shown(value: JsonValue): JsonValue {
    return this.#options.hideValues ? placeholder(value) : value;
  }

  #checkMap(value: JsonValue, map: MapType): void {
    if (value === null) {
      return;
    }
    if (!isJsonObject(value)) {
      this.errors.add(`expected map, got ${wrapped(this.#shown(value))}`);
      return;
    }
    this.#checkEntries(value, map);
  }

  #checkEntries(object: JsonObject, map: MapType): void {
    for (const key of Object.keys(object)) {
      const start = this.errors.length;
      const field = map.field(key);
      if (!field && !map.elementType) {
        this.errors.add('field not declared in schema');
        this.errors.prefix(start, () => `.${key}`);
        return;
      }
      const value = object[key];
      if (value !== undefined) {
        this.check(value, field ? field.type : map.elementType);
      }
      this.errors.prefix(start, () => `.${key}`);
    }
  }

  #checkList(value: JsonValue, list: ListType): void {
    if (value === null) {
      return;
    }
    if (!Array.isArray(value)) {
      this.errors.add(`expected list, got ${wrapped(this.#shown(value))}`);
      return;
    }
    const observed = new Set<string>();
    for (let i = 0; i < value.length; i++) {
      const start = this.errors.length;
      let element: PathElement | undefined;
      if (list.relationship === 'associative') {
        try {
          element = listItemElement(list, value[i]);
        } catch (error) {
          this.errors.add(
            `element ${i}: ${error instanceof Error ? error.message : error}`,
          );
          return;
        }
        if (!this.#options.allowDuplicates && observed.has(element.id)) {
          this.errors.add(
            `duplicate entries for key ${formatPathElement(element)}`,
          );
        }
        observed.add(element.id);
      }
      const afterKey = this.errors.length;
      this.check(value[i], list.elementType);
      if (this.errors.length > start) {
        this.errors.prefix(afterKey, () =>
          element ? formatPathElement(element) : `[${i}]`,
        );
      }
    }
  }
}

/** Throws ValidationErrors when the value does not fit the type. */
export function validateValue(
  value: JsonValue,
  type: TypeRef,
  options: ValidationOptions = {},
): void {
  const validator = new Validator(options);
  validator.check(value, type);
  validator.errors.throwIfAny();
}
