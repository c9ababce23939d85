import { fromBytes } from './bytes';
import { goByte } from './integer';
import {
  type GoType,
  anyMapType,
  anyType,
  bytesType,
  complex128Type,
  float32Type,
  mapOf,
  sliceOf,
  stringMapType,
  stringSliceType,
  stringType,
} from './type';
import {
  type GoFunction,
  type GoMap,
  type GoValue,
  GoInteger,
  GoObject,
} from './value';

/**
 * A slice of any type but `[]interface {}` (which is an array) and `[]uint8` ({@link GoBytes}): `[]string`,
 * `[]map[string]interface {}`, a slice type with a name. A nil slice is empty and says so.
 */
export class GoSlice extends GoObject {
  constructor(
    readonly type: GoType,
    readonly items: GoValue[],
    readonly isNil: boolean = false,
  ) {
    super();
  }
}

/** `[]uint8`, or a type with a name that has the same content. */
export class GoBytes extends GoObject {
  constructor(
    readonly bytes: Uint8Array,
    readonly type: GoType = bytesType,
    readonly isNil: boolean = false,
  ) {
    super();
  }

  /** The bytes as a Go string. */
  text(): string {
    return fromBytes(this.bytes);
  }
}

/** A map with strings as keys of any type but `map[string]interface {}` (which is a `Map`): `map[string]string`, a map type with a name. */
export class GoTypedMap extends GoObject {
  constructor(
    readonly type: GoType,
    readonly entries: GoMap,
    readonly isNil: boolean = false,
  ) {
    super();
  }

  /** A map of the same type with other entries. */
  withEntries(entries: GoMap): GoTypedMap {
    return new GoTypedMap(this.type, entries, this.isNil);
  }
}

/** `float32`. */
export class GoFloat32 extends GoObject {
  readonly type = float32Type;
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = Math.fround(value);
  }

  override equals(other: GoObject): boolean {
    return other instanceof GoFloat32 && other.value === this.value;
  }
}

/** `complex128`. */
export class GoComplex extends GoObject {
  readonly type = complex128Type;

  constructor(readonly real: number, readonly imaginary: number) {
    super();
  }

  override equals(other: GoObject): boolean {
    return (
      other instanceof GoComplex &&
      other.real === this.real &&
      other.imaginary === this.imaginary
    );
  }
}

/** A function as a value, which `call` calls. A function type with a name extends it. */
export class GoFunctionValue extends GoObject {
  readonly type: GoType;

  constructor(readonly function_: GoFunction) {
    super();
    const params = function_.params.map((param, i) =>
      function_.variadic && i === function_.params.length - 1
        ? `...${param.name}`
        : param.name,
    );
    const result = (function_.result ?? anyType).name;
    this.type = { name: `func(${params.join(', ')}) ${result}`, kind: 'func' };
  }
}

/** A pointer to a value; null is the nil pointer of its type. */
export class GoPointer extends GoObject {
  constructor(readonly type: GoType, readonly target: GoValue) {
    super();
  }

  override pointee(): GoValue {
    return this.target;
  }
}

/** A struct without methods, or (with a type that is a pointer to one) a pointer to it; `new` types can extend {@link GoObject} instead. */
export class GoStruct extends GoObject {
  readonly #fields: ReadonlyMap<string, GoValue>;

  constructor(
    readonly type: GoType,
    fields: Iterable<readonly [string, GoValue]>,
  ) {
    super();
    this.#fields = new Map(fields);
  }

  override field(name: string): GoValue | undefined {
    return this.#fields.get(name);
  }

  override fields() {
    return [...this.#fields].map(([name, value]) => ({ name, value }));
  }
}

/**
 * What a pointer points to; null for a nil pointer. An object that has a pointer as its type but no `pointee` stands for the struct, too:
 * then it is a struct of the same fields.
 */
export function dereference(value: GoObject): GoValue {
  const target = value.pointee();
  if (target !== undefined) return target;
  const fields = value.fields().map(each => [each.name, each.value] as const);
  return new GoStruct(value.type.element ?? value.type, fields);
}

/** `[]string`. */
export function stringSlice(items: readonly string[]): GoSlice {
  return new GoSlice(stringSliceType, [...items]);
}

/** `map[string]string`. */
export function stringMap(entries: Iterable<[string, string]>): GoTypedMap {
  return new GoTypedMap(stringMapType, new Map(entries));
}

/** A slice with elements of the type: an array where that is `interface {}`. */
export function makeSlice(element: GoType, items: GoValue[]): GoValue {
  if (element.name === anyType.name) return items;
  if (element.name === 'uint8') {
    return new GoBytes(
      Uint8Array.from(items, item =>
        item instanceof GoInteger ? Number(item.value) : 0,
      ),
    );
  }
  return new GoSlice(sliceOf(element), items);
}

/** A map with strings as keys and elements of the type: a `Map` where that is `interface {}`. */
export function makeMap(element: GoType, entries: GoMap): GoValue {
  return element.name === anyType.name
    ? entries
    : new GoTypedMap(mapOf(element), entries);
}

/** The zero value of a type: what a missing entry of a typed map gives. Nil is `null` for interfaces and pointers, and typed for maps and slices. */
export function zeroOf(type: GoType): GoValue {
  switch (type.kind) {
    case 'bool':
      return false;
    case 'string':
      return type.name === stringType.name ? '' : null;
    case 'float64':
      return 0;
    case 'float32':
      return new GoFloat32(0);
    case 'complex128':
      return new GoComplex(0, 0);
    case 'map':
      return new GoTypedMap(type, new Map(), true);
    case 'slice':
      return type.name === bytesType.name
        ? new GoBytes(new Uint8Array(0), type, true)
        : new GoSlice(type, [], true);
    case 'int':
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
    case 'uintptr':
      return type.kind === 'uint8' ? goByte(0) : new GoInteger(type.kind, 0n);
    default:
      return null;
  }
}

/** `map[string]interface {}(nil)`, which prints and ranges as an empty map but is not equal to one. */
export const nilMap = new GoTypedMap(anyMapType, new Map(), true);
