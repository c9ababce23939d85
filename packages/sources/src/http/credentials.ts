import type { HttpOptions } from './options';

/** What a server is shown of us. */
export interface Shown {
  /** The `Authorization` header. */
  authorization?: string;
  /** Whether it may see the client certificate. */
  certificate: boolean;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function ofUrl({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return basic(decode(username), decode(password));
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/** Whether what one server may see may be seen by the other: it is the same, or the same with TLS that had none. */
function isSameServer(owner: URL, asked: URL): boolean {
  if (owner.hostname !== asked.hostname) return false;
  if (owner.protocol === asked.protocol) return portOf(owner) === portOf(asked);
  return (
    asked.protocol === 'https:' &&
    portOf(owner) === '80' &&
    portOf(asked) === '443'
  );
}

/** Whose the credentials of the options are. */
function ownerOf({ credentialsFor }: HttpOptions, start: URL): URL | undefined {
  if (credentialsFor === undefined) return start;
  return URL.canParse(credentialsFor) ? new URL(credentialsFor) : undefined;
}

/**
 * What a server may be shown. Credentials go nowhere but where they were written for, unless they are passed on, and never
 * from TLS to a connection without it.
 *
 * @param start the URL that was asked for
 * @param url where redirects have led
 */
export function credentialsOf(
  start: URL,
  url: URL,
  options: HttpOptions,
): Shown {
  const owner = ownerOf(options, start);
  const downgraded = start.protocol === 'https:' && url.protocol === 'http:';
  const own =
    !downgraded &&
    (options.passCredentials === true ||
      (owner !== undefined && isSameServer(owner, url)));
  const given =
    own && options.basicAuth
      ? basic(options.basicAuth.username, options.basicAuth.password)
      : undefined;
  const written = isSameServer(start, url) ? ofUrl(start) : undefined;
  return {
    authorization: given ?? ofUrl(url) ?? written,
    certificate: own,
  };
}
