/** What one request is to carry; asked for each request, so that tokens can be renewed. */
export interface Credentials {
  /** For example `{ authorization: 'Bearer …' }`. */
  headers: Record<string, string>;
  /** Client certificate and key, PEM. A change opens new connections. */
  cert?: string;
  key?: string;
}

/** How to reach a cluster and as whom. */
export interface Connection {
  /** URL of the server, without userinfo and trailing slash; a path is kept. */
  readonly server: string;
  /** Certificate authority, PEM. Absent: the system's. */
  readonly ca?: string;
  /** Accept any server certificate (`insecure-skip-tls-verify`). */
  readonly insecureSkipTlsVerify?: boolean;
  /** Name to expect in the server's certificate (`tls-server-name`). */
  readonly tlsServerName?: string;
  /** The context's namespace, when it has one. */
  readonly namespace?: string;
  /** Credentials of the next request. `renew` after a 401: do not answer from a cache. */
  credentials(options?: {
    renew?: boolean;
    signal?: AbortSignal;
  }): Promise<Credentials>;
}
