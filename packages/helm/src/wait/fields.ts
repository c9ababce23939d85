/** A field below an object; undefined where there is none. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (
      typeof current !== 'object' ||
      current === null ||
      Array.isArray(current)
    ) {
      return undefined;
    }
    current = new Map<string, unknown>(Object.entries(current)).get(key);
  }
  return current;
}

/** A text below an object; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const field = fieldAt(value, ...path);
  return typeof field === 'string' ? field : '';
}

/** An integer below an object; `fallback` where there is none. */
export function integerAt(
  value: unknown,
  fallback: number,
  ...path: readonly string[]
): number {
  const field = fieldAt(value, ...path);
  return typeof field === 'number' && Number.isInteger(field)
    ? field
    : fallback;
}

function requirement(expression: unknown): string | undefined {
  const key = textAt(expression, 'key');
  const values = fieldAt(expression, 'values');
  const list = (Array.isArray(values) ? values : []).map(String).join(',');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return undefined;
  }
}

/** `spec.selector` as the text of a label selector; undefined where it selects nothing. */
export function selectorOf(object: unknown): string | undefined {
  const selector = fieldAt(object, 'spec', 'selector');
  if (typeof selector !== 'object' || selector === null) return undefined;
  const expressions = fieldAt(selector, 'matchExpressions');
  const labels = fieldAt(selector, 'matchLabels');
  const plain = labels === undefined && expressions === undefined;
  const parts = Object.entries((plain ? selector : labels) ?? {}).map(
    ([key, value]) => `${key}=${String(value)}`,
  );
  for (const expression of Array.isArray(expressions) ? expressions : []) {
    const part = requirement(expression);
    if (part) parts.push(part);
  }
  return parts.length > 0 ? parts.join(',') : undefined;
}
