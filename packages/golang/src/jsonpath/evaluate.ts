import { sprint } from '../fmt';
import {
  type GoValue,
  GoError,
  GoInteger,
  entriesOf,
  goByte,
  indirect,
  isNil,
  itemsOf,
  sortedKeys,
  textOf,
  toBytes,
  typeName,
} from '../value';
import { passes } from './compare';
import type { Bound, PathNode, Steps } from './node';

/** What a step has found; undefined is what is no value at all, as an element that is nil has once it was walked into. */
export type Found = GoValue | undefined;

/** Values that one step may find. */
const most = 1_000_000;

/** How ranges are begun and ended by what is being walked. */
export interface Ranges {
  begun: number;
  within: number;
  ended: number;
}

/** The values right below a value; none where it is no map, slice or text. */
function childrenOf(value: GoValue): GoValue[] {
  const entries = entriesOf(value);
  if (entries) {
    return sortedKeys(entries).map(key => entries.get(key) ?? null);
  }
  const text = textOf(value);
  if (text !== undefined) return Array.from(toBytes(text), goByte);
  return itemsOf(value) ?? [];
}

/** What is there, behind pointers; undefined for nil. */
function reached(value: Found): GoValue | undefined {
  if (value === undefined) return undefined;
  const target = indirect(value);
  return isNil(target) ? undefined : target;
}

function fieldOf(input: readonly Found[], name: string): Found[] {
  if (input.length === 0) return [];
  const results = input.flatMap(value => {
    const target = reached(value);
    const found =
      target === undefined ? undefined : entriesOf(target)?.get(name);
    return found === undefined ? [] : [found];
  });
  if (results.length === 0) throw new GoError(`${name} is not found`);
  return results;
}

function outOfBounds(index: number, length: number): GoError {
  return new GoError(
    `array index out of bounds: index ${index}, length ${length}`,
  );
}

function sliced(
  items: readonly GoValue[],
  [from, to, by]: readonly [Bound, Bound, Bound],
): readonly GoValue[] {
  const { length } = items;
  let first = from.known ? from.value : 0;
  if (first < 0) first += length;
  let end = to.known ? to.value : length;
  if (end < 0 || (end === 0 && to.derived)) end += length;
  if (first === end) return [];
  if (first >= length || first < 0) throw outOfBounds(first, length);
  if (end > length || end < 0) throw outOfBounds(end - 1, length);
  if (first > end) {
    throw new GoError(
      `starting index ${first} is greater than ending index ${end}`,
    );
  }
  if (by.known && by.value <= 0) throw new GoError('step must be > 0');
  const step = by.known ? by.value : 1;
  return items.slice(first, end).filter((_, i) => i % step === 0);
}

function sliceOf(
  input: readonly Found[],
  bounds: readonly [Bound, Bound, Bound],
): Found[] {
  const results: Found[] = [];
  for (const value of input) {
    const target = reached(value);
    if (target === undefined) continue;
    const items = itemsOf(target);
    if (!items) {
      throw new GoError(`${typeName(target)} is not array or slice`);
    }
    const part = sliced(items, bounds);
    // One that gives nothing ends it, as in client-go.
    if (part.length === 0) return results;
    results.push(...part);
  }
  return results;
}

/** Finds what expressions name. */
export class Evaluator {
  readonly ranges: Ranges = { begun: 0, within: 0, ended: 0 };

  /** What steps find, one after the other. @throws GoError */
  list(input: readonly Found[], steps: Steps): readonly Found[] {
    let current = input;
    for (const step of steps) {
      current = this.walk(current, step);
      if (current.length > most) {
        throw new GoError(`an expression finds more than ${most} values`);
      }
    }
    return current;
  }

  /** What one step finds. @throws GoError */
  walk(input: readonly Found[], node: PathNode): readonly Found[] {
    switch (node.kind) {
      case 'list':
        return this.list(input, node.steps);
      case 'text':
        return [node.text];
      case 'integer':
        return input.map(() => new GoInteger('int', node.value));
      case 'float':
      case 'bool':
        return input.map(() => node.value);
      case 'identifier':
        return this.#identifier(input, node.name);
      case 'field':
        return fieldOf(input, node.name);
      case 'slice':
        return sliceOf(input, node.bounds);
      case 'wildcard':
        return input.flatMap(value => {
          const target = reached(value);
          return target === undefined ? [] : childrenOf(target);
        });
      case 'recursive': {
        const results: Found[] = [];
        for (const value of input) this.#descend(value, results);
        return results;
      }
      case 'union':
        return node.lists.flatMap(steps => this.list(input, steps));
      default:
        return this.#filter(input, node);
    }
  }

  #identifier(input: readonly Found[], name: string): readonly Found[] {
    if (name === 'range') {
      this.ranges.begun += 1;
      return input;
    }
    if (name !== 'end') throw new GoError(`unrecognized identifier ${name}`);
    if (this.ranges.within === 0) {
      throw new GoError('not in range, nothing to end');
    }
    this.ranges.ended += 1;
    return [];
  }

  /** A value with all that is in it and has something in it itself. */
  #descend(value: Found, results: Found[]): void {
    const target = reached(value);
    const children = target === undefined ? [] : childrenOf(target);
    if (children.length === 0) return;
    results.push(target);
    if (results.length > most) {
      throw new GoError(`an expression finds more than ${most} values`);
    }
    for (const child of children) this.#descend(child, results);
  }

  #filter(
    input: readonly Found[],
    node: PathNode & { kind: 'filter' },
  ): Found[] {
    const results: Found[] = [];
    for (const value of input) {
      const target = reached(value);
      const items = target === undefined ? undefined : itemsOf(target);
      if (!items) {
        throw new GoError(
          `${sprint([
            target ?? null,
          ])} is not array or slice and cannot be filtered`,
        );
      }
      for (const item of items) if (this.#keeps(item, node)) results.push(item);
    }
    return results;
  }

  #keeps(item: GoValue, node: PathNode & { kind: 'filter' }): boolean {
    if (node.operator === 'exists') return this.#exists(item, node.left);
    const left = single(this.list([item], node.left));
    if (left === undefined) return false;
    const right = single(this.list([item], node.right));
    return right !== undefined && passes(left, node.operator, right);
  }

  /** Whether steps find something. A field that is not there is nothing; a step that fails otherwise finds what it was given. */
  #exists(item: GoValue, steps: Steps): boolean {
    let current: readonly Found[] = [item];
    for (const step of steps) {
      try {
        current = this.list(current, [step]);
      } catch (error) {
        if (!(error instanceof GoError)) throw error;
        return step.kind !== 'field' && current.length > 0;
      }
    }
    return current.length > 0;
  }
}

function single(values: readonly Found[]): GoValue | undefined {
  if (values.length > 1) {
    throw new GoError('can only compare one element at a time');
  }
  return values[0];
}
