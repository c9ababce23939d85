import { type GoMap } from '@sluice/golang/value';
import { type Dialect, Parser, setIndex } from './parser';
import {
  jsonDialect,
  listDialect,
  literalDialect,
  textDialect,
  typedDialect,
} from './values';

export { setIndex };

function parse(line: string, into: GoMap, dialect: Dialect): GoMap {
  new Parser(line, dialect).parseInto(into);
  return into;
}

/**
 * Sets what a line of `--set` says in a map: `a.b=1,c[0]=x,d={e,f}`. Numbers, bools and null are what they look like.
 *
 * @throws GoError with Helm's message
 */
export function parseSet(line: string, into: GoMap = new Map()): GoMap {
  return parse(line, into, typedDialect);
}

/**
 * As {@link parseSet}, but every value is a string.
 *
 * @throws GoError with Helm's message
 */
export function parseSetString(line: string, into: GoMap = new Map()): GoMap {
  return parse(line, into, textDialect);
}

/**
 * Sets what a line of `--set-json` says: each value is JSON; none is null.
 *
 * @throws GoError with Helm's message
 */
export function parseSetJson(line: string, into: GoMap = new Map()): GoMap {
  return parse(line, into, jsonDialect);
}

/**
 * Sets what a line of `--set-file` says: each value names what `read` gives the content of.
 *
 * @throws GoError with Helm's message
 */
export function parseSetFile(
  line: string,
  read: (path: string) => string,
  into: GoMap = new Map(),
): GoMap {
  return parse(line, into, listDialect(read));
}

/**
 * Sets what a line of `--set-literal` says: one name, and all behind the `=` as it stands.
 *
 * @throws GoError with Helm's message
 */
export function parseSetLiteral(line: string, into: GoMap = new Map()): GoMap {
  return parse(line, into, literalDialect);
}
