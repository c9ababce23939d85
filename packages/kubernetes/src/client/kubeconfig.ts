import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Connection, Credentials } from './connection';

/** Milliseconds for which a token file's text is believed; kubelets renew such files well before they expire. */
const tokenFileAge = 10_000;

type Fields = Record<string, unknown>;

/** What a context of a kubeconfig leads to, not yet read any further. */
export interface KubeconfigContext {
  cluster: Fields;
  user: Fields;
  namespace?: string;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The entry of that name in `clusters`, `users` or `contexts`. */
function named(
  config: Fields,
  list: string,
  name: string | undefined,
  part: string,
): Fields {
  const entries = config[list];
  const entry = (Array.isArray(entries) ? entries : [])
    .filter(isFields)
    .find(candidate => candidate.name === name);
  const value = entry?.[part];
  if (!isFields(value)) {
    throw new Error(`the kubeconfig has no ${part} ${JSON.stringify(name)}`);
  }
  return value;
}

/** Finds a context (default the current one) with its cluster and user. Throws an Error that says what is missing. */
export function findContext(
  source: string,
  context?: string,
): KubeconfigContext {
  const config: unknown = parse(source);
  if (!isFields(config)) {
    throw new Error('the kubeconfig is not a mapping');
  }
  const name = context ?? text(config, 'current-context');
  const found = named(config, 'contexts', name, 'context');
  const user = text(found, 'user');
  return {
    cluster: named(config, 'clusters', text(found, 'cluster'), 'cluster'),
    user: user === undefined ? {} : named(config, 'users', user, 'user'),
    namespace: text(found, 'namespace'),
  };
}

/** True when the user's credentials come from a program or a provider, which only client-node knows. */
export function needsClientNode(context: KubeconfigContext): boolean {
  return isFields(context.user.exec) || isFields(context.user['auth-provider']);
}

/** Data of `<key>-data` (base64), or of the file that `<key>` names. */
function dataOrFile(
  fields: Fields,
  key: string,
  directory: string,
): string | undefined {
  const data = text(fields, `${key}-data`);
  if (data !== undefined) {
    return Buffer.from(data, 'base64').toString('utf8');
  }
  const file = text(fields, key);
  return file === undefined
    ? undefined
    : readFileSync(absolute(file, directory), 'utf8');
}

function absolute(file: string, directory: string): string {
  return isAbsolute(file) ? file : resolve(directory, file);
}

/** The server's URL without what does not belong there. */
export function serverUrl(value: string | undefined): string {
  if (value === undefined) {
    throw new Error('the kubeconfig names no server');
  }
  const withScheme = /^[a-z]+:\/\//i.test(value) ? value : `https://${value}`;
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Error(`the server's scheme ${url.protocol} is not supported`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function credentialsOf(
  user: Fields,
  directory: string,
): Connection['credentials'] {
  const cert = dataOrFile(user, 'client-certificate', directory);
  const key = dataOrFile(user, 'client-key', directory);
  const headers: Record<string, string> = {};
  const token = text(user, 'token');
  const name = text(user, 'username');
  if (token !== undefined) {
    headers.authorization = `Bearer ${token}`;
  } else if (name !== undefined) {
    const password = text(user, 'password') ?? '';
    const basic = Buffer.from(`${name}:${password}`).toString('base64');
    headers.authorization = `Basic ${basic}`;
  }
  const fixed: Credentials = { headers, cert, key };
  const tokenFile = text(user, 'tokenFile');
  return tokenFile === undefined
    ? async () => fixed
    : tokenFileCredentials(absolute(tokenFile, directory), fixed);
}

function tokenFileCredentials(
  file: string,
  fixed: Credentials,
): Connection['credentials'] {
  let cached: { token: string; at: number } | undefined;
  return async ({ renew } = {}) => {
    if (!cached || renew || Date.now() - cached.at > tokenFileAge) {
      const token = (await readFile(file, 'utf8')).trim();
      cached = { token, at: Date.now() };
    }
    const authorization = `Bearer ${cached.token}`;
    return { ...fixed, headers: { ...fixed.headers, authorization } };
  };
}

/**
 * Reads a kubeconfig's text with our own small reader: certificates, tokens, token files and basic auth. Exec plugins and auth
 * providers need {@link loadConnection}; asking for them here throws.
 *
 * @param options.context name of the context; default the file's current one
 * @param options.directory what relative paths are relative to; default the working directory
 * @throws Error that says what is missing; it quotes no credentials
 */
export function connectionFromKubeconfig(
  source: string,
  options: { context?: string; directory?: string } = {},
): Connection {
  const context = findContext(source, options.context);
  if (needsClientNode(context)) {
    throw new Error(
      'this kubeconfig needs a credential plugin; load it with loadConnection',
    );
  }
  const directory = options.directory ?? process.cwd();
  return connectionOf(context, directory, {
    credentials: credentialsOf(context.user, directory),
  });
}

/** The connection of a context, its credentials given. */
export function connectionOf(
  context: KubeconfigContext,
  directory: string,
  rest: Pick<Connection, 'credentials'>,
): Connection {
  const { cluster } = context;
  return {
    server: serverUrl(text(cluster, 'server')),
    ca: dataOrFile(cluster, 'certificate-authority', directory),
    insecureSkipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    tlsServerName: text(cluster, 'tls-server-name'),
    namespace: context.namespace,
    credentials: rest.credentials,
  };
}

/** The same, from a file; relative paths in it are relative to its folder. */
export async function connectionFromKubeconfigFile(
  path: string,
  options: { context?: string } = {},
): Promise<Connection> {
  const source = await readFile(path, 'utf8');
  return connectionFromKubeconfig(source, {
    ...options,
    directory: dirname(resolve(path)),
  });
}
