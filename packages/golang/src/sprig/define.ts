import {
  GoError,
  GoInteger,
  GoTime,
  anyMapType,
  anySliceType,
  anyType,
  boolType,
  float64Type,
  intType,
  stringType,
  timeType,
  uint32Type,
  type GoFunction,
  type GoMap,
  type GoType,
  type GoValue,
} from '../value';

/** The type of a parameter in Go, and how an argument of it is read here. */
export interface Param<T> {
  readonly type: GoType;
  read(value: GoValue): T;
}

function unexpected(type: GoType): GoError {
  return new GoError(`argument is no ${type.name}`);
}

/** `interface {}` */
export const any: Param<GoValue> = { type: anyType, read: value => value };

export const string: Param<string> = {
  type: stringType,
  read: value => {
    if (typeof value === 'string') return value;
    throw unexpected(stringType);
  },
};

function integer(type: GoType): Param<bigint> {
  return {
    type,
    read: value => {
      if (value instanceof GoInteger) return value.value;
      throw unexpected(type);
    },
  };
}

/** `int` */
export const int = integer(intType);
export const uint32 = integer(uint32Type);

export const float64: Param<number> = {
  type: float64Type,
  read: value => {
    if (typeof value === 'number') return value;
    throw unexpected(float64Type);
  },
};

export const bool: Param<boolean> = {
  type: boolType,
  read: value => value === true,
};

export const time: Param<GoTime> = {
  type: timeType,
  read: value => {
    if (value instanceof GoTime) return value;
    throw unexpected(timeType);
  },
};

/** `map[string]interface {}`; null for a nil one. */
export const dict: Param<GoMap | null> = {
  type: anyMapType,
  read: value => (value instanceof Map ? value : null),
};

/** `[]interface {}`; null for a nil one. */
export const list: Param<GoValue[] | null> = {
  type: anySliceType,
  read: value => (Array.isArray(value) ? value : null),
};

/** A function without parameters. */
export function fn0(result: GoType, call: () => GoValue): GoFunction {
  return { params: [], result, call };
}

export function fn1<A>(
  a: Param<A>,
  result: GoType,
  call: (a: A) => GoValue,
): GoFunction {
  return {
    params: [a.type],
    result,
    call: args => call(a.read(args[0])),
  };
}

export function fn2<A, B>(
  [a, b]: [Param<A>, Param<B>],
  result: GoType,
  call: (a: A, b: B) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type],
    result,
    call: args => call(a.read(args[0]), b.read(args[1])),
  };
}

export function fn3<A, B, C>(
  [a, b, c]: [Param<A>, Param<B>, Param<C>],
  result: GoType,
  call: (a: A, b: B, c: C) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type, c.type],
    result,
    call: args => call(a.read(args[0]), b.read(args[1]), c.read(args[2])),
  };
}

export function fn4<A, B, C, D>(
  [a, b, c, d]: [Param<A>, Param<B>, Param<C>, Param<D>],
  result: GoType,
  call: (a: A, b: B, c: C, d: D) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type, c.type, d.type],
    result,
    call: args =>
      call(a.read(args[0]), b.read(args[1]), c.read(args[2]), d.read(args[3])),
  };
}

export function fn5<A, B, C, D, E>(
  [a, b, c, d, e]: [Param<A>, Param<B>, Param<C>, Param<D>, Param<E>],
  result: GoType,
  call: (a: A, b: B, c: C, d: D, e: E) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type, c.type, d.type, e.type],
    result,
    call: args =>
      call(
        a.read(args[0]),
        b.read(args[1]),
        c.read(args[2]),
        d.read(args[3]),
        e.read(args[4]),
      ),
  };
}

export function fn6<A, B, C, D, E, F>(
  [a, b, c, d, e, f]: [
    Param<A>,
    Param<B>,
    Param<C>,
    Param<D>,
    Param<E>,
    Param<F>,
  ],
  result: GoType,
  call: (a: A, b: B, c: C, d: D, e: E, f: F) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type, c.type, d.type, e.type, f.type],
    result,
    call: args =>
      call(
        a.read(args[0]),
        b.read(args[1]),
        c.read(args[2]),
        d.read(args[3]),
        e.read(args[4]),
        f.read(args[5]),
      ),
  };
}

/** Any number of arguments, which are not copied. */
export function variadicAny(
  result: GoType,
  call: (values: readonly GoValue[]) => GoValue,
): GoFunction {
  return { params: [anyType], variadic: true, result, call };
}

/** Any number of arguments of one type. */
export function variadic<R>(
  rest: Param<R>,
  result: GoType,
  call: (rest: R[]) => GoValue,
): GoFunction {
  return {
    params: [rest.type],
    variadic: true,
    result,
    call: args => call(args.map(rest.read)),
  };
}

/** One argument, then any number of one type. */
export function variadic1<A, R>(
  [a, rest]: [Param<A>, Param<R>],
  result: GoType,
  call: (a: A, rest: R[]) => GoValue,
): GoFunction {
  return {
    params: [a.type, rest.type],
    variadic: true,
    result,
    call: args => call(a.read(args[0]), args.slice(1).map(rest.read)),
  };
}

/** Two arguments, then any number of one type. */
export function variadic2<A, B, R>(
  [a, b, rest]: [Param<A>, Param<B>, Param<R>],
  result: GoType,
  call: (a: A, b: B, rest: R[]) => GoValue,
): GoFunction {
  return {
    params: [a.type, b.type, rest.type],
    variadic: true,
    result,
    call: args =>
      call(a.read(args[0]), b.read(args[1]), args.slice(2).map(rest.read)),
  };
}

/** Functions by the name that templates call them by. */
export type FunctionTable = Record<string, GoFunction>;
