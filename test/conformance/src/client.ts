import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { Caller } from './play';

/** How to reach a server as its administrator. */
export interface Connection {
  url: string;
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/** A request as it goes over the wire. */
export interface Outgoing {
  method: string;
  path: string;
  as: Caller;
  headers: Record<string, string>;
  body?: string;
}

/** Reads the credentials of a kubeconfig that is written in JSON. */
export function connectionOf(kubeconfig: string): Connection {
  const { clusters, users } = JSON.parse(kubeconfig);
  const decode = (text: string) => Buffer.from(text, 'base64');
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  return {
    url: cluster.server,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  };
}

/** Sends requests as the administrator, as somebody else, or as nobody. */
export class Client {
  readonly #connection: Connection;
  readonly #admin: Agent;
  readonly #plain: Agent;

  constructor(connection: Connection) {
    const { ca, cert, key } = connection;
    this.#connection = connection;
    this.#admin = new Agent({ ca, cert, key, keepAlive: true });
    this.#plain = new Agent({ ca, keepAlive: true });
  }

  /** The answer as soon as its headers are there. */
  open(outgoing: Outgoing): Promise<IncomingMessage> {
    const { method, path, as, headers, body } = outgoing;
    const plain =
      as === 'anonymous' || (typeof as === 'object' && 'token' in as);
    const options = {
      method,
      agent: plain ? this.#plain : this.#admin,
      headers: {
        'User-Agent': 'conformance/1.0',
        ...identityHeaders(as),
        ...(body === undefined
          ? {}
          : { 'Content-Length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#connection.url}${path}`, options, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#admin.destroy();
    this.#plain.destroy();
  }
}

function identityHeaders(as: Caller): Record<string, string | string[]> {
  if (typeof as === 'string') return {};
  if ('token' in as) return { Authorization: `Bearer ${as.token}` };
  return {
    'Impersonate-User': as.user,
    ...(as.groups ? { 'Impersonate-Group': [...as.groups] } : {}),
    ...(as.uid ? { 'Impersonate-Uid': as.uid } : {}),
  };
}

/** The whole body of an answer. */
export async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
