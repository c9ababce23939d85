import type { Environment } from '@marcbachmann/cel-js';

const syntax =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

class SemverValue {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];

  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    this.numbers = numbers;
    this.pre = pre;
  }
}

function parse(text: string): SemverValue | undefined {
  const match = text.length > 256 ? null : syntax.exec(text);
  return match
    ? new SemverValue(
        match.slice(1, 4).map(BigInt),
        match[4] ? match[4].split('.') : [],
      )
    : undefined;
}

function comparePart(left: string, right: string): number {
  const numbers = [left, right].map(part => /^\d+$/.test(part));
  if (numbers[0] && numbers[1]) {
    return (
      Number(BigInt(left) > BigInt(right)) -
      Number(BigInt(left) < BigInt(right))
    );
  }
  if (numbers[0] !== numbers[1]) {
    return numbers[0] ? -1 : 1;
  }
  return Number(left > right) - Number(left < right);
}

function compare(left: SemverValue, right: SemverValue): number {
  for (let index = 0; index < 3; index += 1) {
    const order =
      Number(left.numbers[index] > right.numbers[index]) -
      Number(left.numbers[index] < right.numbers[index]);
    if (order !== 0) {
      return order;
    }
  }
  if (left.pre.length === 0 || right.pre.length === 0) {
    return Number(left.pre.length === 0) - Number(right.pre.length === 0);
  }
  const length = Math.max(left.pre.length, right.pre.length);
  for (let index = 0; index < length; index += 1) {
    if (left.pre[index] === undefined) {
      return -1;
    }
    if (right.pre[index] === undefined) {
      return 1;
    }
    const order = comparePart(left.pre[index], right.pre[index]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** `semver` and its comparisons. */
export function registerVersions(environment: Environment): void {
  environment
    .registerType('kubernetes.Semver', SemverValue)
    .registerFunction(
      'isSemver(string): bool',
      (text: string) => parse(text) !== undefined,
    )
    .registerFunction('semver(string): kubernetes.Semver', (text: string) => {
      const version = parse(text);
      if (!version) {
        throw new RangeError(
          `semver parse error: invalid version ${JSON.stringify(text)}`,
        );
      }
      return version;
    })
    .registerFunction(
      'kubernetes.Semver.isLessThan(kubernetes.Semver): bool',
      (left: SemverValue, right: SemverValue) => compare(left, right) < 0,
    )
    .registerFunction(
      'kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool',
      (left: SemverValue, right: SemverValue) => compare(left, right) > 0,
    )
    .registerFunction(
      'kubernetes.Semver.compareTo(kubernetes.Semver): int',
      (left: SemverValue, right: SemverValue) => BigInt(compare(left, right)),
    );
  ['major', 'minor', 'patch'].forEach((name, index) =>
    environment.registerFunction(
      `kubernetes.Semver.${name}(): int`,
      (value: SemverValue) => value.numbers[index],
    ),
  );
}
