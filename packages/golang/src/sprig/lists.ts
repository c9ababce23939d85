import {
  GoBytes,
  GoError,
  GoInteger,
  GoSlice,
  anySliceType,
  anyType,
  boolType,
  deepEqual,
  itemsOf,
  kindOf,
  sliceOf,
  type GoValue,
} from '../value';
import { toInt64 } from './cast';
import {
  any,
  fn1,
  fn2,
  int,
  variadicAny,
  variadic1,
  type FunctionTable,
} from './define';
import { isEmpty } from './defaults';
import { assertCount, nilDereference, runtimeError } from './panics';

/** The elements of a slice. @throws GoError in the words of the function for what is none */
function elements(list: GoValue, refusal: string): GoValue[] {
  const kind = kindOf(list);
  if (list === null) throw nilDereference();
  const items =
    kind === 'slice' || kind === 'array' ? itemsOf(list) : undefined;
  if (items === undefined) throw new GoError(`${refusal} ${kind}`);
  return items;
}

/** `[]interface {}(nil)`, which is JSON's null. */
const nilSlice = () => new GoSlice(anySliceType, [], true);

const chunksType = sliceOf(anySliceType);

function chunk(size: number, list: GoValue): GoValue {
  const items = elements(list, 'Cannot chunk type');
  const { length } = items;
  const count = Math.floor((length - 1) / size) + 1;
  const tooMany = () => runtimeError('makeslice: len out of range');
  if (!Number.isFinite(count) || count < 0) throw tooMany();
  const chunks: GoValue[] = [];
  for (let i = 0; i < count; i += 1) {
    const last = i === count - 1 ? Math.floor(length % size) : size;
    const width = last === 0 ? size : last;
    if (width < 0) throw tooMany();
    chunks.push(items.slice(i * size, i * size + width));
  }
  return new GoSlice(chunksType, chunks);
}

/** What was seen of a list: simple values are found at once, others are compared. */
class Seen {
  readonly #simple = new Set<GoValue>();
  readonly #integers = new Set<string>();
  readonly #others: GoValue[] = [];

  /** Whether an equal one was seen; it is from now on. */
  add(value: GoValue): boolean {
    if (value instanceof GoInteger) {
      return addTo(this.#integers, `${value.kind} ${value.value}`);
    }
    // NaN equals nothing.
    if (Number.isNaN(value)) return false;
    if (typeof value !== 'object') return addTo(this.#simple, value);
    const isSeen = this.#others.some(other => deepEqual(value, other));
    if (!isSeen) this.#others.push(value);
    return isSeen;
  }
}

function addTo<T>(set: Set<T>, value: T): boolean {
  if (set.has(value)) return true;
  set.add(value);
  return false;
}

function uniq(list: GoValue): GoValue[] {
  const seen = new Seen();
  return elements(list, 'Cannot find uniq on type').filter(
    item => !seen.add(item),
  );
}

const isIn = (list: readonly GoValue[], value: GoValue) =>
  list.some(item => deepEqual(value, item));

function has(needle: GoValue, haystack: GoValue): boolean {
  return (
    haystack !== null &&
    isIn(elements(haystack, 'Cannot find has on type'), needle)
  );
}

/** Part of a list, of the same type; nil of an empty one. */
function slice(list: GoValue, indices: readonly GoValue[]): GoValue {
  const items = elements(list, 'list should be type of slice or array but');
  if (items.length === 0) return null;
  const from = indices.length > 0 ? toInt64(indices[0]) : 0n;
  const to = indices.length > 1 ? toInt64(indices[1]) : BigInt(items.length);
  if (from < 0n || to < from || to > items.length) {
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  }
  const [start, end] = [Number(from), Number(to)];
  if (list instanceof GoBytes) {
    return new GoBytes(list.bytes.subarray(start, end), list.type);
  }
  const part = items.slice(start, end);
  return list instanceof GoSlice ? new GoSlice(list.type, part) : part;
}

function concat(lists: readonly GoValue[]): GoValue {
  const all: GoValue[] = [];
  for (const list of lists) {
    const kind = kindOf(list);
    if (list === null) throw nilDereference();
    const items =
      kind === 'slice' || kind === 'array' ? itemsOf(list) : undefined;
    if (items === undefined) {
      throw new GoError(`Cannot concat type ${kind} as list`);
    }
    assertCount(all.length + items.length);
    for (const item of items) all.push(item);
  }
  return all.length === 0 ? nilSlice() : all;
}

const push = fn2([any, any], anySliceType, (list, value) => [
  ...elements(list, 'Cannot push on type'),
  value,
]);
const prepend = fn2([any, any], anySliceType, (list, value) => [
  value,
  ...elements(list, 'Cannot prepend on type'),
]);
const first = fn1(
  any,
  anyType,
  list => elements(list, 'Cannot find first on type')[0] ?? null,
);
const last = fn1(
  any,
  anyType,
  list => elements(list, 'Cannot find last on type').at(-1) ?? null,
);
const rest = fn1(any, anySliceType, list => {
  const items = elements(list, 'Cannot find rest on type');
  return items.length === 0 ? nilSlice() : items.slice(1);
});
const initial = fn1(any, anySliceType, list => {
  const items = elements(list, 'Cannot find initial on type');
  return items.length === 0 ? nilSlice() : items.slice(0, -1);
});
const reverse = fn1(any, anySliceType, list =>
  [...elements(list, 'Cannot find reverse on type')].reverse(),
);
const uniqFunction = fn1(any, anySliceType, uniq);
const without = variadic1([any, any], anySliceType, (list, omitted) =>
  elements(list, 'Cannot find without on type').filter(
    item => !isIn(omitted, item),
  ),
);
const hasFunction = fn2([any, any], boolType, has);
const sliceFunction = variadic1([any, any], anyType, slice);
const chunkFunction = fn2([int, any], chunksType, (size, list) =>
  chunk(Number(size), list),
);
const compact = fn1(any, anySliceType, list =>
  elements(list, 'Cannot compact on type').filter(item => !isEmpty(item)),
);
const makeList = variadicAny(anySliceType, values => values.slice());

/** Lists are not changed but copied; a list from Go's functions of the same name with `must` ends in the same errors. */
export const listFunctions: FunctionTable = {
  tuple: makeList,
  list: makeList,
  append: push,
  push,
  mustAppend: push,
  mustPush: push,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  rest,
  mustRest: rest,
  last,
  mustLast: last,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  uniq: uniqFunction,
  mustUniq: uniqFunction,
  without,
  mustWithout: without,
  has: hasFunction,
  mustHas: hasFunction,
  slice: sliceFunction,
  mustSlice: sliceFunction,
  concat: variadicAny(anyType, concat),
  chunk: chunkFunction,
  mustChunk: chunkFunction,
  compact,
  mustCompact: compact,
};
