const remotePrefixes = [
  'git::',
  'gh:',
  'ssh://',
  'https://',
  'http://',
  'file://',
  'git@',
  'github.com:',
  'github.com/',
];

/** Whether a path is a URL or the name of a repository. */
export function isRemotePath(path: string): boolean {
  const lower = path.toLowerCase();
  return (
    remotePrefixes.some(
      prefix => lower.startsWith(prefix) && prefix.length < path.length,
    ) || /^[\w.-]+@[\w.-]+:/.test(path)
  );
}
