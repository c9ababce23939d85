/** One step of a compiled shell pattern. */
type Step =
  | { kind: 'any' }
  | { kind: 'one' }
  | { kind: 'literal'; char: string }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

/** Matches one path segment. */
export type SegmentMatcher = (segment: string) => boolean;

/**
 * Compiles a shell pattern with the rules of Go's `path/filepath.Match`, for one segment of a path: `*`, `?`, `[a-z]`, `[^a]`
 * and `\` as escape. undefined when the pattern is malformed, which Go only reports once it gets that far: here always.
 */
export function compileSegment(pattern: string): SegmentMatcher | undefined {
  const steps = parse([...pattern]);
  if (!steps) return undefined;
  return segment => matches(steps, [...segment]);
}

function parse(chars: string[]): Step[] | undefined {
  const steps: Step[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at++];
    if (char === '*') {
      if (steps[steps.length - 1]?.kind !== 'any') steps.push({ kind: 'any' });
    } else if (char === '?') {
      steps.push({ kind: 'one' });
    } else if (char === '\\') {
      if (at >= chars.length) return undefined;
      steps.push({ kind: 'literal', char: chars[at++] });
    } else if (char === '[') {
      const parsed = parseClass(chars, at);
      if (!parsed) return undefined;
      steps.push(parsed.step);
      at = parsed.next;
    } else {
      steps.push({ kind: 'literal', char });
    }
  }
  return steps;
}

function parseClass(
  chars: string[],
  start: number,
): { step: Step; next: number } | undefined {
  let at = start;
  const negated = chars[at] === '^';
  if (negated) at++;
  const ranges: [string, string][] = [];
  while (chars[at] !== ']' || ranges.length === 0) {
    const low = classChar(chars, at);
    if (!low) return undefined;
    at = low.next;
    let high = low.char;
    if (chars[at] === '-') {
      const end = classChar(chars, at + 1);
      if (!end) return undefined;
      high = end.char;
      at = end.next;
    }
    ranges.push([low.char, high]);
  }
  return { step: { kind: 'class', negated, ranges }, next: at + 1 };
}

function classChar(
  chars: string[],
  at: number,
): { char: string; next: number } | undefined {
  const char = chars[at];
  if (char === undefined || char === '-' || char === ']') return undefined;
  if (char !== '\\') return { char, next: at + 1 };
  const escaped = chars[at + 1];
  return escaped === undefined ? undefined : { char: escaped, next: at + 2 };
}

/** Linear in pattern × text: only the last star is ever tried again. */
function matches(steps: Step[], chars: string[]): boolean {
  let step = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < chars.length) {
    const current = steps[step];
    if (current?.kind === 'any') {
      star = step++;
      starAt = at;
    } else if (current && accepts(current, chars[at])) {
      step++;
      at++;
    } else if (star >= 0) {
      step = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (steps[step]?.kind === 'any') step++;
  return step === steps.length;
}

function accepts(step: Step, char: string): boolean {
  switch (step.kind) {
    case 'one':
      return true;
    case 'literal':
      return step.char === char;
    case 'class': {
      const point = char.codePointAt(0) ?? 0;
      const inside = step.ranges.some(
        ([low, high]) =>
          (low.codePointAt(0) ?? 0) <= point &&
          point <= (high.codePointAt(0) ?? 0),
      );
      return inside !== step.negated;
    }
    default:
      return false;
  }
}
