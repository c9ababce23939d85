import { type Instance } from './json';
import { type Schema } from './schema';

/** What no keyword has looked at yet, where anybody wants to know. */
export class Unevaluated {
  readonly properties = new Set<string>();
  readonly items = new Set<number>();

  /** `wanted`: by a schema around. */
  static of(value: Instance, schema: Schema, wanted: boolean): Unevaluated {
    const unevaluated = new Unevaluated();
    if (value instanceof Map) {
      if (
        !schema.allPropertiesEvaluated &&
        (wanted || schema.unevaluatedProperties)
      ) {
        for (const name of value.keys()) unevaluated.properties.add(name);
      }
    } else if (
      Array.isArray(value) &&
      !schema.allItemsEvaluated &&
      (wanted || schema.unevaluatedItems)
    ) {
      for (let i = schema.itemsEvaluated; i < value.length; i += 1) {
        unevaluated.items.add(i);
      }
    }
    return unevaluated;
  }

  get isEmpty(): boolean {
    return this.properties.size === 0 && this.items.size === 0;
  }

  /** Removes all that another has looked at. */
  keep(other: Unevaluated): void {
    for (const name of this.properties) {
      if (!other.properties.has(name)) this.properties.delete(name);
    }
    for (const index of this.items) {
      if (!other.items.has(index)) this.items.delete(index);
    }
  }
}
