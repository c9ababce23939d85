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
  parent?: Scope;
}

export function rootScope(schema: Schema): Scope {
  return { schema, keyword: '', value: 0, depth: 0 };
}

export function childScope(
  parent: Scope,
  schema: Schema,
  keyword: string,
  value: number,
): Scope {
  return { schema, keyword, value, depth: parent.depth + 1, parent };
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
