/** Quotes a binary string as package time does: bytes beyond ASCII, and control characters, in hexadecimal. */
export function quoteElement(binary: string): string {
  const quoted = binary
    .replace(/["\\]/g, '\\$&')
    .replace(
      /[^ -\x7f]/g,
      byte => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  return `"${quoted}"`;
}

/** A text that is not of its layout, with the message of Go's `time.ParseError`. */
export class TimeParseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeParseError';
  }

  static because(value: string, reason: string): TimeParseError {
    return new TimeParseError(`parsing time ${quoteElement(value)}${reason}`);
  }

  static at(
    { layout, value }: { layout: string; value: string },
    rest: string,
    element: string,
  ): TimeParseError {
    return TimeParseError.because(
      value,
      ` as ${quoteElement(layout)}: cannot parse ${quoteElement(
        rest,
      )} as ${quoteElement(element)}`,
    );
  }
}
