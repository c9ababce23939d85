import { escapeToken } from './location';
import { type Schema } from './schema';

/** A schema that is being used, and what led to it. */
export interface Scope {
  schema: Schema;
  /** The keyword of a jump; '' where the schema lies within the one before. */
  keyword: string;
  /** The same for the same value. */
  value: number;
  depth: number;
  /** How many schemas may still be used: references can multiply them without end. */
  left: { steps: number };
  parent?: Scope;
}

/** Schemas that are used for one value and all in it. */
const MAX_STEPS = 1_000_000;

export function rootScope(
  schema: Schema,
  left: Scope['left'] = { steps: MAX_STEPS },
): Scope {
  return { schema, keyword: '', value: 0, depth: 0, left };
}

export function childScope(
  parent: Scope,
  schema: Schema,
  keyword: string,
  value: number,
): Scope {
  const { depth, left } = parent;
  left.steps -= 1;
  if (left.steps < 0) {
    throw new RangeError(`schemas are used more than ${MAX_STEPS} times`);
  }
  return { schema, keyword, value, depth: depth + 1, left, parent };
}

/** Where the same schema is being used for the same value already. */
export function cycleOf(scope: Scope): Scope | undefined {
  for (let each = scope.parent; each; each = each.parent) {
    if (each.value !== scope.value) return undefined;
    if (each.schema === scope.schema) return each;
  }
  return undefined;
}

/** The keywords that led to a scope. */
export function keywordPath(scope: Scope): string {
  let path = '';
  for (let each = scope; each.parent; each = each.parent) {
    path =
      each.keyword === ''
        ? each.schema.location.slice(each.parent.schema.location.length) + path
        : `/${escapeToken(each.keyword)}${path}`;
  }
  return path;
}
