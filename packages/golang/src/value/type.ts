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
  /** Of an interface with methods: whether a type has them (`error`, `fmt.Stringer`). */
  implementedBy?(type: GoType): boolean;
}

const basic = (kind: GoKind): GoType => ({ name: kind, kind });

export const anyType: GoType = { name: 'interface {}', kind: 'interface' };
export const boolType = basic('bool');
export const intType = basic('int');
export const int8Type = basic('int8');
export const int16Type = basic('int16');
export const int32Type = basic('int32');
export const int64Type = basic('int64');
export const uintType = basic('uint');
export const uint8Type = basic('uint8');
export const uint16Type = basic('uint16');
export const uint32Type = basic('uint32');
export const uint64Type = basic('uint64');
export const uintptrType = basic('uintptr');
export const float32Type = basic('float32');
export const float64Type = basic('float64');
export const complex128Type = basic('complex128');
export const stringType = basic('string');

const slices = new WeakMap<GoType, GoType>();
const maps = new WeakMap<GoType, GoType>();
const pointers = new WeakMap<GoType, GoType>();

function derived(
  known: WeakMap<GoType, GoType>,
  element: GoType,
  make: () => GoType,
): GoType {
  let type = known.get(element);
  if (type === undefined) {
    type = make();
    known.set(element, type);
  }
  return type;
}

/** `[]element`. */
export function sliceOf(element: GoType): GoType {
  return derived(slices, element, () => ({
    name: `[]${element.name}`,
    kind: 'slice',
    element,
  }));
}

/** `map[string]element`. */
export function mapOf(element: GoType): GoType {
  return derived(maps, element, () => ({
    name: `map[string]${element.name}`,
    kind: 'map',
    key: stringType,
    element,
  }));
}

/** `*element`. */
export function pointerTo(element: GoType): GoType {
  return derived(pointers, element, () => ({
    name: `*${element.name}`,
    kind: 'ptr',
    element,
  }));
}

/** `[]interface {}`. */
export const anySliceType = sliceOf(anyType);
/** `map[string]interface {}`. */
export const anyMapType = mapOf(anyType);
/** `[]uint8`. */
export const bytesType = sliceOf(uint8Type);
export const stringSliceType = sliceOf(stringType);
export const stringMapType = mapOf(stringType);

/** Whether the type has a name of its own (`time.Duration`), so that another with the same content is another type. */
function isNamed(type: GoType): boolean {
  switch (type.kind) {
    case 'map':
      return !type.name.startsWith('map[');
    case 'slice':
    case 'array':
      return !type.name.startsWith('[');
    case 'ptr':
      return !type.name.startsWith('*');
    case 'struct':
      return !type.name.startsWith('struct {');
    case 'func':
      return !type.name.startsWith('func(');
    default:
      return true;
  }
}

function hasSameContent(left: GoType, right: GoType): boolean {
  return (
    left.kind === right.kind &&
    left.key?.name === right.key?.name &&
    left.element?.name === right.element?.name &&
    (left.key ?? left.element) !== undefined
  );
}

/** Whether a value of one type can stand where the other is wanted: `reflect.Type.AssignableTo`. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to || from.name === to.name) {
    return true;
  }
  if (to.kind === 'interface') {
    return to.implementedBy === undefined || to.implementedBy(from);
  }
  return hasSameContent(from, to) && !(isNamed(from) && isNamed(to));
}

/** Whether nil is a value of the type. */
export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case 'func':
    case 'interface':
    case 'map':
    case 'ptr':
    case 'slice':
      return true;
    default:
      return false;
  }
}
