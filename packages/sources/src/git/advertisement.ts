import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { authorization, type GitAuth } from './auth';
import { GitError } from './errors';
import { httpFailure } from './httpFailure';
import { pktLines } from './pktLine';
import type { RemoteUrl } from './remoteUrl';
import { trustedCertificates } from './trustedCertificates';

/** What a remote says before anything is fetched. */
export interface Advertisement {
  /** Address after redirects: what to fetch from. */
  readonly address: string;
  /** True when the credentials may be sent there: no redirect led to another host. */
  readonly sameHost: boolean;
  /** Reference name (also `HEAD` and `refs/tags/x^{}`) → hash; only those that were asked for. */
  readonly references: ReadonlyMap<string, string>;
}

const infoRefs = '/info/refs';
const mostRedirects = 10;
const longestAdvertisement = 64 * 1024 * 1024;
const longestErrorBody = 4 * 1024;

/**
 * Asks a smart HTTP server for its references, as the first request of a clone does: `GET …/info/refs?service=git-upload-pack`
 * (gitprotocol-http). One request, no process; what go-git answers for a failure is answered here.
 *
 * @param wanted names to keep
 */
export async function readAdvertisement(
  remote: RemoteUrl,
  auth: GitAuth,
  wanted: (name: string) => boolean,
  signal: AbortSignal,
): Promise<Advertisement> {
  const header = authorization(auth);
  let url = new URL(`${remote.address.replace(/\/$/, '')}${infoRefs}`);
  url.searchParams.set('service', 'git-upload-pack');
  let sameHost = true;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await get(url, sameHost ? { header, auth } : {}, signal);
    const location = response.headers.location;
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && location) {
      response.destroy();
      const next = redirectTarget(url, location);
      sameHost &&= isSameHost(url, next);
      url = next;
      continue;
    }
    await throwForStatus(response, url);
    const references = await readReferences(response, url, wanted);
    return {
      address: url.href.slice(0, url.href.lastIndexOf(infoRefs)),
      sameHost,
      references,
    };
  }
  throw new GitError(
    'other',
    `Get "${url.href}": stopped after ${mostRedirects} redirects`,
  );
}

function get(
  url: URL,
  { header, auth }: { header?: string; auth?: GitAuth },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options = {
    method: 'GET',
    signal,
    headers: {
      'user-agent': 'git/2.0 (sluice)',
      accept: '*/*',
      ...(header ? { authorization: header } : {}),
    },
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(httpFailure(url.href, signal.aborted ? signal.reason : error));
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, {
            ...options,
            agent: new HttpsAgent({
              keepAlive: false,
              proxyEnv: process.env,
              ...(auth?.ca ? { ca: trustedCertificates(auth.ca) } : {}),
              ...(auth?.cert ? { cert: auth.cert, key: auth.key } : {}),
            }),
          })
        : httpRequest(url, {
            ...options,
            agent: new HttpAgent({ keepAlive: false, proxyEnv: process.env }),
          });
    request.once('error', fail);
    request.once('response', resolve);
    request.end();
  });
}

function redirectTarget(from: URL, location: string): URL {
  const next = URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
  if (!next || !next.pathname.endsWith(infoRefs)) {
    throw new GitError(
      'other',
      `http redirect: target does not end with ${infoRefs}`,
    );
  }
  const upgrade = from.protocol === 'http:' && next.protocol === 'https:';
  if (next.protocol !== from.protocol && !upgrade) {
    throw new GitError(
      'other',
      `http redirect: changes scheme from "${from.protocol.slice(
        0,
        -1,
      )}" to "${next.protocol.slice(0, -1)}"`,
    );
  }
  next.username = '';
  next.password = '';
  return next;
}

function isSameHost(a: URL, b: URL): boolean {
  const port = (url: URL) =>
    url.port || (url.protocol === 'https:' ? '443' : '80');
  return a.hostname === b.hostname && port(a) === port(b);
}

async function throwForStatus(
  response: IncomingMessage,
  url: URL,
): Promise<void> {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return;
  const reason = await readShort(response);
  switch (status) {
    case 401:
      throw new GitError(
        'authentication',
        `authentication required: ${reason}`,
      );
    case 403:
      throw new GitError('authentication', `authorization failed: ${reason}`);
    case 404:
      throw new GitError(
        'repositoryNotFound',
        `repository not found: ${reason}`,
      );
    default:
      throw new GitError(
        'other',
        `unexpected client error: unexpected requesting "${url.href}" status code: ${status}`,
      );
  }
}

/** The beginning of an error page, without what a terminal would obey. */
async function readShort(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  const read = async () => {
    let length = 0;
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length >= longestErrorBody) return;
    }
  };
  // The status says enough; a page that breaks off adds nothing.
  await read().catch(() => undefined);
  response.destroy();
  const text = Buffer.concat(chunks).toString('utf8');
  return printable(text.slice(0, longestErrorBody));
}

function printable(text: string): string {
  return [...text]
    .filter(
      char =>
        char === '\n' || char === '\t' || (char >= ' ' && char !== '\x7f'),
    )
    .join('');
}

async function readReferences(
  response: IncomingMessage,
  url: URL,
  wanted: (name: string) => boolean,
): Promise<Map<string, string>> {
  const references = new Map<string, string>();
  let empty = true;
  let phase: 'service' | 'flush' | 'first' | 'rest' = 'service';
  try {
    for await (const line of pktLines(response, longestAdvertisement)) {
      if (line === undefined) {
        if (phase === 'flush' || phase === 'service') {
          phase = 'first';
          continue;
        }
        break;
      }
      const text = line.toString('utf8').replace(/\n$/, '');
      if (phase === 'service' && text.startsWith('# service=')) {
        phase = 'flush';
        continue;
      }
      if (text.startsWith('ERR '))
        throw new GitError('other', `remote error: ${text.slice(4)}`);
      const [reference] = text.split('\0');
      const match = /^([0-9a-f]{40,64}) (.+)$/.exec(reference);
      if (!match) {
        if (/^shallow /.test(reference)) continue;
        throw new GitError('other', 'malformed list of references');
      }
      phase = 'rest';
      const [, hash, name] = match;
      if (name === 'capabilities^{}') break;
      empty = false;
      if (wanted(name)) references.set(name, hash);
    }
  } catch (error) {
    if (error instanceof GitError) throw error;
    throw httpFailure(url.href, error);
  } finally {
    response.destroy();
  }
  if (empty) throw new GitError('empty', 'remote repository is empty');
  return references;
}
