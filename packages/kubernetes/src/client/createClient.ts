import type { KubernetesClient } from './client';
import type { Connection } from './connection';
import { RestClient } from './restClient';
import { Transport } from './transport';

/** One answered (or failed) request, for `rest_client_requests_total`. */
export interface RequestEvent {
  /** HTTP status as text, or `<error>` when nothing answered. */
  code: string;
  method: string;
  /** Host and port of the server. */
  host: string;
  /** Path and query; holds names, never credentials. */
  path: string;
  /** Milliseconds until the answer's headers. */
  duration: number;
}

export interface ClientOptions {
  /** From {@link connectionFromKubeconfig}, {@link loadConnection} or a test. */
  connection: Connection;
  /** Default `sluice`. */
  userAgent?: string;
  /** Milliseconds for requests that name no timeout (not watches). Default 30 000. */
  timeout?: number;
  /** Requests under way at once, watches not counted. Default 64. */
  concurrency?: number;
  /** Called for every HTTP request, after its headers arrived. */
  onRequest?: (event: RequestEvent) => void;
  /** Called for each `Warning` header that an answer carries. */
  onWarning?: (text: string) => void;
}

/** A client with a pool of kept-alive connections of its own. */
export function createClient(options: ClientOptions): KubernetesClient {
  return new RestClient({
    transport: new Transport({
      connection: options.connection,
      userAgent: options.userAgent ?? 'sluice',
      timeout: options.timeout ?? 30_000,
      concurrency: options.concurrency ?? 64,
      onRequest: options.onRequest,
      onWarning: options.onWarning,
    }),
  });
}
