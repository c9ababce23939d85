import type { GitRepositorySpec } from '@sluice/api';
import type { GitReference } from '@sluice/sources';

/** The highest tag within a range of versions. */
export interface VersionRange {
  kind: 'semver';
  range: string;
}

/**
 * What a spec asks to check out: a commit goes before a name, that before a range of versions, that before a tag, that before a branch
 * (`master` by default).
 */
export function referenceOf(
  spec: GitRepositorySpec,
): GitReference | VersionRange {
  const { branch, commit, name, semver, tag } = spec.ref ?? {};
  if (commit) return { kind: 'commit', commit, ...(branch ? { branch } : {}) };
  if (name) return { kind: 'name', name };
  if (semver) return { kind: 'semver', range: semver };
  if (tag) return { kind: 'tag', tag };
  return { kind: 'branch', branch: branch || 'master' };
}

/** The first field of a spec that asks for what is not there yet. Such a source is never fetched as if the field were absent. */
export function unsupportedField(spec: GitRepositorySpec): string | undefined {
  const asked: [string, boolean][] = [
    ['spec.verify', spec.verify !== undefined],
    ['spec.include', (spec.include?.length ?? 0) > 0],
    ['spec.sparseCheckout', (spec.sparseCheckout?.length ?? 0) > 0],
    ['spec.recurseSubmodules', spec.recurseSubmodules === true],
    ['spec.proxySecretRef', spec.proxySecretRef !== undefined],
    ['spec.serviceAccountName', Boolean(spec.serviceAccountName)],
    [
      `spec.provider ${spec.provider}`,
      Boolean(spec.provider) && spec.provider !== 'generic',
    ],
    ['an SSH address in spec.url', /^ssh:/i.test(spec.url)],
  ];
  return asked.find(([, wanted]) => wanted)?.[0];
}
