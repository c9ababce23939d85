import { utf8Length } from './bytes';
import { goByte } from './integer';
import {
  type GoKind,
  type GoType,
  anyMapType,
  anySliceType,
  boolType,
  float64Type,
  int16Type,
  int32Type,
  int64Type,
  int8Type,
  intType,
  stringType,
  uint16Type,
  uint32Type,
  uint64Type,
  uint8Type,
  uintType,
  uintptrType,
} from './type';
import {
  GoBytes,
  GoComplex,
  GoFloat32,
  GoFunctionValue,
  GoSlice,
  GoTypedMap,
} from './typed';
import {
  type GoMap,
  type GoValue,
  GoInteger,
  GoObject,
  type IntegerKind,
} from './value';

export const integerTypes: Readonly<Record<IntegerKind, GoType>> = {
  int: intType,
  int8: int8Type,
  int16: int16Type,
  int32: int32Type,
  int64: int64Type,
  uint: uintType,
  uint8: uint8Type,
  uint16: uint16Type,
  uint32: uint32Type,
  uint64: uint64Type,
  uintptr: uintptrType,
};

/** `reflect.TypeOf`; undefined for nil, which has no type. */
export function typeOf(value: GoValue): GoType | undefined {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'number':
      return float64Type;
    case 'boolean':
      return boolType;
    default:
  }
  if (value === null) return undefined;
  if (value instanceof Map) return anyMapType;
  if (Array.isArray(value)) return anySliceType;
  return value instanceof GoInteger ? integerTypes[value.kind] : value.type;
}

/** The name that `%T` prints. */
export function typeName(value: GoValue): string {
  return typeOf(value)?.name ?? '<nil>';
}

/** `reflect.ValueOf(value).Kind()`; `invalid` for nil. */
export function kindOf(value: GoValue): GoKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    default:
  }
  if (value === null) return 'invalid';
  if (value instanceof Map) return 'map';
  if (Array.isArray(value)) return 'slice';
  return value instanceof GoInteger ? value.kind : value.type.kind;
}

/** The value without the name that its type may have. */
export function basicOf(value: GoValue): GoValue {
  return value instanceof GoObject ? value.underlying() ?? value : value;
}

/** The text of a string of any type; undefined for what is no string. */
export function textOf(value: GoValue): string | undefined {
  if (typeof value === 'string') return value;
  const basic = basicOf(value);
  return typeof basic === 'string' ? basic : undefined;
}

/** The integer of any type; undefined for what is none. */
export function integerOf(value: GoValue): GoInteger | undefined {
  const basic = basicOf(value);
  return basic instanceof GoInteger ? basic : undefined;
}

/** The number of a float of any type; undefined for what is none. */
export function floatOf(value: GoValue): number | undefined {
  const basic = basicOf(value);
  if (typeof basic === 'number') return basic;
  return basic instanceof GoFloat32 ? basic.value : undefined;
}

/** The elements of a slice of any type, shared with it where it is not of bytes; undefined for what is no slice. */
export function itemsOf(value: GoValue): GoValue[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof GoSlice) return value.items;
  if (value instanceof GoBytes) return Array.from(value.bytes, goByte);
  return undefined;
}

/** The entries of a map of any type, shared with it; undefined for what is no map. */
export function entriesOf(value: GoValue): GoMap | undefined {
  if (value instanceof Map) return value;
  return value instanceof GoTypedMap ? value.entries : undefined;
}

/** What a pointer points to, through any number of them; null for a nil pointer. */
export function indirect(value: GoValue): GoValue {
  let inner = value;
  while (inner instanceof GoObject && inner.type.kind === 'ptr') {
    const target = inner.pointee();
    if (target === undefined) return inner;
    inner = target;
  }
  return inner;
}

/** Whether the value is nil, or nil of its type. */
export function isNil(value: GoValue): boolean {
  if (value === null) return true;
  if (value instanceof GoSlice || value instanceof GoTypedMap) {
    return value.isNil;
  }
  if (value instanceof GoBytes) return value.isNil;
  return (
    value instanceof GoObject &&
    value.type.kind === 'ptr' &&
    value.pointee() === null
  );
}

/** Go's `len` in bytes, elements or entries; undefined for what has none. */
export function lengthOf(value: GoValue): number | undefined {
  if (typeof value === 'string') return utf8Length(value);
  if (value instanceof Map) return value.size;
  if (Array.isArray(value)) return value.length;
  if (value instanceof GoSlice) return value.items.length;
  if (value instanceof GoTypedMap) return value.entries.size;
  if (value instanceof GoBytes) return value.bytes.length;
  const text = textOf(value);
  return text === undefined ? undefined : utf8Length(text);
}

/** Whether a template's `if` takes the value as true: what is not the zero value of its type; structs always are. */
export function truth(value: GoValue): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    default:
  }
  if (value === null) return false;
  if (value instanceof Map) return value.size > 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof GoInteger) return value.value !== 0n;
  return objectTruth(value);
}

function objectTruth(value: GoObject): boolean {
  if (value instanceof GoFloat32) return value.value !== 0;
  if (value instanceof GoComplex) {
    return value.real !== 0 || value.imaginary !== 0;
  }
  if (value instanceof GoFunctionValue) return true;
  const basic = value.underlying();
  if (basic !== undefined) return truth(basic);
  const length = lengthOf(value);
  return length === undefined ? !isNil(value) : length > 0;
}
