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

function readFile(name: string, begin: string, call: HelmCall): Buffer {
  try {
    // An empty name is none, not the directory.
    return readFileSync(name === '' ? '' : resolve(call.context.cwd, name));
  } catch (error) {
    const problem = fileProblem('open', name, error);
    throw new Error(`${begin}${problem}`, { cause: error });
  }
}

/** The public keys of `--keyring`, or of GnuPG. @throws Error with Helm's message */
export function readKeyring(call: HelmCall): Buffer {
  const { context, flags } = call;
  return readFile(
    flags.has('keyring') ? flags.text('keyring') : defaultKeyring(context.env),
    'failed to load keyring: ',
    call,
  );
}

/**
 * Checks an archive on this machine by the provenance file beside it and the keyring of `--keyring`; `path` is shown
 * as it is.
 *
 * @throws Error with Helm's message
 */
export function verifyArchive(path: string, call: HelmCall): Verification {
  const { context } = call;
  const at = (name: string) => (name === '' ? '' : resolve(context.cwd, name));
  const stat = (name: string) => {
    try {
      return statSync(at(name));
    } catch (error) {
      throw new Error(fileProblem('stat', name, error), { cause: error });
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
  return verifyChart({
    keyring: readKeyring(call),
    archive: readFile(path, 'failed to read chart archive: ', call),
    provenance: readFile(
      provenancePath,
      'failed to read provenance file: ',
      call,
    ),
    archiveName: basename(path),
    now: context.now(),
  });
}
