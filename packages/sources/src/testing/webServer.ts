import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  createServer as createHttpServer,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';

/** Answers a request, or does something worse. */
export type Page = (response: ServerResponse, request: IncomingMessage) => void;

/** What was asked of a server. */
export interface WebRequest {
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
}

/** A web server for tests, with pages that are set by path; some of them do what servers should not. */
export class WebServer {
  readonly #server: Server;
  readonly #pages: Map<string, Page>;
  readonly #closeConnections: () => void;
  readonly requests: WebRequest[];
  /** For example `http://127.0.0.1:41234`. */
  readonly url: string;

  private constructor(
    server: Server,
    { pages, requests }: { pages: Map<string, Page>; requests: WebRequest[] },
    scheme: string,
    closeConnections: () => void,
  ) {
    this.#server = server;
    this.#pages = pages;
    this.requests = requests;
    this.#closeConnections = closeConnections;
    const address = server.address();
    const port =
      typeof address === 'object' && address !== null ? address.port : 0;
    this.url = `${scheme}://127.0.0.1:${port}`;
  }

  /**
   * Serves at any free port of this machine.
   *
   * @param tls PEM; `ca` makes clients show a certificate of it
   */
  static async start(tls?: {
    key: string;
    cert: string;
    ca?: string;
  }): Promise<WebServer> {
    const pages = new Map<string, Page>();
    const requests: WebRequest[] = [];
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const url = request.url ?? '';
      requests.push({ url, headers: request.headers });
      const path = url.replace(/\?.*$/, '');
      (pages.get(url) ?? pages.get(path) ?? status(404))(response, request);
    };
    const server = tls
      ? createHttpsServer(
          { ...tls, requestCert: Boolean(tls.ca), rejectUnauthorized: true },
          answer,
        )
      : createHttpServer(answer);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new WebServer(
      server,
      { pages, requests },
      tls ? 'https' : 'http',
      () => server.closeAllConnections(),
    );
  }

  /** Sets the page of a path, with a query where it begins so. */
  serve(path: string, page: Page): this {
    this.#pages.set(path, page);
    return this;
  }

  /** Forgets pages and requests. */
  reset(): void {
    this.#pages.clear();
    this.requests.length = 0;
  }

  async close(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#closeConnections();
    });
  }
}

/** A page with a content. */
export function content(
  data: string | Uint8Array,
  headers: Record<string, string> = {},
): Page {
  return response => {
    response.writeHead(200, headers);
    response.end(data);
  };
}

/** A page with a status and nothing else. */
export function status(code: number): Page {
  return response => {
    response.writeHead(code);
    response.end();
  };
}

/** A page that leads to another. */
export function redirect(location: string, code = 302): Page {
  return response => {
    response.writeHead(code, { location });
    response.end();
  };
}

/** A page for those who show a name and a password. */
export function protectedBy(user: string, password: string, page: Page): Page {
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  return (response, request) => {
    if (request.headers.authorization === `Basic ${pair}`) {
      page(response, request);
    } else {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' });
      response.end();
    }
  };
}

/** A page that never begins. */
export const silent: Page = () => undefined;

/** A page that stops after its headers. */
export const stalled: Page = response => {
  response.writeHead(200);
  response.flushHeaders();
};

/** A page that begins and stops. */
export function stalledAfter(begin: string | Uint8Array): Page {
  return response => {
    response.writeHead(200);
    response.write(begin);
  };
}

/** A page that promises more than it has. */
export function truncated(data: string | Uint8Array): Page {
  return response => {
    response.writeHead(200, { 'content-length': data.length + 100 });
    response.write(data, () => response.destroy());
  };
}

/** A page without an end. */
export const endless: Page = response => {
  response.writeHead(200);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};

/** A page that is no HTTP. */
export const garbled: Page = response => {
  response.socket?.end('what is this\r\n\r\n');
};

/** A page whose connection ends before it begins. */
export const broken: Page = response => {
  response.socket?.destroy();
};
