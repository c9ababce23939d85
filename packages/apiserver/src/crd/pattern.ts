import { compileRegexp, RegexpError, type Regexp } from '@sluice/golang/regexp';

/** A regular expression in Go's syntax, in time linear in the text. */
export interface Pattern {
  source: string;
  /** Whether the text matches anywhere. */
  test(text: string): boolean;
}

class GoPattern implements Pattern {
  readonly source: string;
  readonly #expression: Regexp;

  constructor(source: string) {
    this.source = source;
    this.#expression = compileRegexp(source);
  }

  test(text: string): boolean {
    return this.#expression.test(text);
  }
}

const known = new Map<string, Pattern>();
const knownLimit = 1000;

/** Compiles a pattern; the same pattern gives the same object. Throws RegexpError. */
export function compilePattern(source: string): Pattern {
  const present = known.get(source);
  if (present) {
    return present;
  }
  const made = new GoPattern(source);
  if (known.size >= knownLimit) {
    known.clear();
  }
  known.set(source, made);
  return made;
}

/** Why a pattern cannot be used, in Go's words, or undefined. */
export function patternProblem(source: string): string | undefined {
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    if (error instanceof RegexpError) {
      return error.message;
    }
    throw error;
  }
}
