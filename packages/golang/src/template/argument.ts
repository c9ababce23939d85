import { quote } from '../fmt';
import {
  type GoMap,
  type GoType,
  type GoValue,
  GoObject,
  GoTypedMap,
  GoSlice,
  anyMapType,
  anySliceType,
  anyType,
  canBeNil,
  isAssignable,
  isNil,
  stringType,
  typeName,
  typeOf,
} from '../value';
import { type Execution, type Value, valueType } from './execution';

/** Whether nil may be given for a parameter of the type. */
export function takesNil(type: GoType): boolean {
  return type === valueType || canBeNil(type);
}

/** What a function gets for a value of a type that can stand for that of its parameter. */
export function asParameter(value: GoValue, type: GoType): GoValue {
  if (!(value instanceof GoObject) || type.kind === 'interface') return value;
  if (isNil(value) && canBeNil(type)) return null;
  if (value instanceof GoTypedMap && type.name === anyMapType.name) {
    return value.entries;
  }
  if (value instanceof GoSlice && type.name === anySliceType.name) {
    return value.items;
  }
  return value;
}

/** The value as an argument for a parameter of the type, or an error. */
export function checkArgument(
  execution: Execution,
  value: Value,
  type: GoType,
): Value {
  if (type === valueType) return value;
  if (value === undefined) {
    return canBeNil(type)
      ? null
      : execution.fail(`invalid value; expected ${type.name}`);
  }
  if (type === anyType) return value;
  if (typeof value === 'string' && type === stringType) return value;
  const actual = value === null ? anyType : typeOf(value) ?? anyType;
  if (value !== null && isAssignable(actual, type)) {
    return asParameter(value, type);
  }
  if (value === null && type.kind === 'interface' && !type.implementedBy) {
    return null;
  }
  const target = value instanceof GoObject ? value.pointee() : undefined;
  if (target !== undefined && target !== null) {
    const inner = typeOf(target);
    if (inner && isAssignable(inner, type)) return asParameter(target, type);
  }
  return execution.fail(
    `wrong type for value; expected ${type.name}; got ${
      value === null ? anyType.name : typeName(value)
    }`,
  );
}

/** What a `map[string]interface {}` holds under the key. */
export function entryOfMap(
  execution: Execution,
  map: GoMap,
  key: string,
): Value {
  const entry = map.get(key);
  if (entry !== undefined || execution.missingKey === 'default') return entry;
  if (execution.missingKey === 'zero') return null;
  return execution.fail(`map has no entry for key ${quote(key)}`);
}
