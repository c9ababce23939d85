import { posix } from 'node:path';
import { GitError } from '../git/errors';
import { parseRemoteUrl } from '../git/remoteUrl';

/** The address of a repository with what it carries. */
export interface RepositoryAddress {
  /** Without credentials of the web; fits argument lists and messages. */
  address: string;
  scheme: 'http' | 'https' | 'ssh' | 'file';
  username: string;
  password: string;
}

const scpPattern =
  /^(?:[a-zA-Z][a-zA-Z0-9-]*@)?[a-zA-Z0-9_.[\]]{1}[^/:@]*:(?!\/\/)/;

/** Reads an address as git does, and refuses what is none. @throws GitError */
export function parseRepositoryAddress(text: string): RepositoryAddress {
  const plain = { address: text, username: '', password: '' };
  if ([...text].some(char => char <= ' ' || char === '\x7f')) {
    throw new GitError('other', 'the URL of the repository is malformed');
  }
  if (/^file:\/\//i.test(text)) return { ...plain, scheme: 'file' };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    if (!scpPattern.test(text)) {
      throw new GitError('other', 'the URL of the repository is malformed');
    }
    return { ...plain, scheme: 'ssh' };
  }
  const { address, scheme, username, password } = parseRemoteUrl(text);
  if (new URL(text).hostname.startsWith('-')) {
    throw new GitError('other', 'the host of the repository is malformed');
  }
  // The user of an SSH server belongs to its address; a password has no use there.
  if (scheme === 'ssh') {
    const url = new URL(text);
    url.password = '';
    return { ...plain, address: url.href, scheme };
  }
  return { address, scheme, username, password };
}

/** The address of a submodule, which may be relative to that of the repository it is in. */
export function submoduleAddress(parent: string, url: string): string {
  if (!/^\.{1,2}\//.test(url)) return url;
  const base = parent.replace(/\/+$/, '');
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*|[^/:]*:)([^]*)$/i.exec(base);
  if (!match) return url;
  const [, host, path] = match;
  const slash = path.startsWith('/') ? '/' : '';
  const joined = posix.join('/', path, url).replace(/\/+$/, '');
  return `${host}${slash}${joined.slice(1)}`;
}
