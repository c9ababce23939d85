import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isArtifactPath } from './artifactPath';
import type { ArtifactStorage } from './artifactStorage';

export interface ArtifactServerOptions {
  storage: () => ArtifactStorage;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default 0, any free one. */
  port?: number;
  /** Host and port (or URL) in addresses, for those who reach the listener by another name. */
  advertise?: string;
  /** What makes the addresses impossible to guess: each has a token of its own, made with this key. Default 32 random bytes. */
  key?: string;
}

/**
 * The listener that hands artifacts to other tools, apart from everything else; only who knows an address can read it, and who knows one
 * address knows no other.
 */
export class ArtifactServer {
  readonly #server: Server;
  readonly #key: string | Buffer;
  readonly #options: ArtifactServerOptions;

  constructor(options: ArtifactServerOptions) {
    this.#options = options;
    this.#key = options.key ?? randomBytes(32);
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.headersTimeout = 10_000;
    this.#server.requestTimeout = 30_000;
    this.#server.maxHeadersCount = 64;
  }

  /** Listens; rejects when the address is taken. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(
        this.#options.port ?? 0,
        this.#options.host ?? '127.0.0.1',
        () => {
          this.#server.off('error', reject);
          resolve();
        },
      );
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** The address of an artifact. */
  url(path: string): string {
    const host = this.#options.host ?? '127.0.0.1';
    const shown = host.includes(':') ? `[${host}]` : host;
    const base = this.#options.advertise ?? `${shown}:${this.port}`;
    const url = /^https?:\/\//.test(base) ? base : `http://${base}`;
    return `${url.replace(/\/+$/, '')}/${this.#tokenOf(path)}/${path}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = this.#artifactPath(request);
    const method = request.method ?? '';
    if (path === undefined || (method !== 'GET' && method !== 'HEAD')) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('404 page not found\n');
      return;
    }
    const content = await this.#options.storage().read(path);
    if (!content) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('404 page not found\n');
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/gzip',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    if (method === 'HEAD') {
      content.destroy();
      response.end();
      return;
    }
    await pipeline(content, response);
  }

  /** The path that a request names, when it knows its token. Nothing is decoded: a valid path has no escapes. */
  #artifactPath(request: IncomingMessage): string | undefined {
    const match = /^\/([^/]+)\/(.+)$/.exec(request.url ?? '');
    if (!match) return undefined;
    const [, token, path] = match;
    if (!isArtifactPath(path)) return undefined;
    const given = Buffer.from(token);
    const known = Buffer.from(this.#tokenOf(path));
    return given.length === known.length && timingSafeEqual(given, known)
      ? path
      : undefined;
  }

  #tokenOf(path: string): string {
    return createHmac('sha256', this.#key).update(path).digest('base64url');
  }
}
