import { RE2JS, RE2JSException } from 're2js';

/** A pattern that Go's `regexp.Compile` refuses, with its message. */
export class RegexpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegexpError';
  }
}

export interface RegexpMatch {
  /** UTF-16 offsets. */
  start: number;
  end: number;
  /** The whole match, then every group; undefined where a group took no part. */
  groups: (string | undefined)[];
  /** The groups that have names; a null-prototype object. */
  named: Record<string, string | undefined>;
}

const MAX_PATTERN_LENGTH = 64 * 1024;

/** `$name`, `${name}` and `$$` of a replacement. */
const TEMPLATE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

function expand(template: string, match: RegexpMatch): string {
  return template.replace(TEMPLATE, (_text, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) {
      return '$';
    }
    if (/^[0-9]+$/.test(name)) {
      return match.groups[Number(name)] ?? '';
    }
    return match.named[name] ?? '';
  });
}

/** A group with a name, or what could look like one: an escape, a class. */
const NAMED_GROUP = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<(\w+)>/gs;

/** Names that are given twice, which Go allows, to the first groups only. */
function withoutRepeatedNames(pattern: string): string {
  const names = new Set<string>();
  return pattern.replace(NAMED_GROUP, (text: string, name?: string) => {
    if (name === undefined) return text;
    const isRepeated = names.has(name);
    names.add(name);
    return isRepeated ? '(' : text;
  });
}

function compileLikeGo(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (
      error instanceof RE2JSException &&
      error.message.includes('duplicate capture group name')
    ) {
      return RE2JS.compile(withoutRepeatedNames(pattern));
    }
    throw error;
  }
}

/** A regular expression with the semantics of Go: linear time, no look-around, no back-references. */
export class Regexp {
  readonly pattern: string;
  readonly #compiled: RE2JS;
  readonly #names: [string, number][];

  /** @throws RegexpError */
  constructor(pattern: string) {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      throw new RegexpError('error parsing regexp: expression too large');
    }
    this.pattern = pattern;
    try {
      this.#compiled = compileLikeGo(pattern);
    } catch (error) {
      if (error instanceof RE2JSException) {
        throw new RegexpError(
          error.message.endsWith('trailing backslash at end of expression')
            ? `${error.message}: \`\``
            : error.message,
        );
      }
      throw error;
    }
    this.#names = Object.entries(this.#compiled.namedGroups());
  }

  /** Whether the expression matches anywhere in the text. */
  test(text: string): boolean {
    return this.#compiled.test(text);
  }

  /** The first match at or behind `from`. */
  find(text: string, from = 0): RegexpMatch | undefined {
    const matcher = this.#compiled.matcher(text);
    if (!matcher.find(from)) {
      return undefined;
    }
    const groups: (string | undefined)[] = [];
    for (let i = 0; i <= this.#compiled.groupCount(); i += 1) {
      groups.push(matcher.group(i) ?? undefined);
    }
    const named: Record<string, string | undefined> = Object.create(null);
    for (const [name, index] of this.#names) {
      named[name] = groups[index];
    }
    return { start: matcher.start(), end: matcher.end(), groups, named };
  }

  /** Every match in order; an empty one next to the end of another is left out, as in Go. */
  *findAll(text: string): Generator<RegexpMatch> {
    let lastEnd = -1;
    let from = 0;
    while (from <= text.length) {
      const match = this.find(text, from);
      if (match === undefined) {
        return;
      }
      if (match.end > match.start || match.start !== lastEnd) {
        yield match;
      }
      lastEnd = match.end;
      from =
        match.end > match.start
          ? match.end
          : match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  /** Go's `ReplaceAllString`: `$1`, `${1}` and `${name}` stand for groups, `$$` for a dollar. */
  replaceAll(text: string, template: string): string {
    return this.replaceAllBy(text, match => expand(template, match));
  }

  /** Replaces every match by what the function makes of it. */
  replaceAllBy(
    text: string,
    replacement: (match: RegexpMatch) => string,
  ): string {
    let result = '';
    let from = 0;
    for (const match of this.findAll(text)) {
      result += text.slice(from, match.start) + replacement(match);
      from = match.end;
    }
    return result + text.slice(from);
  }

  /** Go's `Expand`: a template filled from a match. */
  expand(template: string, match: RegexpMatch): string {
    return expand(template, match);
  }
}

const CACHE_SIZE = 256;
const cache = new Map<string, Regexp>();

/**
 * A compiled expression; the ones used last are kept.
 *
 * @throws RegexpError
 */
export function compileRegexp(pattern: string): Regexp {
  const known = cache.get(pattern);
  if (known !== undefined) {
    cache.delete(pattern);
    cache.set(pattern, known);
    return known;
  }
  const compiled = new Regexp(pattern);
  cache.set(pattern, compiled);
  if (cache.size > CACHE_SIZE) {
    const [oldest] = cache.keys();
    cache.delete(oldest);
  }
  return compiled;
}

/**
 * Go's `regexp.MatchString`.
 *
 * @throws RegexpError
 */
export function matchRegexp(pattern: string, text: string): boolean {
  return compileRegexp(pattern).test(text);
}

/** Go's `regexp.QuoteMeta`. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
