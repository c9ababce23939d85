import {
  Agent as HttpAgent,
  type IncomingMessage,
  STATUS_CODES,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GitError } from '../git/errors';
import { httpFailure } from '../git/httpFailure';
import { isPublicAddress, lookupPublic } from './publicAddresses';
import type { RemoteBaseAnswer } from './request';

export interface RemoteFileOptions {
  /** Bytes, unpacked, at which reading ends. */
  limit: number;
  /** Refuse addresses that are not public. */
  publicOnly: boolean;
  signal: AbortSignal;
}

const mostRedirects = 10;

function get(
  url: URL,
  authorization: string | undefined,
  { publicOnly, signal }: RemoteFileOptions,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const options = {
    method: 'GET',
    signal,
    headers: {
      'user-agent': 'sluice',
      'accept-encoding': 'gzip',
      ...(authorization ? { authorization } : {}),
    },
    ...(publicOnly ? { lookup: lookupPublic } : {}),
    agent: secure
      ? new HttpsAgent({ keepAlive: false, proxyEnv: process.env })
      : new HttpAgent({ keepAlive: false, proxyEnv: process.env }),
  };
  return new Promise((resolve, reject) => {
    const request = secure
      ? httpsRequest(url, options)
      : httpRequest(url, options);
    request.once('error', reject);
    request.once('response', resolve);
    request.end();
  });
}

async function readBody(
  response: IncomingMessage,
  limit: number,
): Promise<Uint8Array> {
  let body: Readable = response;
  if (response.headers['content-encoding'] === 'gzip') {
    const unpacked = createGunzip();
    response.once('error', error => unpacked.destroy(error));
    body = response.pipe(unpacked);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > limit) {
        throw new GitError('tooLarge', `larger than ${limit} bytes`);
      }
      chunks.push(bytes);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}

function withoutUserinfo(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function basic({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function nextUrl(from: URL, location: string): URL {
  const next = URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
  if (!next || !/^https?:$/.test(next.protocol)) {
    const scheme = next?.protocol.slice(0, -1) ?? '';
    throw new GitError(
      'other',
      `Get "${next?.href ?? ''}": unsupported protocol scheme "${scheme}"`,
    );
  }
  return next;
}

async function follow(
  start: URL,
  options: RemoteFileOptions,
): Promise<RemoteBaseAnswer> {
  let url = start;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (options.publicOnly && isIP(host) !== 0 && !isPublicAddress(host)) {
      throw new GitError(
        'unreachable',
        `${host} is not at a public address, and others are refused`,
      );
    }
    // Credentials go nowhere but where they were written for.
    const own = url.origin === start.origin ? basic(start) : undefined;
    const response = await get(
      new URL(withoutUserinfo(url)),
      own ?? basic(url),
      options,
    );
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if ([301, 302, 303, 307, 308].includes(status) && location) {
      response.destroy();
      url = nextUrl(url, location);
      continue;
    }
    if (status < 200 || status > 299) {
      response.destroy();
      const text = STATUS_CODES[status] ?? '';
      return {
        kind: 'failure',
        message: `HTTP Error: status code ${status} (${text})`,
        status: { code: status, text },
      };
    }
    return { kind: 'file', content: await readBody(response, options.limit) };
  }
  throw new GitError(
    'other',
    `Get "${withoutUserinfo(url)}": stopped after ${mostRedirects} redirects`,
  );
}

/** Gets one file from the web, as Go's HTTP client does: redirects are followed, to the web only. A failure is an answer. */
export async function getRemoteFile(
  text: string,
  options: RemoteFileOptions,
): Promise<RemoteBaseAnswer> {
  if (!URL.canParse(text)) {
    return { kind: 'failure', message: 'the URL of the file is malformed' };
  }
  if (/^https?:\/{3}/i.test(text)) {
    return {
      kind: 'failure',
      message: `Get "${text}": http: no Host in request URL`,
    };
  }
  const url = new URL(text);
  try {
    return await follow(url, options);
  } catch (error) {
    const cause = options.signal.aborted ? options.signal.reason : error;
    const failure =
      cause instanceof GitError
        ? cause
        : httpFailure(withoutUserinfo(url), cause);
    return {
      kind: 'failure',
      message: failure.message,
      timedOut: failure.failure === 'timeout',
    };
  }
}
