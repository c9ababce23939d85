import type { GitRepositorySpec } from '@sluice/api';
import type { GitReference } from '@sluice/sources';

/** What a spec asks to check out: a commit goes before a name, that before a tag, that before a branch (`master` by default). */
export function referenceOf(spec: GitRepositorySpec): GitReference {
  const { branch, commit, name, tag } = spec.ref ?? {};
  if (commit) return { kind: 'commit', commit, ...(branch ? { branch } : {}) };
  if (name) return { kind: 'name', name };
  if (tag) return { kind: 'tag', tag };
  return { kind: 'branch', branch: branch || 'master' };
}

/** The first field of a spec that asks for what is not there yet. Such a source is never fetched as if the field were absent. */
export function unsupportedField(spec: GitRepositorySpec): string | undefined {
  const { commit, name, semver } = spec.ref ?? {};
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
    ['spec.ref.semver', Boolean(semver) && !commit && !name],
    ['an SSH address in spec.url', /^ssh:/i.test(spec.url)],
  ];
  return asked.find(([, wanted]) => wanted)?.[0];
}
