import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Shown } from './credentials';
import type { Deadline } from './deadline';
import type { HttpOptions } from './options';
import { isPublicAddress, lookupPublic, notPublic } from './publicAddresses';
import { secureContext } from './trust';

function headersOf(
  { accept, userAgent = 'sluice', unpack }: HttpOptions,
  { authorization }: Shown,
): Record<string, string> {
  return {
    'user-agent': userAgent,
    ...(accept ? { accept } : {}),
    ...(unpack ? { 'accept-encoding': 'gzip' } : {}),
    ...(authorization ? { authorization } : {}),
  };
}

/** Proxies of the environment are for everybody but the host itself, as with Go. */
function proxyOf(url: URL, { proxyEnv }: HttpOptions) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isOwn = host === 'localhost' || /^127\./.test(host) || host === '::1';
  return isOwn ? undefined : { ...(proxyEnv ?? process.env) };
}

/** One request and the beginning of its answer; redirects are answers like others. */
export function exchange(
  url: URL,
  shown: Shown,
  options: HttpOptions,
  deadline: Deadline,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (options.publicOnly && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw notPublic(host);
  }
  const asked = new URL(url);
  asked.username = '';
  asked.password = '';
  asked.hash = '';
  const proxyEnv = proxyOf(url, options);
  const request: RequestOptions = {
    method: 'GET',
    signal: deadline.signal,
    headers: headersOf(options, shown),
    ...(options.publicOnly ? { lookup: lookupPublic } : {}),
  };
  const tls = options.tls ?? {};
  const send =
    url.protocol === 'https:'
      ? () =>
          httpsRequest(asked, {
            ...request,
            agent: new HttpsAgent({
              keepAlive: false,
              proxyEnv,
              secureContext: secureContext(tls, shown.certificate),
              rejectUnauthorized: !tls.insecureSkipVerify,
            }),
          })
      : () =>
          httpRequest(asked, {
            ...request,
            agent: new HttpAgent({ keepAlive: false, proxyEnv }),
          });
  return new Promise((resolve, reject) => {
    const sent = send();
    deadline.connecting(url.host);
    sent.once('socket', socket => {
      const event = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      if (socket.connecting) socket.once(event, () => deadline.waiting());
      else deadline.waiting();
    });
    sent.once('error', reject);
    sent.once('response', response => {
      deadline.pause();
      deadline.reading();
      resolve(response);
    });
    sent.end();
  });
}
