/** Go's `path.Clean`: the shortest path of the same meaning. Paths are Go strings. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
      else if (!rooted) parts.push(part);
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  const cleaned = parts.join('/');
  if (rooted) return `/${cleaned}`;
  return cleaned === '' ? '.' : cleaned;
}

/** Go's `path.Base`: the last element, `.` of an empty path. */
export function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = withoutTrailingSlashes(path);
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** Go's `path.Dir`: all but the last element, cleaned. */
export function directoryPath(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** Go's `path.Ext`: from the last dot of the last element. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/');
}
