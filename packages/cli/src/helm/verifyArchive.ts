import { readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { type Verification, verifyChart } from '@sluice/helm';
import { messageOf } from '../messageOf';
import type { HelmCall } from './helmCommand';

const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'not a directory'],
  ['ENAMETOOLONG', 'file name too long'],
]);

/** What Go says of a file that cannot be used. */
function fileProblem(verb: string, path: string, error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null
      ? Reflect.get(error, 'code')
      : undefined;
  const reason = typeof code === 'string' ? reasons.get(code) : undefined;
  if (!reason) return messageOf(error);
  return `${code === 'EISDIR' ? 'read' : verb} ${path}: ${reason}`;
}

/** Where public keys are that nobody named. */
function defaultKeyring(env: HelmCall['context']['env']): string {
  return env.GNUPGHOME === undefined
    ? join(env.HOME ?? '', '.gnupg', 'pubring.gpg')
    : join(env.GNUPGHOME, 'pubring.gpg');
}

/**
 * Checks an archive on this machine by the provenance file beside it and the keyring of `--keyring`; `path` is shown
 * as it is.
 *
 * @throws Error with Helm's message
 */
export function verifyArchive(
  path: string,
  { context, flags }: HelmCall,
): Verification {
  // An empty name is none, not the directory.
  const at = (name: string) => (name === '' ? '' : resolve(context.cwd, name));
  const stat = (name: string) => {
    try {
      return statSync(at(name));
    } catch (error) {
      throw new Error(fileProblem('stat', name, error), { cause: error });
    }
  };
  const read = (name: string, begin: string) => {
    try {
      return readFileSync(at(name));
    } catch (error) {
      const problem = fileProblem('open', name, error);
      throw new Error(`${begin}${problem}`, { cause: error });
    }
  };
  if (stat(path).isDirectory()) {
    throw new Error('unpacked charts cannot be verified');
  }
  if (extname(path).toLowerCase() !== '.tgz') {
    throw new Error('chart must be a tgz file');
  }
  const provenancePath = `${path}.prov`;
  try {
    stat(provenancePath);
  } catch (error) {
    throw new Error(
      `could not load provenance file ${provenancePath}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const keyringPath = flags.has('keyring')
    ? flags.text('keyring')
    : defaultKeyring(context.env);
  return verifyChart({
    keyring: read(keyringPath, 'failed to load keyring: '),
    archive: read(path, 'failed to read chart archive: '),
    provenance: read(provenancePath, 'failed to read provenance file: '),
    archiveName: basename(path),
    now: context.now(),
  });
}
