/** Splits at a delimiter that is not escaped by a backslash; one leading delimiter is ignored. */
export function splitPath(path: string, delimiter: string): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const result = [parts[0]];
  for (const part of parts.slice(1)) {
    const last = result[result.length - 1];
    if (last.endsWith('\\')) {
      result[result.length - 1] = `${last.slice(0, -1)}${delimiter}${part}`;
    } else {
      result.push(part);
    }
  }
  return result;
}

/** Like splitPath, but `[…]` stays together; brackets without `=` are only quotes around a key. */
export function splitBracketedPath(path: string, delimiter: string): string[] {
  const parts = splitPath(path, delimiter);
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < parts.length - 1) {
      i++;
      bracketed.push(parts[i]);
      if (parts[i].endsWith(']')) break;
    }
    const text = bracketed.join(delimiter);
    result.push(
      text.includes('=') ? text : text.replace(/^[[\]]+|[[\]]+$/g, ''),
    );
  }
  return result;
}
