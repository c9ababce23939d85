import type { Environment } from '@marcbachmann/cel-js';
import { sameCelValue } from './values';

class SetsNamespace {}

function compare(left: unknown, right: unknown): number {
  const order = (first: number | string | bigint, second: typeof first) => {
    if (first === second) {
      return 0;
    }
    return first < second ? -1 : 1;
  };
  if (typeof left === 'string' && typeof right === 'string') {
    return order(left, right);
  }
  if (isNumeric(left) && isNumeric(right)) {
    return left < right ? -1 : Number(left > right);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    return Number(left) - Number(right);
  }
  return order(Number(left), Number(right));
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function extreme(list: readonly unknown[], sign: number): unknown {
  if (list.length === 0) {
    throw new RangeError(`${sign < 0 ? 'min' : 'max'} called on empty list`);
  }
  return list.reduce((best, item) =>
    compare(item, best) * sign > 0 ? item : best,
  );
}

function sum(list: readonly unknown[]): unknown {
  if (list.some(item => typeof item === 'number')) {
    return list.reduce<number>((total, item) => total + Number(item), 0);
  }
  return list.reduce<bigint>(
    (total, item) => total + (typeof item === 'bigint' ? item : 0n),
    0n,
  );
}

function contains(all: readonly unknown[], part: readonly unknown[]): boolean {
  return part.every(item => all.some(other => sameCelValue(other, item)));
}

/** What Kubernetes adds to lists, and the functions of sets. */
export function registerLists(environment: Environment): void {
  environment
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      list.every(
        (item, index) => index === 0 || compare(list[index - 1], item) <= 0,
      ),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, -1))
    .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, 1))
    .registerFunction(
      'list.indexOf(dyn): int',
      (list: unknown[], value: unknown) =>
        BigInt(list.findIndex(item => sameCelValue(item, value))),
    )
    .registerFunction(
      'list.lastIndexOf(dyn): int',
      (list: unknown[], value: unknown) =>
        BigInt(list.findLastIndex(item => sameCelValue(item, value))),
    )
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction(
      'SetsNamespace.contains(list, list): bool',
      (_sets: SetsNamespace, all: unknown[], part: unknown[]) =>
        contains(all, part),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list, list): bool',
      (_sets: SetsNamespace, left: unknown[], right: unknown[]) =>
        contains(left, right) && contains(right, left),
    )
    .registerFunction(
      'SetsNamespace.intersects(list, list): bool',
      (_sets: SetsNamespace, left: unknown[], right: unknown[]) =>
        left.some(item => right.some(other => sameCelValue(item, other))),
    );
}
