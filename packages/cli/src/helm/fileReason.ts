const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'not a directory'],
]);

function codeOf(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null
      ? Reflect.get(error, 'code')
      : undefined;
  return typeof code === 'string' ? code : '';
}

/** Why a file could not be read, as Go says it; throws errors that are not of files. */
export function fileReason(path: string, error: unknown): string {
  const reason = reasons.get(codeOf(error));
  if (!reason) throw error;
  const verb = codeOf(error) === 'EISDIR' ? 'read' : 'open';
  return `${verb} ${path}: ${reason}`;
}
