function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function shownText(expected: string, actual: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `${JSON.stringify(
    expected.slice(from, at + 160),
  )} but ${JSON.stringify(actual.slice(from, at + 160))}`;
}

/** Where two values differ, a line each; empty when they do not. */
export function differences(
  expected: unknown,
  actual: unknown,
  path = '',
): string[] {
  if (Object.is(expected, actual)) return [];
  if (typeof expected === 'string' && typeof actual === 'string') {
    return [`${path}: ${shownText(expected, actual)}`];
  }
  if (!isRecord(expected) || !isRecord(actual)) {
    return [`${path}: ${shown(expected)} but ${shown(actual)}`];
  }
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    .sort()
    .flatMap(key => differences(expected[key], actual[key], `${path}/${key}`));
}
