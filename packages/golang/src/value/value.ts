import { type GoType } from './type';

/**
 * A value as a Go program holds it in an `interface{}`.
 *
 * | here                  | in Go                                            |
 * | --------------------- | ------------------------------------------------ |
 * | `null`                | `nil`                                            |
 * | boolean               | `bool`                                           |
 * | number                | `float64` – every number of a values file        |
 * | string                | `string`, see below                              |
 * | {@link GoInteger}     | `int`, `int64`, `uint8` …                        |
 * | array                 | `[]interface{}`                                  |
 * | `Map`                 | `map[string]interface{}`                         |
 * | {@link GoObject}      | all else: typed slices and maps, structs, times … |
 *
 * A Go string is bytes. Here it is the text of these bytes as UTF-8, where a byte that is no part of valid UTF-8 is one
 * of U+DC80 to U+DCFF (0xDC00 plus the byte): no text from outside has these, so nothing is ambiguous. `bytes.ts`
 * converts, counts and cuts.
 *
 * Maps and arrays are shared and changed in place, as in Go; Go walks a map in the order of its sorted keys where order shows.
 */
export type GoValue =
  | null
  | boolean
  | number
  | string
  | GoInteger
  | GoObject
  | GoValue[]
  | GoMap;

/** `map[string]interface{}`. */
export type GoMap = Map<string, GoValue>;

export type IntegerKind =
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
  | 'uintptr';

/** An integer of one of Go's integer kinds, within its range. `goInt` and `goInteger` make them from any number. */
export class GoInteger {
  constructor(readonly kind: IntegerKind, readonly value: bigint) {}
}

/** A field of a struct as `%v` prints it. */
export interface GoField {
  readonly name: string;
  readonly value: GoValue;
}

/** A value of any other type: it knows its type, and what a template may reach of it. */
export abstract class GoObject {
  abstract readonly type: GoType;

  /** An exported field; undefined where the type has none of that name. */
  field(_name: string): GoValue | undefined {
    return undefined;
  }

  /** The declared type of a field, where it is another than that of the value: `interface {}`. Shows in errors only. */
  fieldType(_name: string): GoType | undefined {
    return undefined;
  }

  /** An exported method, bound to this value; undefined where there is none. */
  method(_name: string): GoFunction | undefined {
    return undefined;
  }

  /** All fields of a struct in their order, for printing. */
  fields(): readonly GoField[] {
    return [];
  }

  /** The fields of a struct as its JSON has them: by the names of their tags, without those that are left out when empty. */
  jsonFields(): readonly GoField[] {
    return this.fields().filter(({ name }) => /^\p{Lu}/u.test(name));
  }

  /** The text that the value is in JSON, where its type says so itself; undefined where it is encoded as any other. */
  jsonText(): string | undefined {
    return undefined;
  }

  /** What the type's `Error` or `String` method gives; undefined where it has neither. */
  stringer(): string | undefined {
    return undefined;
  }

  /** What the `String` method of a pointer to the value gives: templates call it where they print a field themselves. */
  pointerStringer(): string | undefined {
    return undefined;
  }

  /** What the type's `GoString` method gives, which is `%#v`; undefined where it has none. */
  goStringer(): string | undefined {
    return undefined;
  }

  /**
   * The value under a type with a name: the integer of a `time.Duration`, the text of a named string type. Maps
   * and lists are `GoTypedMap` and `GoSlice`, which have type names of any kind.
   */
  underlying(): GoValue | undefined {
    return undefined;
  }

  /** Another value of the same type, by what is under it; undefined where the type has nothing under it. */
  withUnderlying(_value: GoValue): GoValue | undefined {
    return undefined;
  }

  /** What a pointer points to; null where it is nil, undefined for what is no pointer. */
  pointee(): GoValue | undefined {
    return undefined;
  }

  /** Go's `==` with a value of the same type; the same object by default, as with pointers. */
  equals(other: GoObject): boolean {
    return this === other;
  }
}

/**
 * A function that templates can call. The arguments have been checked against the types (`wrong type for value;
 * expected string; got int`), missing ones replaced as Go replaces them; a panic or a returned error is thrown as {@link GoError}.
 *
 * What arrives for a type of `params`: a value of just this type, where nil is `null` for maps, slices, pointers and
 * interfaces alike; for `map[string]interface {}` and `[]interface {}` always a `Map` and an array, also when the value has
 * a type with a name.
 */
export interface GoFunction {
  readonly params: readonly GoType[];
  /** The last of `params` is repeated, from no argument on: it is the type of one such argument. */
  readonly variadic?: boolean;
  /** The type that the function is declared to give; `interface {}` by default. */
  readonly result?: GoType;
  call(args: GoValue[]): GoValue;
}

/** An error (or panic) of a Go function; the message is that of Go's `Error()`. */
export class GoError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GoError';
  }
}
