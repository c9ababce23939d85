/** `group:default/team-payments` → `team-payments`; other namespaces stay visible. */
export function ownerName(owner: string): string {
  return owner.replace(/^group:(default\/)?/i, '');
}

/** The eight first digits of a hash, or the text itself: `main@sha1:17955473…` → `main@17955473`. */
export function shortRevision(revision: string): string {
  return revision.replace(/(@|^)(sha\d+:)([0-9a-f]{8})[0-9a-f]*$/, '$1$3');
}

/** Cuts a raw message for use inside a sentence: one line, at most 160 characters. */
export function excerpt(message: string): string {
  const line = message.trim().replace(/\s+/g, ' ').replace(/[.:]$/, '');
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}

/** The file, relative to the source's root, and line that a build error names. */
export function locationOf(
  message: string,
  path?: string,
): { file: string; line?: number } | undefined {
  const temporary =
    /(?:\/[^\s'":]*?\/|\{\{tmp\}\}\/)((?:[^\s'":/]+\/)*[^\s'":/]+\.(?:ya?ml|json|env|properties))/;
  const named = /'((?:\.\/)?(?:[^\s'":/]+\/)*[^\s'":/]+\.(?:ya?ml|json))'/;
  const file =
    relevantFile(message, temporary, path) ?? named.exec(message)?.[1];
  const line = /\bline (\d+)\b/.exec(message)?.[1];
  if (!file) {
    return undefined;
  }
  return {
    file: file.replace(/^\.\//, ''),
    ...(line ? { line: Number(line) } : {}),
  };
}

function relevantFile(
  message: string,
  pattern: RegExp,
  path?: string,
): string | undefined {
  const match = pattern.exec(message);
  if (!match) {
    return undefined;
  }
  const whole = match[0];
  const root = path?.replace(/^\.?\//, '').replace(/\/$/, '');
  const at = root ? whole.indexOf(`/${root}/`) : -1;
  return at >= 0 ? whole.slice(at + 1) : match[1];
}

/** Puts a list into words: `a`, `a and b`, `a, b and 3 more`. */
export function enumerate(items: readonly string[], most = 3): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  if (rest > 0) {
    return `${shown.join(', ')} and ${rest} more`;
  }
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
