import type { JsonValue } from '@sluice/golang/json';
import { type Comparison, compareTyped } from './compare';
import { FieldSet } from './fieldSet';
import { mergeTyped } from './merge';
import { fieldElement } from './pathElement';
import { extractItems, removeItems } from './removeItems';
import { fieldSetOf } from './toFieldSet';
import type { TypeRef } from './typeSchema';
import { validateValue, type ValidationOptions } from './validate';
import { valuesEqual } from './value';

/** A value that fits its type. Immutable. */
export class TypedValue {
  readonly value: JsonValue;
  readonly type: TypeRef;
  #fieldSet: FieldSet | undefined;

  private constructor(value: JsonValue, type: TypeRef) {
    this.value = value;
    this.type = type;
  }

  /** Throws ValidationErrors. */
  static of(
    value: JsonValue,
    type: TypeRef,
    options?: ValidationOptions,
  ): TypedValue {
    validateValue(value, type, options);
    return new TypedValue(value, type);
  }

  /** A value that is known to fit, such as the result of an operation on values that do. */
  static trusted(value: JsonValue, type: TypeRef): TypedValue {
    return new TypedValue(value, type);
  }

  /** Every leaf field and list item. */
  fieldSet(): FieldSet {
    this.#fieldSet ??= fieldSetOf(this.value, this.type);
    return this.#fieldSet;
  }

  /** What `other` changes. */
  compare(other: TypedValue): Comparison {
    this.#sameType(other);
    return compareTyped(this.value, other.value, this.type);
  }

  /** This value with everything that `other` states; this value itself when that changes nothing. */
  merge(other: TypedValue): TypedValue {
    this.#sameType(other);
    return this.#with(mergeTyped(this.value, other.value, this.type));
  }

  removeItems(set: FieldSet): TypedValue {
    return this.#with(removeItems(this.value, set, this.type));
  }

  /** Only what is in the set. With `keys` also the key fields of the list items on the way. */
  extractItems(set: FieldSet, options: { keys?: boolean } = {}): TypedValue {
    return this.#with(
      extractItems(
        this.value,
        options.keys ? set.union(this.#keyFields(set)) : set,
        this.type,
      ),
    );
  }

  equals(other: TypedValue): boolean {
    return valuesEqual(this.value, other.value);
  }

  /** A value of the same type without anything in it. */
  empty(): TypedValue {
    return this.#with(null);
  }

  #keyFields(set: FieldSet): FieldSet {
    const present = this.fieldSet();
    const keys = new FieldSet();
    for (const path of set.paths()) {
      if (present.has(path)) {
        path.forEach((element, i) => {
          for (const field of element.kind === 'key' ? element.fields : []) {
            keys.insert([...path.slice(0, i + 1), fieldElement(field.name)]);
          }
        });
      }
    }
    return keys;
  }

  #with(value: JsonValue): TypedValue {
    return value === this.value ? this : new TypedValue(value, this.type);
  }

  #sameType(other: TypedValue): void {
    if (
      this.type.schema !== other.type.schema ||
      this.type.name !== other.type.name
    ) {
      throw new Error(
        this.type.schema !== other.type.schema
          ? 'expected objects with types from the same schema'
          : `expected objects of the same type, but got ${this.type.name} and ${other.type.name}`,
      );
    }
  }
}
