import { sprint } from '../fmt';
import { NumError, parseInteger } from '../strconv';
import {
  GoSlice,
  float64Type,
  goInt,
  goInt64,
  int64Type,
  intType,
  sliceOf,
  stringType,
  type GoValue,
} from '../value';
import { toFloat64, toInt64 } from './cast';
import {
  add,
  decimalOf,
  divide,
  floatOfDecimal,
  multiply,
  subtract,
  type Decimal,
} from './decimal';
import {
  any,
  float64,
  fn1,
  fn2,
  fn3,
  int,
  variadic,
  variadicAny,
  variadic1,
  variadic2,
  type FunctionTable,
} from './define';
import { assertCount, runtimeError } from './panics';

const wrapped = (value: bigint) => BigInt.asIntN(64, value);

/** Whether a number is exact as one of JavaScript. */
function isSmall(value: bigint): boolean {
  return value < 2n ** 52n && value > -(2n ** 52n);
}

/** The numbers from `start` up or down to before `stop`; none where the step leads away. */
function untilStep(
  start: bigint,
  stop: bigint,
  step: bigint,
): (number | bigint)[] {
  if (stop < start ? step >= 0n : step <= 0n) return [];
  const size = step < 0n ? -step : step;
  const distance = stop < start ? start - stop : stop - start;
  const count = (distance + size - 1n) / size;
  assertCount(count);
  const numbers: (number | bigint)[] = [];
  if (isSmall(start) && isSmall(stop) && isSmall(step)) {
    const by = Number(step);
    let next = Number(start);
    for (let left = Number(count); left > 0; left -= 1) {
      numbers.push(next);
      next += by;
    }
    return numbers;
  }
  for (let i = 0n; i < count; i += 1n) numbers.push(start + i * step);
  return numbers;
}

const ints = (numbers: readonly (number | bigint)[]): GoValue =>
  new GoSlice(sliceOf(intType), numbers.map(goInt));

/** Like the command of this name: to an end, from a start, by a step. */
function seq(params: readonly bigint[]): string {
  const [first, second, third] = params;
  switch (params.length) {
    case 1: {
      const step = first < 1n ? -1n : 1n;
      return untilStep(1n, wrapped(first + step), step).join(' ');
    }
    case 2: {
      const step = second < first ? -1n : 1n;
      return untilStep(first, wrapped(second + step), step).join(' ');
    }
    case 3: {
      if (third < first && second > 0n) return '';
      const end = wrapped(third + (third < first ? -1n : 1n));
      return untilStep(first, end, second).join(' ');
    }
    default:
      return '';
  }
}

function octal(value: GoValue): bigint {
  try {
    return parseInteger(sprint([value]), 8);
  } catch (error) {
    if (!(error instanceof NumError)) throw error;
    return 0n;
  }
}

/** Go's `math.Pow(10, exponent)`, which is not always the nearest float. */
function powerOf10(exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return 10;
  if (Math.abs(exponent) > 400) return exponent > 0 ? Infinity : 0;
  // 10 = 0.625 * 2^4, squared again and again.
  let [square, squareExponent] = [0.625, 4];
  let [mantissa, binary] = [1, 0];
  for (let rest = Math.abs(exponent); rest !== 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      mantissa *= square;
      binary += squareExponent;
    }
    square *= square;
    squareExponent *= 2;
    if (square < 0.5) {
      square *= 2;
      squareExponent -= 1;
    }
  }
  if (exponent < 0) {
    mantissa = 1 / mantissa;
    binary = -binary;
  }
  const half = Math.trunc(binary / 2);
  return mantissa * 2 ** half * 2 ** (binary - half);
}

function round(value: number, places: number, roundOn: number): number {
  const power = powerOf10(places);
  const digit = power * value;
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** Go's `math.Max`: infinity wins over NaN. */
function maxFloat(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's `math.Min`: infinity wins over NaN. */
function minFloat(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

function decimals(
  first: GoValue,
  rest: readonly GoValue[],
  operation: (a: Decimal, b: Decimal) => Decimal,
): number {
  let result = decimalOf(toFloat64(first));
  for (const value of rest) {
    result = operation(result, decimalOf(toFloat64(value)));
  }
  return floatOfDecimal(result);
}

const withDecimals = (operation: (a: Decimal, b: Decimal) => Decimal) =>
  variadic1([any, any], float64Type, (first, rest) =>
    decimals(first, rest, operation),
  );

const withIntegers = (operation: (a: bigint, b: bigint) => bigint) =>
  variadic1([any, any], int64Type, (first, rest) =>
    goInt64(
      rest.reduce(
        (value: bigint, next) => wrapped(operation(value, toInt64(next))),
        toInt64(first),
      ),
    ),
  );

const withFloats = (operation: (a: number, b: number) => number) =>
  variadic1([any, any], float64Type, (first, rest) =>
    rest.reduce(
      (value: number, next) => operation(value, toFloat64(next)),
      toFloat64(first),
    ),
  );

function nonZero(value: bigint): bigint {
  if (value === 0n) throw runtimeError('integer divide by zero');
  return value;
}

const max = withIntegers((a, b) => (b > a ? b : a));

export const numberFunctions: FunctionTable = {
  int64: fn1(any, int64Type, value => goInt64(toInt64(value))),
  int: fn1(any, intType, value => goInt(toInt64(value))),
  float64: fn1(any, float64Type, toFloat64),
  seq: variadic(int, stringType, seq),
  toDecimal: fn1(any, int64Type, value => goInt64(octal(value))),
  until: fn1(int, sliceOf(intType), count =>
    ints(untilStep(0n, count, count < 0n ? -1n : 1n)),
  ),
  untilStep: fn3([int, int, int], sliceOf(intType), (start, stop, step) =>
    ints(untilStep(start, stop, step)),
  ),
  add1: fn1(any, int64Type, value => goInt64(toInt64(value) + 1n)),
  add: variadicAny(int64Type, values =>
    goInt64(values.reduce((sum: bigint, value) => sum + toInt64(value), 0n)),
  ),
  sub: fn2([any, any], int64Type, (a, b) => goInt64(toInt64(a) - toInt64(b))),
  div: fn2([any, any], int64Type, (a, b) =>
    goInt64(toInt64(a) / nonZero(toInt64(b))),
  ),
  mod: fn2([any, any], int64Type, (a, b) =>
    goInt64(toInt64(a) % nonZero(toInt64(b))),
  ),
  mul: withIntegers((a, b) => a * b),
  add1f: fn1(any, float64Type, value => decimals(value, [1], add)),
  addf: variadicAny(float64Type, values => decimals(0, values, add)),
  subf: withDecimals(subtract),
  divf: withDecimals(divide),
  mulf: withDecimals(multiply),
  biggest: max,
  max,
  min: withIntegers((a, b) => (b < a ? b : a)),
  maxf: withFloats(maxFloat),
  minf: withFloats(minFloat),
  ceil: fn1(any, float64Type, value => Math.ceil(toFloat64(value))),
  floor: fn1(any, float64Type, value => Math.floor(toFloat64(value))),
  round: variadic2([any, int, float64], float64Type, (value, places, [on]) =>
    round(toFloat64(value), Number(places), on ?? 0.5),
  ),
};
