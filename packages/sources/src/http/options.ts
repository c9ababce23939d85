/** Milliseconds; an operation ends with the first of them that has passed. */
export interface HttpTimeouts {
  /** Until there is a connection. Default 30,000. */
  connect?: number;
  /** Between one sign of life of the server and the next. Default 60,000. */
  stall?: number;
  /** For everything, redirects too. Default 120,000. */
  total?: number;
}

/** How a server shows who it is, and we who we are. */
export interface HttpTls {
  /** Authorities in PEM, trusted alone; default those of Node and the system. */
  ca?: string;
  /** Client certificate and key, PEM. */
  cert?: string;
  key?: string;
  /** Trust whoever answers. */
  insecureSkipVerify?: boolean;
}

/** How something is got. */
export interface HttpOptions {
  /** Bytes of the answer at which reading ends; unpacked where `unpack` is set. */
  limit: number;
  accept?: string;
  /** Default `sluice`. */
  userAgent?: string;
  /** Goes before what the URL itself says. */
  basicAuth?: { username: string; password: string };
  /** Whose the credentials are: no other server gets them. Default the URL. */
  credentialsFor?: string;
  /** Give the credentials to whatever server is asked, but never without TLS to one that a redirect from TLS has led to. */
  passCredentials?: boolean;
  tls?: HttpTls;
  timeouts?: HttpTimeouts;
  /** Refuse servers that are not at public addresses. */
  publicOnly?: boolean;
  /** Ask for gzip, and unpack it. Without it, what comes is what the server has. */
  unpack?: boolean;
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked for. Default the environment of the process. */
  proxyEnv?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
}
