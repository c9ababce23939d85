import type { Environment } from '@marcbachmann/cel-js';
import {
  formatQuantity,
  parseQuantity,
  quantityProblem,
  type Quantity,
} from '../../resources/quantity';

class QuantityValue {
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }

  get nanos(): bigint {
    return this.quantity.nanos;
  }

  plus(nanos: bigint): QuantityValue {
    return new QuantityValue({
      ...this.quantity,
      nanos: this.nanos + nanos,
    });
  }
}

const unit = 1_000_000_000n;

/** `quantity` and its arithmetic. */
export function registerQuantities(environment: Environment): void {
  const compare = (left: QuantityValue, right: QuantityValue) =>
    Number(left.nanos > right.nanos) - Number(left.nanos < right.nanos);
  environment
    .registerType('kubernetes.Quantity', QuantityValue)
    .registerFunction(
      'isQuantity(string): bool',
      (text: string) => parseQuantity(text) !== undefined,
    )
    .registerFunction(
      'quantity(string): kubernetes.Quantity',
      (text: string) => {
        const quantity = parseQuantity(text);
        if (!quantity) {
          throw new RangeError(quantityProblem);
        }
        return new QuantityValue(quantity);
      },
    )
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (left: QuantityValue, right: QuantityValue) => compare(left, right) < 0,
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (left: QuantityValue, right: QuantityValue) => compare(left, right) > 0,
    )
    .registerFunction(
      'kubernetes.Quantity.compareTo(kubernetes.Quantity): int',
      (left: QuantityValue, right: QuantityValue) =>
        BigInt(compare(left, right)),
    )
    .registerFunction(
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (left: QuantityValue, right: QuantityValue) => left.plus(right.nanos),
    )
    .registerFunction(
      'kubernetes.Quantity.add(int): kubernetes.Quantity',
      (left: QuantityValue, right: bigint) => left.plus(right * unit),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (left: QuantityValue, right: QuantityValue) => left.plus(-right.nanos),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(int): kubernetes.Quantity',
      (left: QuantityValue, right: bigint) => left.plus(-right * unit),
    )
    .registerFunction(
      'kubernetes.Quantity.sign(): int',
      (value: QuantityValue) =>
        BigInt(Number(value.nanos > 0n) - Number(value.nanos < 0n)),
    )
    .registerFunction(
      'kubernetes.Quantity.isInteger(): bool',
      (value: QuantityValue) => value.nanos % unit === 0n,
    )
    .registerFunction(
      'kubernetes.Quantity.asInteger(): int',
      (value: QuantityValue) => {
        if (value.nanos % unit !== 0n) {
          throw new RangeError('cannot convert value to integer');
        }
        return value.nanos / unit;
      },
    )
    .registerFunction(
      'kubernetes.Quantity.asApproximateFloat(): double',
      (value: QuantityValue) => Number(value.nanos) / Number(unit),
    )
    .registerFunction(
      'string(kubernetes.Quantity): string',
      (value: QuantityValue) => formatQuantity(value.quantity),
    );
}
