import {
  GoError,
  GoObject,
  anyType,
  boolType,
  deepEqual,
  kindOf,
  stringType,
  truth,
  typeName,
  type GoValue,
} from '../value';
import {
  any,
  bool,
  fn1,
  fn2,
  fn3,
  string,
  variadicAny,
  type FunctionTable,
} from './define';

/** What counts as not set: nil, false, 0, and what has no length; a struct never does. */
export function isEmpty(value: GoValue): boolean {
  return value instanceof GoObject && value.type.kind === 'struct'
    ? false
    : !truth(value);
}

const is = (of: (value: GoValue) => string) =>
  fn2([string, any], boolType, (name, value) => of(value) === name);

export const defaultFunctions: FunctionTable = {
  default: {
    params: [anyType, anyType],
    variadic: true,
    result: anyType,
    call: args => (args.length < 2 || isEmpty(args[1]) ? args[0] : args[1]),
  },
  empty: fn1(any, boolType, isEmpty),
  coalesce: variadicAny(
    anyType,
    values => values.find(value => !isEmpty(value)) ?? null,
  ),
  all: variadicAny(boolType, values => !values.some(isEmpty)),
  any: variadicAny(boolType, values => values.some(value => !isEmpty(value))),
  ternary: fn3([any, any, bool], anyType, (yes, no, condition) =>
    condition ? yes : no,
  ),
  fail: fn1(string, stringType, message => {
    throw new GoError(message);
  }),
};

export const reflectionFunctions: FunctionTable = {
  typeOf: fn1(any, stringType, typeName),
  typeIs: is(typeName),
  typeIsLike: fn2([string, any], boolType, (name, value) =>
    [name, `*${name}`].includes(typeName(value)),
  ),
  kindOf: fn1(any, stringType, kindOf),
  kindIs: is(kindOf),
  deepEqual: fn2([any, any], boolType, deepEqual),
};
