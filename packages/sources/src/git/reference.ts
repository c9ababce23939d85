/** What is to be checked out. */
export type GitReference =
  | { kind: 'branch'; branch: string }
  | { kind: 'tag'; tag: string }
  /** A full reference name, for example `refs/pull/420/head`. */
  | { kind: 'name'; name: string }
  /** Must be reachable from the branch, or from any branch when none is named. */
  | { kind: 'commit'; commit: string; branch?: string };

/** The full name to ask the remote for; undefined when only its commits matter. */
export function fullName(reference: GitReference): string | undefined {
  switch (reference.kind) {
    case 'branch':
      return `refs/heads/${reference.branch}`;
    case 'tag':
      return `refs/tags/${reference.tag}`;
    case 'name':
      return reference.name;
    default:
      return reference.branch ? `refs/heads/${reference.branch}` : undefined;
  }
}

/** `main@sha1:<40 hex>`, `refs/heads/main@sha1:…` or `sha1:…`, as Flux writes revisions. */
export function revisionOf(reference: GitReference, hash: string): string {
  // Flux names the algorithm of 40 digits only.
  const digest = hash.length === 40 ? `sha1:${hash}` : hash;
  switch (reference.kind) {
    case 'branch':
      return `${reference.branch}@${digest}`;
    case 'tag':
      return `${reference.tag}@${digest}`;
    case 'name':
      return `${reference.name}@${digest}`;
    default:
      return reference.branch ? `${reference.branch}@${digest}` : digest;
  }
}

/** The rules of git-check-ref-format, so that no name can be read as a refspec, a pattern or an option. */
export function isValidReferenceName(name: string): boolean {
  if (name === '' || name.length > 1024) return false;
  if (/[ ~^:?*[\\\x7f]/.test(name) || [...name].some(char => char < ' '))
    return false;
  if (name.includes('..') || name.includes('@{') || name.includes('//'))
    return false;
  if (/^[-/+]|[/.]$/.test(name)) return false;
  return name
    .split('/')
    .every(part => !part.startsWith('.') && !part.endsWith('.lock'));
}
