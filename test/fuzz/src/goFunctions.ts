import { sprint, sprintf } from '@sluice/golang/fmt';
import {
  type GoFunction,
  type GoType,
  type GoValue,
  GoError,
  GoFloat32,
  GoFunctionValue,
  GoInteger,
  GoObject,
  GoSlice,
  anyMapType,
  anySliceType,
  anyType,
  boolType,
  entriesOf,
  float32Type,
  float64Type,
  goInt,
  int8Type,
  intType,
  lengthOf,
  pointerTo,
  sliceOf,
  stringSlice,
  stringSliceType,
  stringType,
  uintType,
} from '@sluice/golang/value';

/** A function, by what it takes and does; the judge has the same ones as `test`. */
function of(
  params: GoType[],
  result: GoType,
  call: (args: GoValue[]) => GoValue,
  variadic: boolean = false,
): GoFunction {
  return { params, result, call, variadic };
}

function integer(value: GoValue): bigint {
  return value instanceof GoInteger ? value.value : 0n;
}

function size(value: GoValue): GoValue {
  return goInt(value === null ? 0 : lengthOf(value) ?? 0);
}

function text(value: GoValue): string {
  return typeof value === 'string' ? value : '';
}

function fail(value: GoValue): never {
  if (value === null) throw new GoError('panic called with nil argument');
  throw new GoError(sprint([value]));
}

export const testFunctions: ReadonlyMap<string, GoFunction> = new Map([
  ['takesString', of([stringType], stringType, ([s]) => `<${text(s)}>`)],
  ['takesInt', of([intType], intType, ([i]) => goInt(integer(i) + 1n))],
  ['takesInt8', of([int8Type], int8Type, ([i]) => i)],
  ['takesUint', of([uintType], uintType, ([u]) => u)],
  ['takesFloat', of([float64Type], float64Type, ([f]) => Number(f) / 2)],
  [
    'takesFloat32',
    of([float32Type], float32Type, ([f]) =>
      f instanceof GoFloat32 ? new GoFloat32(f.value / 2) : f,
    ),
  ],
  ['takesBool', of([boolType], boolType, ([b]) => !b)],
  ['takesMap', of([anyMapType], intType, ([m]) => size(m))],
  ['takesList', of([anySliceType], intType, ([l]) => size(l))],
  ['takesStrings', of([stringSliceType], intType, ([l]) => size(l))],
  ['takesAny', of([anyType], stringType, args => sprintf('%T', args))],
  [
    'takesMany',
    of(
      [stringType, intType],
      stringType,
      ([a, ...b]) => sprint([a, new GoSlice(sliceOf(intType), b)]),
      true,
    ),
  ],
  ['givesAny', of([], anyType, () => null)],
  [
    'givesMap',
    of(
      [],
      anyMapType,
      () =>
        new Map<string, GoValue>([
          ['a', goInt(1)],
          ['n', null],
        ]),
    ),
  ],
  ['fails', of([stringType], stringType, ([s]) => fail(s))],
  ['panics', of([anyType], stringType, ([v]) => fail(v))],
  ['self', of([anyType], anyType, ([v]) => v)],
]);

const thingType: GoType = { name: 'main.thing', kind: 'struct' };
const thingPointer = pointerTo(thingType);

/** The judge's struct with fields and methods, or a pointer to one. */
export class Thing extends GoObject {
  readonly type: GoType;
  readonly #fields: ReadonlyMap<string, GoValue>;

  constructor(
    readonly isPointer: boolean,
    private readonly data: {
      name: string;
      count: bigint;
      any: GoValue;
    },
    private readonly hidden: number = 7,
  ) {
    super();
    this.type = isPointer ? thingPointer : thingType;
    this.#fields = new Map<string, GoValue>([
      ['Name', data.name],
      ['Count', goInt(data.count)],
      ['Any', data.any],
    ]);
  }

  override field(name: string): GoValue | undefined {
    return this.#fields.get(name);
  }

  override fieldType(name: string): GoType | undefined {
    return name === 'Any' ? anyType : undefined;
  }

  override fields() {
    const all = [...this.#fields, ['hidden', goInt(this.hidden)] as const];
    return all.map(([name, value]) => ({ name, value }));
  }

  /** What is not exported is not copied. */
  deepCopy(): GoValue {
    return new Thing(this.isPointer, this.data, 0);
  }

  override method(name: string): GoFunction | undefined {
    const { data } = this;
    switch (name) {
      case 'Greet':
        return of(
          [stringType],
          stringType,
          ([who]) => `hello ${text(who)} from ${data.name}`,
        );
      case 'Double':
        return this.isPointer
          ? of([], intType, () => goInt(2n * data.count))
          : undefined;
      case 'Fail':
        return of([boolType], anyType, ([ok]) => {
          if (ok !== true) throw new GoError('failed %d\n');
          return data.any;
        });
      default:
        return undefined;
    }
  }
}

/** The judge's function that is a value, and prints as a text. */
class Caller extends GoFunctionValue {
  override readonly type: GoType = { name: 'main.caller', kind: 'func' };

  override stringer(): string {
    return 'a caller';
  }
}

/** The value of a type that only the judge has. */
export function testValue(value: GoValue, type: string): GoValue | undefined {
  if (type === 'main.caller') {
    return new Caller(
      of(
        [intType, stringType],
        stringType,
        ([a, ...b]) => sprint([a, stringSlice(b.map(text))]),
        true,
      ),
    );
  }
  if (type !== 'main.thing' && type !== '*main.thing') return undefined;
  const entries = entriesOf(value);
  const count = entries?.get('count');
  return new Thing(type.startsWith('*'), {
    name: text(entries?.get('name') ?? ''),
    count: BigInt(typeof count === 'number' ? count : 0),
    any: entries?.get('any') ?? null,
  });
}
