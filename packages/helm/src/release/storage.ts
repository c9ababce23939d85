import { type Release } from './release';

/** The type of the Secrets that hold releases. */
export const releaseSecretType = 'helm.sh/release.v1';

const systemLabels = new Set([
  'name',
  'owner',
  'status',
  'version',
  'createdAt',
  'modifiedAt',
]);

/** The name of the Secret or ConfigMap of a revision. */
export function storageName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

/** The labels of the Secret or ConfigMap of a release; `time`: when it is written, in seconds, and whether it was there before. */
export function storageLabels(
  release: Release,
  time: { createdAt: number } | { modifiedAt: number },
): Map<string, string> {
  const labels = new Map<string, string>(
    Object.entries(time).map(([key, seconds]) => [key, String(seconds)]),
  );
  for (const [key, value] of release.labels) labels.set(key, value);
  labels.set('name', release.name);
  labels.set('owner', 'helm');
  labels.set('status', release.info.status);
  labels.set('version', String(release.version));
  return labels;
}

/** The labels that belong to the release itself. */
export function ownLabels(
  labels: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...labels].filter(([key]) => !systemLabels.has(key)));
}
