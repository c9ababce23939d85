import { spawn } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { errorCode } from '../errorCode';

export interface GitHttpServerOptions {
  /** Folder with bare repositories. */
  root: string;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default 0, any free one. */
  port?: number;
  /** Serve HTTPS with these, PEM. */
  tls?: { key: string; cert: string };
  /** Let in whoever shows one of these as `Authorization`; default everybody. */
  authorizations?: readonly string[];
  /** Let clients push. Default false. */
  allowPush?: boolean;
  /** Called for every request, before it is answered. */
  onRequest?: (request: { method: string; url: string }) => void;
  /** Answers a request itself and returns true, or leaves it to Git: a forge shows pages beside its repositories. */
  respond?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Called after a push has been taken. */
  onPush?: (repository: string) => void;
}

/** A running server. */
export interface GitHttpServer {
  /** For example `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const longestCgiHeader = 64 * 1024;

/**
 * Serves bare repositories over smart HTTP, as `git http-backend` behind a small server: for tests and for the demo, never for a network.
 */
export async function startGitHttpServer(
  options: GitHttpServerOptions,
): Promise<GitHttpServer> {
  const running = new Set<() => void>();
  const listener: RequestListener = (request, response) => {
    options.onRequest?.({
      method: request.method ?? '',
      url: request.url ?? '',
    });
    if (!isAuthorized(request, options.authorizations)) {
      response.writeHead(401, {
        'www-authenticate': 'Basic realm="git"',
        'content-type': 'text/plain',
      });
      response.end();
      request.resume();
      return;
    }
    if (options.respond?.(request, response)) return;
    serve(request, response, options, running);
  };
  const server = options.tls
    ? createHttpsServer(options.tls, listener)
    : createHttpServer(listener);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = isAddressInfo(address) ? address.port : 0;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    close: async () => {
      for (const kill of running) kill();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function isAddressInfo(
  address: AddressInfo | string | null,
): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function isAuthorized(
  request: IncomingMessage,
  authorizations: readonly string[] | undefined,
): boolean {
  if (!authorizations) return true;
  return authorizations.includes(request.headers.authorization ?? '');
}

/** A request's URL and its path as CGI programs get it; undefined when it is none. */
function parseTarget(text: string): { url: URL; path: string } | undefined {
  const url = URL.canParse(text, 'http://localhost')
    ? new URL(text, 'http://localhost')
    : undefined;
  try {
    return url && { url, path: decodeURIComponent(url.pathname) };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: GitHttpServerOptions,
  running: Set<() => void>,
): void {
  const target = parseTarget(request.url ?? '/');
  if (!target) {
    response.writeHead(400).end();
    request.resume();
    return;
  }
  const { url, path } = target;
  const isPush =
    url.pathname.endsWith('/git-receive-pack') ||
    url.searchParams.get('service') === 'git-receive-pack';
  if (isPush && !options.allowPush) {
    response.writeHead(403).end();
    request.resume();
    return;
  }
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: options.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '4',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: String(Boolean(options.allowPush)),
      GIT_CONFIG_KEY_1: 'core.hooksPath',
      GIT_CONFIG_VALUE_1: '/dev/null',
      GIT_CONFIG_KEY_2: 'safe.directory',
      GIT_CONFIG_VALUE_2: '*',
      GIT_CONFIG_KEY_3: 'uploadpack.allowFilter',
      GIT_CONFIG_VALUE_3: 'true',
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: path,
      QUERY_STRING: url.search.replace(/^\?/, ''),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: request.socket.remoteAddress ?? '',
      REMOTE_USER: 'git',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      // It ended in the meantime.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  };
  running.add(kill);
  child.once('close', () => running.delete(kill));
  child.once('error', () => {
    running.delete(kill);
    response.writeHead(500).end();
  });
  // A backend that has answered may not read the rest of the request.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  response.once('close', () => {
    // What has answered in full ends by itself.
    if (!response.writableFinished) kill();
  });
  answer(child.stdout, response);
  if (isPush && url.pathname.endsWith('/git-receive-pack')) {
    const repository = url.pathname.replace(/^\/|\/git-receive-pack$/g, '');
    response.once('finish', () => options.onPush?.(repository));
  }
}

/** Turns what a CGI program prints into a response. */
function answer(
  output: NodeJS.ReadableStream & { resume(): unknown },
  response: ServerResponse,
): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (head.length > longestCgiHeader) response.destroy();
      return;
    }
    output.removeListener('data', onData);
    let status = 200;
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).trim().toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === 'status') status = parseInt(value, 10);
      else if (colon > 0) response.setHeader(name, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', onData);
  output.once('end', () => {
    if (!response.headersSent) response.writeHead(500).end();
  });
}
