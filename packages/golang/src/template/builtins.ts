import { sprint, sprintf, sprintln } from '../fmt';
import {
  type GoFunction,
  type GoType,
  type GoValue,
  GoError,
  GoFunctionValue,
  GoInteger,
  anyType,
  boolType,
  goInt,
  goInteger,
  integerTypes,
  isAssignable,
  intType,
  stringType,
  truth,
  typeName,
  typeOf,
} from '../value';
import { asParameter, takesNil } from './argument';
import { type Builtin } from './call';
import { equalsAny, isLess, isLessOrEqual } from './comparison';
import {
  escapeHtml,
  escapeQuery,
  escapeScript,
  textOfArguments,
} from './escape';
import { type Execution, type Value, valueType } from './execution';
import { indexValue, lengthOfValue, sliceValue } from './indexing';

function isTrue(value: Value): boolean {
  return value !== undefined && truth(value);
}

function comparison(compare: (left: Value, right: Value) => boolean): Builtin {
  return {
    params: [valueType, valueType],
    result: boolType,
    call: ([left, right]) => compare(left, right),
  };
}

function printer(print: (args: GoValue[], maximumLength: number) => string) {
  const builtin: Builtin = {
    params: [anyType],
    variadic: true,
    result: stringType,
    call: (args, execution) =>
      print(
        args.map(arg => arg ?? null),
        execution.budget.maximumOutput,
      ),
  };
  return builtin;
}

function printFormatted(args: Value[], execution: Execution): string {
  const [format, ...values] = args.map(arg => arg ?? null);
  return sprintf(typeof format === 'string' ? format : '', values, {
    maximumLength: execution.budget.maximumOutput,
  });
}

/** `and` and `or` are never called: they evaluate no more arguments than they need. */
function shortCircuit(): Builtin {
  return {
    params: [valueType, valueType],
    variadic: true,
    call: ([first]) => first,
  };
}

/** The functions of the language itself. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['and', shortCircuit()],
  ['or', shortCircuit()],
  [
    'call',
    {
      params: [valueType, valueType],
      variadic: true,
      call: ([target, ...args]) => callValue('', target, args),
    },
  ],
  [
    'not',
    {
      params: [valueType],
      result: boolType,
      call: ([value]) => !isTrue(value),
    },
  ],
  [
    'eq',
    {
      params: [valueType, valueType],
      variadic: true,
      result: boolType,
      call: ([first, ...others]) => equalsAny(first, others),
    },
  ],
  ['ne', comparison((left, right) => !equalsAny(left, [right]))],
  ['lt', comparison(isLess)],
  ['le', comparison(isLessOrEqual)],
  ['gt', comparison((left, right) => !isLessOrEqual(left, right))],
  ['ge', comparison((left, right) => !isLess(left, right))],
  [
    'index',
    {
      params: [valueType, valueType],
      variadic: true,
      result: valueType,
      call: ([item, ...indexes]) => indexValue(item, indexes),
    },
  ],
  [
    'slice',
    {
      params: [valueType, valueType],
      variadic: true,
      result: valueType,
      call: ([item, ...indexes]) => sliceValue(item, indexes),
    },
  ],
  [
    'len',
    {
      params: [valueType],
      result: intType,
      call: ([item]) => goInt(lengthOfValue(item)),
    },
  ],
  ['html', printer(args => escapeHtml(textOfArguments(args)))],
  ['js', printer(args => escapeScript(textOfArguments(args)))],
  ['urlquery', printer(args => escapeQuery(textOfArguments(args)))],
  ['print', printer((args, maximumLength) => sprint(args, { maximumLength }))],
  [
    'println',
    printer((args, maximumLength) => sprintln(args, { maximumLength })),
  ],
  [
    'printf',
    {
      params: [stringType, anyType],
      variadic: true,
      result: stringType,
      call: printFormatted,
    },
  ],
]);

function convertArgument(value: Value, type: GoType): GoValue {
  if (value === undefined || value === null) {
    if (!takesNil(type)) {
      throw new GoError(`value is nil; should be of type ${type.name}`);
    }
    return null;
  }
  const actual = typeOf(value) ?? anyType;
  if (isAssignable(actual, type)) return asParameter(value, type);
  if (value instanceof GoInteger && type.name in integerTypes) {
    return convertInteger(value, type);
  }
  throw new GoError(
    `value has type ${typeName(value)}; should be ${type.name}`,
  );
}

function convertInteger(value: GoInteger, type: GoType): GoValue {
  switch (type.kind) {
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
      return goInteger(type.kind, value.value);
    default:
      return value;
  }
}

function checkCallCount(
  name: string,
  { params, variadic }: GoFunction,
  given: number,
): void {
  const wrong = `wrong number of args for ${name}: got ${given} want`;
  if (variadic && given < params.length - 1) {
    throw new GoError(`${wrong} at least ${params.length - 1}`);
  }
  if (!variadic && given !== params.length) {
    throw new GoError(`${wrong} ${params.length}`);
  }
}

/** `call`: calls a function that is a value; the name is how the template calls it. */
export function callValue(
  name: string,
  target: Value,
  args: readonly Value[],
): Value {
  if (target === undefined || target === null) throw new GoError('call of nil');
  if (!(target instanceof GoFunctionValue)) {
    throw new GoError(`non-function ${name} of type ${typeName(target)}`);
  }
  const { function_ } = target;
  checkCallCount(name, function_, args.length);
  const last = function_.params.length - 1;
  const values = args.map((arg, i) => {
    try {
      return convertArgument(arg, function_.params[Math.min(i, last)]);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      throw new GoError(`arg ${i}: ${error.message}`, { cause: error });
    }
  });
  return function_.call(values);
}
