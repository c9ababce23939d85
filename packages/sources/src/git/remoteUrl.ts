import { GitError } from './errors';

/** The address of a repository, with the credentials it may carry kept apart. */
export interface RemoteUrl {
  /** Without credentials; fits argument lists and messages. */
  readonly address: string;
  readonly scheme: 'http' | 'https' | 'ssh';
  /** `scheme://host:port` */
  readonly origin: string;
  readonly username: string;
  readonly password: string;
}

/** Throws GitError when it is no http, https or ssh URL; the message does not repeat it. */
export function parseRemoteUrl(text: string): RemoteUrl {
  if (!URL.canParse(text)) {
    throw new GitError('other', 'the URL of the repository is malformed');
  }
  const url = new URL(text);
  const scheme = url.protocol.replace(/:$/, '');
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'ssh') {
    throw new GitError('other', `unsupported scheme "${scheme}"`);
  }
  const username = decode(url.username);
  const password = decode(url.password);
  const hasUserinfo = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  return {
    // An address that needs no change stays as it was written: it appears in messages.
    address: hasUserinfo ? url.href : text,
    scheme,
    origin: `${url.protocol}//${url.host}`,
    username,
    password,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
