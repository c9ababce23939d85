import { GitError } from './errors';
import type { RemoteUrl } from './remoteUrl';

/** What a server is shown, and what it has to show. */
export interface GitAuth {
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
  /** PEM, trusted besides the system's authorities. */
  readonly ca?: string;
  /** Client certificate and key, PEM. */
  readonly cert?: string;
  readonly key?: string;
}

/** Data of a Secret, decoded from base64. */
export type SecretData = Readonly<Record<string, Buffer>>;

/**
 * Credentials from the data of a Secret and the URL, as fluxcd/pkg/git `NewAuthOptions`: `bearerToken`, or `username` and `password` (the
 * URL's where the Secret has none); `ca.crt` (or `caFile`); `tls.crt` and `tls.key`. Throws GitError.
 */
export function authFromSecret(url: RemoteUrl, data: SecretData = {}): GitAuth {
  const text = (key: string) =>
    Object.hasOwn(data, key) ? data[key].toString('utf8') : '';
  const hasToken = Object.hasOwn(data, 'bearerToken');
  const username = (hasToken ? '' : text('username')) || url.username;
  const password = (hasToken ? '' : text('password')) || url.password;
  if (username === '' && password !== '') {
    throw new GitError(
      'authentication',
      `invalid '${url.scheme}' auth option: 'password' requires 'username' to be set`,
    );
  }
  const auth = {
    username,
    password,
    bearerToken: text('bearerToken'),
    ca: text('ca.crt') || text('caFile'),
    cert: text('tls.crt'),
    key: text('tls.key'),
  };
  return Object.fromEntries(
    Object.entries(auth).filter(([, value]) => value !== ''),
  );
}

/** Credentials shorter than this would take ordinary words out of texts. */
const shortestMasked = 4;

/** A text of a server, without the credentials that it was shown: some repeat them in their refusals. */
export function maskCredentials(text: string, auth: GitAuth): string {
  const { username = '', password = '', bearerToken = '' } = auth;
  const shown = [`${username}:${password}`, password, bearerToken];
  const forms = shown
    .filter(value => value.length >= shortestMasked && value !== `${username}:`)
    .flatMap(value => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
    ]);
  return forms.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}

/**
 * The `Authorization` header, or undefined. Throws GitError when both kinds of credentials are set, or when a token would break out of
 * the header.
 */
export function authorization(auth: GitAuth): string | undefined {
  const basic = Boolean(auth.username || auth.password);
  if (auth.bearerToken && basic) {
    throw new GitError(
      'authentication',
      'basic auth and bearer token cannot be set at the same time',
    );
  }
  if (auth.bearerToken) {
    if (!/^[\x21-\x7e]+$/.test(auth.bearerToken)) {
      throw new GitError(
        'authentication',
        'the bearer token has characters that a header cannot hold',
      );
    }
    return `Bearer ${auth.bearerToken}`;
  }
  if (!basic) return undefined;
  const pair = `${auth.username ?? ''}:${auth.password ?? ''}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
