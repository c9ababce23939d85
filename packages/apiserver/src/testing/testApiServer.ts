import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { builtinResources } from '../resources';
import {
  startApiServer,
  type ApiServer,
  type ApiServerOptions,
} from '../server/startApiServer';
import { isJsonObject } from '../store/json';

/** An answer of the server, with its body read as JSON where it is. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  body: Json;
}

/** JSON that tests look into freely. */
export interface Json {
  [key: string]: unknown;
}

export interface CallOptions {
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  /** Bearer token; absent: the administrator's certificate. */
  token?: string;
  /** No credentials at all. */
  anonymous?: boolean;
}

export const mergePatch = 'application/merge-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

/** A server with the built-in kinds and none of its own controllers, and a client that speaks HTTPS to it. */
export class TestApiServer {
  readonly server: ApiServer;
  readonly #agent: Agent;
  readonly #plainAgent: Agent;

  private constructor(server: ApiServer) {
    this.server = server;
    const { ca, cert, key } = readKubeconfig(
      server.kubeconfig('admin', ['system:masters']),
    );
    this.#agent = new Agent({ ca, cert, key, keepAlive: true });
    this.#plainAgent = new Agent({ ca, keepAlive: true });
  }

  static async start(
    options: Partial<ApiServerOptions> = {},
  ): Promise<TestApiServer> {
    return new TestApiServer(
      await startApiServer({
        resources: builtinResources({ clock: Date.now }),
        log: () => {},
        ...options,
      }),
    );
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#plainAgent.destroy();
    await this.server.stop();
  }

  async call(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    const response = await this.open(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(Buffer.from(chunk));
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown =
      text.startsWith('{') && !text.startsWith('{"type"')
        ? JSON.parse(text)
        : {};
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      body: isJsonObject(body) ? body : {},
    };
  }

  /** The answer as soon as its headers are there. */
  open(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<IncomingMessage> {
    const { body, contentType = 'application/json' } = options;
    const content =
      body === undefined || Buffer.isBuffer(body) || typeof body === 'string'
        ? body
        : JSON.stringify(body);
    const headers: Record<string, string> = {
      'User-Agent': 'tester/1.0',
      ...(content === undefined
        ? {}
        : {
            'Content-Type': contentType,
            'Content-Length': String(Buffer.byteLength(content)),
          }),
      ...(options.token ? { Authorization: `Bearer ${options.token}` } : {}),
      ...options.headers,
    };
    const agent =
      options.token || options.anonymous ? this.#plainAgent : this.#agent;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.server.url}${path}`,
        { method, headers, agent },
        resolve,
      );
      outgoing.once('error', reject);
      outgoing.end(content);
    });
  }

  /** Events of a watch until it ends or enough have come. */
  async watch(
    path: string,
    enough: number,
    whileOpen?: () => Promise<unknown>,
    headers?: Record<string, string>,
  ): Promise<{ type: string; object: Json }[]> {
    const response = await this.open('GET', path, { headers });
    const work = whileOpen?.();
    const events: { type: string; object: Json }[] = [];
    let rest = '';
    for await (const chunk of response) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      events.push(
        ...lines.filter(line => line !== '').map(line => JSON.parse(line)),
      );
      if (events.length >= enough) {
        break;
      }
    }
    response.destroy();
    await work;
    return events;
  }
}

/** The credentials in a kubeconfig that this server wrote. */
export function readKubeconfig(text: string): {
  url: string;
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
} {
  const config = JSON.parse(text);
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  return {
    url: cluster.server,
    ca: Buffer.from(cluster['certificate-authority-data'], 'base64'),
    cert: Buffer.from(user['client-certificate-data'], 'base64'),
    key: Buffer.from(user['client-key-data'], 'base64'),
  };
}

/** Follows keys into JSON; undefined where there is nothing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current) && typeof key === 'number') {
      current = current[key];
    } else if (isJsonObject(current) && typeof key === 'string') {
      current = current[key];
    } else {
      return undefined;
    }
  }
  return current;
}

export function configMap(
  name: string,
  data: Record<string, string> = {},
): Json {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  };
}
