/** Whose artifacts: the object that produces them. */
export interface ArtifactOwner {
  kind: string;
  namespace: string;
  name: string;
}

const segment = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** `<kind>/<namespace>/<name>`, the kind in lower case. Throws when a part is no Kubernetes name. */
export function ownerPath(owner: ArtifactOwner): string {
  const parts = [owner.kind.toLowerCase(), owner.namespace, owner.name];
  if (!parts.every(part => segment.test(part) && part.length <= 253))
    throw new Error('the owner of an artifact has no valid name');
  return parts.join('/');
}

/** `<kind>/<namespace>/<name>/<file>`. */
export function artifactPath(owner: ArtifactOwner, file: string): string {
  const path = `${ownerPath(owner)}/${file}`;
  if (!isArtifactPath(path)) throw new Error('not the name of an artifact');
  return path;
}

/** True for a path of four plain segments: it cannot lead out of a storage. */
export function isArtifactPath(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.length === 4 &&
    parts.every(
      part => part.length <= 253 && segment.test(part) && !part.includes('..'),
    )
  );
}
