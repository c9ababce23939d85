import { quote } from '../fmt';
import {
  RegexpError,
  compileRegexp,
  quoteMeta,
  type Regexp,
  type RegexpMatch,
} from '../regexp';
import {
  GoError,
  GoSlice,
  boolType,
  hasInvalidBytes,
  stringSlice,
  stringSliceType,
  stringType,
  type GoValue,
} from '../value';
import {
  fn1,
  fn2,
  fn3,
  int,
  string,
  type FunctionTable,
  type Param,
} from './define';
import { assertLength } from './panics';

/** What Go says to a byte that is no text; undefined where it says something else before it gets there. */
function invalidText(pattern: string): GoError | undefined {
  const at = pattern.search(/[\ud800-\udfff]/u);
  if (at < 0) return undefined;
  try {
    compileRegexp(pattern.slice(0, at));
  } catch (error) {
    if (!(error instanceof RegexpError)) throw error;
    if (!/: (?:missing closing|trailing backslash)/.test(error.message)) {
      return undefined;
    }
  }
  return new GoError(
    `error parsing regexp: invalid UTF-8: \`${pattern.slice(at)}\``,
  );
}

/** Compiles, or fails with what Go returns. @throws GoError */
function compile(pattern: string): Regexp {
  if (hasInvalidBytes(pattern)) {
    const error = invalidText(pattern);
    if (error !== undefined) throw error;
  }
  try {
    return compileRegexp(pattern);
  } catch (error) {
    if (!(error instanceof RegexpError)) throw error;
    throw new GoError(error.message, { cause: error });
  }
}

/** Compiles, or fails with what Go panics with. @throws GoError */
function mustCompile(pattern: string): Regexp {
  try {
    return compile(pattern);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const quoted = canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
    throw new GoError(`regexp: Compile(${quoted}): ${error.message}`, {
      cause: error,
    });
  }
}

/** Go's `strconv.CanBackquote`. */
function canBackquote(text: string): boolean {
  return !/[`\x7f\ufeff]|[^\t -\u{10ffff}]|[\ud800-\udfff]/u.test(text);
}

/** Replaces every match. @throws GoError for a text that would be too long */
function replaceWithin(
  regexp: Regexp,
  text: string,
  replacement: (regexp: Regexp, match: RegexpMatch) => string,
): string {
  let length = text.length;
  return regexp.replaceAllBy(text, match => {
    const replaced = replacement(regexp, match);
    length += replaced.length;
    assertLength(length);
    return replaced;
  });
}

/** `[]string(nil)`, which is JSON's null. */
const none = () => new GoSlice(stringSliceType, [], true);

function findAll(regexp: Regexp, text: string, limit: bigint): GoValue {
  const found: string[] = [];
  if (limit !== 0n) {
    for (const { groups } of regexp.findAll(text)) {
      found.push(groups[0] ?? '');
      if (limit > 0n && BigInt(found.length) >= limit) break;
    }
  }
  return found.length === 0 ? none() : stringSlice(found);
}

/** Go's `Regexp.Split`. */
function split(regexp: Regexp, text: string, limit: bigint): GoValue {
  if (limit === 0n) return none();
  if (regexp.pattern !== '' && text === '') return stringSlice(['']);
  const parts: string[] = [];
  let [from, end] = [0, 0];
  let count = 0n;
  for (const match of regexp.findAll(text)) {
    if (
      limit > 0n &&
      (count === limit || BigInt(parts.length) === limit - 1n)
    ) {
      break;
    }
    count += 1n;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(from, end));
    from = match.end;
  }
  if (end !== text.length) parts.push(text.slice(from));
  return stringSlice(parts);
}

type Compile = (pattern: string) => Regexp;

const matching = (compileMatch: (pattern: string, text: string) => boolean) =>
  fn2([string, string], boolType, compileMatch);

const findingAll = (get: Compile) =>
  fn3([string, string, int], stringSliceType, (pattern, text, limit) =>
    findAll(get(pattern), text, limit),
  );
const finding = (get: Compile) =>
  fn2(
    [string, string],
    stringType,
    (pattern, text) => get(pattern).find(text)?.groups[0] ?? '',
  );
const three: [Param<string>, Param<string>, Param<string>] = [
  string,
  string,
  string,
];
const replacing = (get: Compile) =>
  fn3(three, stringType, (pattern, text, replacement) =>
    replaceWithin(get(pattern), text, (regexp, match) =>
      regexp.expand(replacement, match),
    ),
  );
const replacingLiterally = (get: Compile) =>
  fn3(three, stringType, (pattern, text, replacement) =>
    replaceWithin(get(pattern), text, () => replacement),
  );
const splitting = (get: Compile) =>
  fn3([string, string, int], stringSliceType, (pattern, text, limit) =>
    split(get(pattern), text, limit),
  );

/** A pattern that is none is an error, except for `regexMatch`, which it does not match. */
export const regexFunctions: FunctionTable = {
  regexMatch: matching((pattern, text) => {
    try {
      return compile(pattern).test(text);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      return false;
    }
  }),
  mustRegexMatch: matching((pattern, text) => compile(pattern).test(text)),
  regexFindAll: findingAll(mustCompile),
  mustRegexFindAll: findingAll(compile),
  regexFind: finding(mustCompile),
  mustRegexFind: finding(compile),
  regexReplaceAll: replacing(mustCompile),
  mustRegexReplaceAll: replacing(compile),
  regexReplaceAllLiteral: replacingLiterally(mustCompile),
  mustRegexReplaceAllLiteral: replacingLiterally(compile),
  regexSplit: splitting(mustCompile),
  mustRegexSplit: splitting(compile),
  regexQuoteMeta: fn1(string, stringType, quoteMeta),
};
