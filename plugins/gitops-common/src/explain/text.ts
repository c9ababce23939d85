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

const extension = '(?:ya?ml|json|env|properties)';

/** A path inside the folder of a build: `/tmp/kustomization-123/apps/a.yaml` → `apps/a.yaml`. */
function insideBuild(path: string): string {
  return path.replace(/^(?:.*?\/kustomization-[^/]+|\{\{tmp\}\})\/?/, '');
}

/** Joins a folder and a path relative to it. */
function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The last file that a message names with its whole path, or by its name in the last folder that it names. */
function fileOf(message: string, path: string): string | undefined {
  const last = (pattern: RegExp) => [...message.matchAll(pattern)].pop()?.[1];
  const whole = last(
    new RegExp(
      `((?:/[^\\s'":]+|\\{\\{tmp\\}\\}/[^\\s'":]+)\\.${extension})`,
      'g',
    ),
  );
  if (whole) {
    return insideBuild(whole);
  }
  const folder = last(/recursed accumulation of path '([^']+)'/g);
  const named =
    last(/ in File: (\S+)/g) ??
    last(new RegExp(`'([^\\s'":]+\\.${extension})'`, 'g'));
  return named && joinPath(folder ? insideBuild(folder) : path, named);
}

/** The file, relative to the source's root, and line that a build error names. */
export function locationOf(
  message: string,
  path = '',
): { file: string; line?: number } | undefined {
  const file = fileOf(message, path);
  const line = /\bline (\d+)\b/.exec(message)?.[1];
  return file === undefined || file === ''
    ? undefined
    : { file, ...(line ? { line: Number(line) } : {}) };
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
