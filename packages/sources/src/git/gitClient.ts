import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Advertisement, readAdvertisement } from './advertisement';
import { authorization, type GitAuth, maskCredentials } from './auth';
import { BareRepository } from './bareRepository';
import { GitError, wrapGitError } from './errors';
import { FetchedCommit } from './fetchedCommit';
import type { GitConfig } from './gitProcess';
import {
  fullName,
  type GitReference,
  isValidReferenceName,
  revisionOf,
} from './reference';
import { parseRemoteUrl } from './remoteUrl';
import { trustedCertificates } from './trustedCertificates';

export interface GitClientOptions {
  /** Name or path of the git program. Default `git`. */
  program?: string;
  /** Where repositories are kept while they are read. Default the system's folder for temporary files. */
  temporaryDirectory?: string;
  /** Bytes of packs at which a fetch is ended. Default 2 GiB. */
  maxRepositoryBytes?: number;
}

/** A repository and how to authenticate. */
export interface GitRemote {
  /** `http://` or `https://`, possibly with credentials, which appear in no message. */
  url: string;
  auth: GitAuth;
  /** Milliseconds for one operation. */
  timeout: number;
}

const fetchedReference = 'refs/fetched/head';

/** The commit that was asked for is not among those fetched. */
class UnresolvedCommit extends GitError {
  constructor(commit: string) {
    super(
      'referenceNotFound',
      `unable to resolve commit object for '${commit}': object not found`,
    );
  }
}

/**
 * Reads remote repositories over HTTP. References are asked for without a process; objects come through the system's git, in a bare
 * repository that lives as long as it is read. Every failure is a GitError in go-git's words.
 *
 * @example
 * const hash = await client.lsRemote(remote, { kind: 'branch', branch: 'main' }, signal);
 * const commit = await client.fetch(remote, { kind: 'branch', branch: 'main' }, signal);
 * const files = await commit.files();
 * await commit.dispose();
 */
export class GitClient {
  readonly #options: GitClientOptions;

  constructor(options: GitClientOptions = {}) {
    this.#options = options;
  }

  /**
   * The commit that the remote's reference points to, or undefined when there is no such reference. Of a commit alone it only says that
   * the repository can be read, and gives the commit back.
   */
  async lsRemote(
    remote: GitRemote,
    reference: GitReference,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { address } = parseRemoteUrl(remote.url);
    const name = fullName(reference);
    if (name !== undefined && (name.startsWith('/') || name.endsWith('/'))) {
      throw new GitError(
        'referenceNotFound',
        `ref ${name} is invalid; Git refs cannot begin or end with a slash '/'`,
      );
    }
    try {
      const advertisement = await this.#advertisement(
        remote,
        name,
        deadline(remote, signal),
      );
      if (reference.kind === 'commit') return reference.commit;
      return name === undefined ? undefined : resolve(advertisement, name);
    } catch (error) {
      throw masked(
        failed(`unable to list remote for '${address}'`, error, signal),
        remote,
      );
    }
  }

  /** The names of all tags, without `refs/tags/`. */
  async listTags(remote: GitRemote, signal: AbortSignal): Promise<string[]> {
    const { address } = parseRemoteUrl(remote.url);
    const prefix = 'refs/tags/';
    try {
      const { references } = await this.#ask(
        remote,
        name => name.startsWith(prefix) && !name.endsWith('^{}'),
        deadline(remote, signal),
      );
      return [...references.keys()].map(name => name.slice(prefix.length));
    } catch (error) {
      const wanted: GitReference = { kind: 'tag', tag: '' };
      throw masked(cloneFailure(address, wanted, error, signal), remote);
    }
  }

  /**
   * Fetches one commit: a branch, tag or name without history; a commit with the history that proves it is reachable.
   */
  async fetch(
    remote: GitRemote,
    reference: GitReference,
    signal: AbortSignal,
  ): Promise<FetchedCommit> {
    const { address } = parseRemoteUrl(remote.url);
    const within = deadline(remote, signal);
    const name = fullName(reference);
    let advertisement: Advertisement;
    try {
      advertisement = await this.#advertisement(remote, name, within);
      if (
        reference.kind === 'name' &&
        !resolve(advertisement, reference.name)
      ) {
        throw new GitError(
          'referenceNotFound',
          `unable to resolve ref '${reference.name}' to a specific commit`,
        );
      }
      if (name !== undefined && !resolve(advertisement, name)) {
        throw new GitError(
          'referenceNotFound',
          `couldn't find remote ref "${name}"`,
        );
      }
    } catch (error) {
      throw masked(cloneFailure(address, reference, error, signal), remote);
    }
    const directory = await mkdtemp(
      join(this.#options.temporaryDirectory ?? tmpdir(), 'sluice-git-'),
    );
    try {
      return await this.#fetchInto(
        directory,
        remote,
        reference,
        advertisement,
        { within, signal },
      );
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      if (isUnresolved(error)) throw error;
      throw masked(cloneFailure(address, reference, error, signal), remote);
    }
  }

  async #fetchInto(
    directory: string,
    remote: GitRemote,
    reference: GitReference,
    advertisement: Advertisement,
    { within, signal }: { within: AbortSignal; signal: AbortSignal },
  ): Promise<FetchedCommit> {
    const repository = await BareRepository.create(join(directory, 'git'), {
      program: this.#options.program,
      home: directory,
    });
    const name = fullName(reference);
    const source = name?.replace(/\^\{\}$/, '');
    const history = reference.kind === 'commit';
    await repository.fetch({
      address: advertisement.address,
      refspecs:
        source === undefined
          ? ['+refs/heads/*:refs/fetched/heads/*']
          : [`+${source}:${fetchedReference}`],
      ...(history ? {} : { depth: 1 }),
      config: await transportConfig(directory, remote, advertisement),
      limit: this.#options.maxRepositoryBytes ?? 2 * 1024 ** 3,
      signal: within,
    });
    const wanted =
      reference.kind === 'commit'
        ? reference.commit
        : `${fetchedReference}^{commit}`;
    const objects = repository.openObjects(signal);
    try {
      const commit = await objects.read(wanted, 1024 * 1024);
      if (!commit || commit.header.type !== 'commit') {
        throw new UnresolvedCommit(
          reference.kind === 'commit' ? reference.commit : wanted,
        );
      }
      return new FetchedCommit({
        directory,
        repository,
        objects,
        hash: commit.header.hash,
        revision: revisionOf(reference, commit.header.hash),
        message: messageOf(commit.data),
        ...signaturesOf(commit.data),
        signal,
      });
    } catch (error) {
      objects.close();
      throw error;
    }
  }

  async #advertisement(
    remote: GitRemote,
    name: string | undefined,
    signal: AbortSignal,
  ): Promise<Advertisement> {
    if (name !== undefined && !isValidReferenceName(plain(name))) {
      throw new GitError(
        'referenceNotFound',
        `couldn't find remote ref "${name}"`,
      );
    }
    return this.#ask(
      remote,
      found => found === name || found === `${name}^{}`,
      signal,
    );
  }

  async #ask(
    remote: GitRemote,
    wanted: (name: string) => boolean,
    signal: AbortSignal,
  ): Promise<Advertisement> {
    const url = parseRemoteUrl(remote.url);
    if (url.scheme === 'ssh')
      throw new GitError('other', 'SSH is not supported yet');
    return readAdvertisement(url, remote.auth, wanted, signal);
  }
}

/** What a server says in a refusal is told to everybody who may see the object: never with what it was shown. */
function masked(error: GitError, { auth }: GitRemote): GitError {
  return new GitError(error.failure, maskCredentials(error.message, auth));
}

function isUnresolved(error: unknown): boolean {
  return error instanceof UnresolvedCommit;
}

function plain(name: string): string {
  return name.replace(/\^\{\}$/, '');
}

/** Annotated tags give the commit they point to. */
function resolve(
  { references }: Advertisement,
  name: string,
): string | undefined {
  return references.get(`${name}^{}`) ?? references.get(name);
}

function deadline(remote: GitRemote, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(remote.timeout)]);
}

function failed(prefix: string, error: unknown, signal: AbortSignal): GitError {
  // A stop is told from a deadline by whose signal it was.
  signal.throwIfAborted();
  if (isTimeout(error)) {
    return new GitError('timeout', `${prefix}: context deadline exceeded`);
  }
  return wrapGitError(prefix, error);
}

/** Also for the DOMException of AbortSignal.timeout, which some runtimes do not count among the errors. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    Reflect.get(error, 'name') === 'TimeoutError'
  );
}

/** go-git words a repository that is not there differently for tags and commits than for branches. */
function cloneFailure(
  address: string,
  reference: GitReference,
  error: unknown,
  signal: AbortSignal,
): GitError {
  if (error instanceof GitError && error.failure === 'empty') {
    if (reference.kind === 'branch') return error;
    return new GitError(
      'empty',
      `unable to clone: ${error.message}: git repository: '${address}'`,
    );
  }
  if (
    error instanceof GitError &&
    reference.kind === 'name' &&
    error.message.startsWith('unable to resolve')
  )
    return error;
  return failed(`unable to clone '${address}'`, error, signal);
}

/** Credentials and trust for one fetch; files that git needs are written into its folder, readable by us alone. */
async function transportConfig(
  directory: string,
  remote: GitRemote,
  advertisement: Advertisement,
): Promise<GitConfig> {
  const config: [string, string][] = [];
  if (!advertisement.sameHost) return config;
  const origin = new URL(advertisement.address).origin;
  const header = authorization(remote.auth);
  if (header)
    config.push([`http.${origin}/.extraHeader`, `Authorization: ${header}`]);
  const file = async (key: string, name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    config.push([`http.${origin}/.${key}`, path]);
  };
  const { ca, cert, key } = remote.auth;
  if (ca) await file('sslCAInfo', 'ca.pem', trustedCertificates(ca).join('\n'));
  if (cert && key) {
    await file('sslCert', 'cert.pem', cert);
    await file('sslKey', 'key.pem', key);
  }
  return config;
}

/** Who wrote and who made a commit object and when, as far as it states them: `author Ada <ada@example.com> 1767225600 +0000`. */
function signaturesOf(commit: Buffer): {
  author?: string;
  authoredAt?: string;
  committedAt?: string;
} {
  const header = commit.toString('utf8').split('\n\n', 1)[0];
  const author = /^author (.*?) ?<[^>]*> (\d{1,11}) [+-]\d{4}$/m.exec(header);
  const committer = /^committer .*> (\d{1,11}) [+-]\d{4}$/m.exec(header);
  const time = (seconds: string) =>
    new Date(Number(seconds) * 1000).toISOString();
  return {
    ...(author && { author: author[1], authoredAt: time(author[2]) }),
    ...(committer && { committedAt: time(committer[1]) }),
  };
}

/** The message of a commit object: what follows the first empty line. */
function messageOf(commit: Buffer): string {
  const text = commit.toString('utf8');
  const end = text.indexOf('\n\n');
  return end < 0 ? '' : text.slice(end + 2);
}
