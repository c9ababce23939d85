import { GoInteger, type IntegerKind } from './value';

const bits: Readonly<Record<IntegerKind, number>> = {
  int: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
  uintptr: 64,
};

/** Whether integers of the kind have no sign. */
export function isUnsigned(kind: IntegerKind): boolean {
  return kind.startsWith('u');
}

const smallest = -128;
const smallInts = Array.from(
  { length: 1_152 },
  (_, i) => new GoInteger('int', BigInt(i + smallest)),
);
const bytes = Array.from(
  { length: 256 },
  (_, i) => new GoInteger('uint8', BigInt(i)),
);

/** An `int`; what does not fit into 64 bits wraps around. A number has to be whole. */
export function goInt(value: number | bigint): GoInteger {
  if (typeof value === 'number') {
    const small = smallInts[value - smallest];
    if (small !== undefined) return small;
    return new GoInteger('int', BigInt.asIntN(64, BigInt(value)));
  }
  return new GoInteger('int', BigInt.asIntN(64, value));
}

/** A byte. */
export function goByte(value: number): GoInteger {
  return bytes[value & 0xff];
}

/** An integer of the kind; what does not fit wraps around, as Go's conversions do. A number has to be whole. */
export function goInteger(
  kind: IntegerKind,
  value: number | bigint,
): GoInteger {
  if (kind === 'int') return goInt(value);
  const wide = BigInt(value);
  return new GoInteger(
    kind,
    isUnsigned(kind)
      ? BigInt.asUintN(bits[kind], wide)
      : BigInt.asIntN(bits[kind], wide),
  );
}

/** An `int64`. */
export function goInt64(value: number | bigint): GoInteger {
  return new GoInteger('int64', BigInt.asIntN(64, BigInt(value)));
}

/** The integer that Go's conversion makes of a float: towards zero; what does not fit, and NaN, is the smallest `int64` (as on amd64). */
export function truncateFloat(value: number): bigint {
  return Number.isFinite(value) && Math.abs(value) < 2 ** 63
    ? BigInt(Math.trunc(value))
    : -(2n ** 63n);
}
