import { RE2JS } from 're2js';

/** Something that tells whether a pattern is found in a text. */
export interface Pattern {
  test(text: string): boolean;
}

const compiled = new Map<string, Pattern>();
const maxCached = 1000;

/** Texts in which RE2 and JavaScript agree: no classes, groups, escapes or repetitions of anything but characters. */
const literal = /^\^?(?:\(\?:)?[\w\-/:@ ]*\)?\$?$/;

/**
 * Compiles a pattern in Go's syntax (RE2: its running time is linear in the text).
 *
 * @throws Error with Go's wording when the pattern is invalid
 */
export function compilePattern(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known) return known;
  let result: Pattern;
  if (literal.test(pattern)) {
    result = new RegExp(pattern);
  } else {
    try {
      const expression = RE2JS.compile(pattern);
      result = { test: text => expression.matcher(text).find() };
    } catch (error) {
      throw new Error(
        `error parsing regexp: ${
          error instanceof Error
            ? error.message.replace(/^error parsing regexp: /, '')
            : error
        }`,
      );
    }
  }
  if (compiled.size >= maxCached) compiled.clear();
  compiled.set(pattern, result);
  return result;
}
