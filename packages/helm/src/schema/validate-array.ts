import { type Failure, count } from './failure';
import { type Instance, canonicalText } from './json';
import { type Schema } from './schema';
import { atLeast, atMost } from './validate-size';
import { type Validation } from './validation';

/** Checks the elements of an array. */
export function checkArray(v: Validation, items: readonly Instance[]): void {
  const schema = v.schema;
  atLeast(v, 'minItems', items.length, schema.minItems);
  atMost(v, 'maxItems', items.length, schema.maxItems);
  if (schema.uniqueItems) unique(v, items);
  if (schema.version < 2020) listedItems(v, items);
  else prefixedItems(v, items);
  if (schema.contains) contains(v, items, schema.contains);
}

function unique(v: Validation, items: readonly Instance[]): void {
  const known = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const text = canonicalText(item);
    const before = known.get(text);
    if (before !== undefined) {
      v.fail(`items at ${count(before)} and ${count(index)} are equal`);
      return;
    }
    known.set(text, index);
  }
}

function listedItems(v: Validation, items: readonly Instance[]): void {
  const { items: schemas, additionalItems } = v.schema;
  let evaluated = 0;
  if (Array.isArray(schemas)) {
    evaluated = Math.min(items.length, schemas.length);
    for (let i = 0; i < evaluated; i += 1) {
      v.add(v.below(schemas[i], items[i], String(i)));
    }
  } else if (schemas) {
    evaluated = items.length;
    for (let i = 0; i < evaluated; i += 1) {
      v.add(v.below(schemas, items[i], String(i)));
    }
  }
  if (additionalItems === false && evaluated !== items.length) {
    v.fail(
      `last ${count(items.length - evaluated)} additionalItem(s) not allowed`,
    );
  } else if (typeof additionalItems === 'object') {
    // Upstream counts these from 0 again.
    items.slice(evaluated).forEach((item, index) => {
      v.add(v.below(additionalItems, item, String(index)));
    });
  }
}

function prefixedItems(v: Validation, items: readonly Instance[]): void {
  const { prefixItems, restItems } = v.schema;
  const evaluated = Math.min(prefixItems.length, items.length);
  for (let i = 0; i < evaluated; i += 1) {
    v.add(v.below(prefixItems[i], items[i], String(i)));
  }
  if (restItems) {
    items.slice(evaluated).forEach((item, index) => {
      v.add(v.below(restItems, item, String(index)));
    });
  }
}

function contains(
  v: Validation,
  items: readonly Instance[],
  schema: Schema,
): void {
  const { minContains, maxContains, version } = v.schema;
  const failures: Failure[] = [];
  const matched: number[] = [];
  for (const [index, item] of items.entries()) {
    const failure = v.below(schema, item, String(index));
    if (failure) {
      failures.push(failure);
    } else {
      matched.push(index);
      if (version >= 2020) v.unevaluated.items.delete(index);
    }
  }
  if (minContains === undefined) {
    if (matched.length === 0) {
      v.fail('no items match contains schema', failures);
    }
  } else if (matched.length < minContains) {
    const wanted = `min ${count(
      minContains,
    )} items required to match contains schema, but`;
    v.fail(
      matched.length === 0
        ? `${wanted} none matched`
        : `${wanted} matched ${count(matched.length)} items at ${matched.join(
            ' ',
          )}`,
      failures,
    );
  }
  if (maxContains !== undefined && matched.length > maxContains) {
    v.fail(
      `max ${count(
        maxContains,
      )} items required to match contains schema, but matched ${count(
        matched.length,
      )} items at ${matched.join(' ')}`,
    );
  }
}
