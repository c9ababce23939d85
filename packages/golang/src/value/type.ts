/** Go's kinds as `reflect.Kind` prints them. */
export type GoKind =
  | 'invalid'
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr'
  | 'float32'
  | 'float64'
  | 'complex128'
  | 'array'
  | 'func'
  | 'interface'
  | 'map'
  | 'ptr'
  | 'slice'
  | 'string'
  | 'struct';

/** A Go type: its name as `%T` prints it (`map[string]interface {}`), its kind, and what it is made of. */
export interface GoType {
  readonly name: string;
  readonly kind: GoKind;
  /** Of a map. */
  readonly key?: GoType;
  /** Of a map, slice, array or pointer. */
  readonly element?: GoType;
}

const basic = (kind: GoKind): GoType => ({ name: kind, kind });

export const anyType: GoType = { name: 'interface {}', kind: 'interface' };
export const boolType = basic('bool');
export const intType = basic('int');
export const int64Type = basic('int64');
export const uint8Type = basic('uint8');
export const float64Type = basic('float64');
export const stringType = basic('string');

/** `[]element`. */
export function sliceOf(element: GoType): GoType {
  return { name: `[]${element.name}`, kind: 'slice', element };
}

/** `map[string]element`. */
export function mapOf(element: GoType): GoType {
  return {
    name: `map[string]${element.name}`,
    kind: 'map',
    key: stringType,
    element,
  };
}
