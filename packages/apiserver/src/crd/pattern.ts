/** A regular expression in Go's syntax. */
export interface Pattern {
  source: string;
  /** Whether the text matches anywhere. */
  test(text: string): boolean;
}

class NativePattern implements Pattern {
  readonly source: string;
  readonly #expression: RegExp;

  constructor(source: string) {
    this.source = source;
    this.#expression = new RegExp(source, 'u');
  }

  test(text: string): boolean {
    return this.#expression.test(text);
  }
}

export function compilePattern(source: string): Pattern {
  return new NativePattern(source);
}

/** Why a pattern cannot be used, in Go's words, or undefined. */
export function patternProblem(source: string): string | undefined {
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
