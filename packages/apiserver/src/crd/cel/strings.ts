import type { Environment } from '@marcbachmann/cel-js';
import { compileRegexp } from '@sluice/golang/regexp';

/** What Kubernetes adds to strings: the extended string functions and regular expressions. */
export function registerStrings(environment: Environment): void {
  environment
    .registerFunction(
      'string.charAt(int): string',
      (text: string, at: bigint) => [...text][Number(at)] ?? '',
    )
    .registerFunction(
      'string.replace(string, string): string',
      (text: string, from: string, to: string) => text.split(from).join(to),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, from: string, to: string, limit: bigint) =>
        replaceSome(text, from, to, Number(limit)),
    )
    .registerFunction('string.reverse(): string', (text: string) =>
      [...text].reverse().join(''),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '',
    )
    .registerFunction(
      'string.findAll(string): list<string>',
      (text: string, pattern: string) => findAll(text, pattern, -1),
    )
    .registerFunction(
      'string.findAll(string, int): list<string>',
      (text: string, pattern: string, limit: bigint) =>
        findAll(text, pattern, Number(limit)),
    )
    .registerFunction(
      'string.format(list): string',
      (text: string, values: unknown[]) => formatted(text, values),
    );
}

function replaceSome(
  text: string,
  from: string,
  to: string,
  limit: number,
): string {
  const parts = text.split(from);
  if (limit < 0 || limit >= parts.length - 1) {
    return parts.join(to);
  }
  return (
    parts.slice(0, limit + 1).join(to) +
    from +
    parts.slice(limit + 1).join(from)
  );
}

function findAll(text: string, pattern: string, limit: number): string[] {
  return [...compileRegexp(pattern).findAll(text)]
    .slice(0, limit < 0 ? undefined : limit)
    .map(match => match.groups[0] ?? '');
}

/** `%s`, `%d` and `%%`; others print the value as text. */
function formatted(text: string, values: readonly unknown[]): string {
  let index = 0;
  return text.replace(/%(%|\.\d+[a-z]|[a-z])/gi, (_whole, verb: string) => {
    if (verb === '%') {
      return '%';
    }
    if (index >= values.length) {
      throw new RangeError(`index ${index} out of range`);
    }
    const value = values[index];
    index += 1;
    const digits = /^\.(\d+)f$/i.exec(verb);
    return digits ? Number(value).toFixed(Number(digits[1])) : String(value);
  });
}
