import type { FlagSpec } from '../flags/parseFlags';
import { readDuration } from './flagValues';

function bools(...names: string[]): FlagSpec[] {
  return names.map(name => ({ name, kind: 'bool' }));
}

function texts(...names: string[]): FlagSpec[] {
  return names.map(name => ({ name, kind: 'text' }));
}

/** How long a server may take. */
export const requestTimeout: FlagSpec = {
  name: 'timeout',
  kind: 'text',
  read: readDuration,
};

/** Flags of `repo add`. */
export const repoAddFlags: readonly FlagSpec[] = [
  ...texts('username', 'password', 'cert-file', 'key-file', 'ca-file'),
  ...bools(
    'password-stdin',
    'force-update',
    'insecure-skip-tls-verify',
    'allow-deprecated-repos',
    'pass-credentials',
  ),
  requestTimeout,
];

/** Flags of `dependency update` and `dependency build`. Credentials and certificates are of use for registries only, as in Helm. */
export const dependencyFlags: readonly FlagSpec[] = [
  ...texts(
    'keyring',
    'username',
    'password',
    'cert-file',
    'key-file',
    'ca-file',
  ),
  ...bools('verify', 'skip-refresh', 'insecure-skip-tls-verify', 'plain-http'),
];
