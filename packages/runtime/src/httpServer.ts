import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsRegistry } from './metricsRegistry';

/** Named checks; each says what is wrong, or undefined. */
export type HealthChecks = Record<string, () => string | undefined>;

export interface RuntimeServerOptions {
  registry: MetricsRegistry;
  /** Default `127.0.0.1`. */
  host?: string;
  /** 0: any free port. */
  port: number;
  healthz?: HealthChecks;
  readyz?: HealthChecks;
}

export interface RuntimeServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

function answer(response: ServerResponse, code: number, body: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(body);
}

function answerChecks(response: ServerResponse, checks: HealthChecks): void {
  const failed = Object.entries(checks).flatMap(([name, check]) => {
    const problem = check();
    return problem === undefined ? [] : [`[-]${name} failed: ${problem}`];
  });
  if (failed.length > 0) {
    answer(response, 500, `${failed.join('\n')}\n`);
  } else {
    answer(response, 200, 'ok');
  }
}

/** Serves `/metrics`, `/healthz` and `/readyz`. Rejects when the address is taken. */
export async function startRuntimeServer(
  options: RuntimeServerOptions,
): Promise<RuntimeServer> {
  const { host = '127.0.0.1', port, registry } = options;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, 405, 'method not allowed\n');
    } else if (path === '/metrics') {
      response.writeHead(200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      });
      response.end(registry.expose());
    } else if (path === '/healthz') {
      answerChecks(response, options.healthz ?? {});
    } else if (path === '/readyz') {
      answerChecks(response, options.readyz ?? {});
    } else {
      answer(response, 404, 'not found\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    host,
    port: portOf(server.address(), port),
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null, asked: number): number {
  return address !== null && typeof address === 'object' ? address.port : asked;
}
