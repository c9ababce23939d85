import { isDeepStrictEqual } from 'node:util';
import { Pool, type Dispatcher } from 'undici';
import { delay, systemClock } from './clock';
import type { Connection, Credentials } from './connection';
import { connectionErrorFrom } from './connectionFailure';
import { ConnectionError } from './errors';
import { deadline } from './deadline';
import type { RequestEvent } from './createClient';
import { RequestLimit } from './requestLimit';
import { errorOfAnswer } from './statusOfAnswer';
import { parseWireJson } from './wireJson';

/** One HTTP request, its path below the server's URL. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers: Record<string, string | string[]>;
  body?: string;
  signal?: AbortSignal;
  /** Milliseconds for everything, waiting included; of a stream: until its headers. */
  timeout?: number;
  /** May be sent again when the connection was lost before an answer. */
  repeatable: boolean;
}

export interface TransportOptions {
  connection: Connection;
  userAgent: string;
  timeout: number;
  concurrency: number;
  onRequest?: (event: RequestEvent) => void;
  onWarning?: (text: string) => void;
}

/** Bytes of one answer that are read into memory. */
const answerLimit = 512 * 1024 * 1024;
/** Tries after a 429 (or a 5xx that says when to come again), as client-go. */
const retryLimit = 10;
/** Milliseconds that one Retry-After may ask for. */
const longestRetryAfter = 60_000;

type Answer = Dispatcher.ResponseData;

function retryAfterOf(answer: Answer): number | undefined {
  const header = answer.headers['retry-after'];
  if (answer.statusCode !== 429 && answer.statusCode < 500) {
    return undefined;
  }
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds * 1000, longestRetryAfter)
    : undefined;
}

/** Requests to one server over a pool of kept-alive connections. */
export class Transport {
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #host: string;
  readonly #limit: RequestLimit;
  readonly #closing = new AbortController();
  #pool: Pool | undefined;
  #poolCredentials: Credentials | undefined;

  constructor(options: TransportOptions) {
    const url = new URL(options.connection.server);
    this.#options = options;
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#host = url.host;
    this.#limit = new RequestLimit(options.concurrency);
    this.server = `${this.#origin}${this.#basePath}`;
  }

  /** The parsed JSON of a 2xx answer. Throws ApiStatusError and ConnectionError, or the signal's reason. */
  async json(request: WireRequest): Promise<unknown> {
    const text = await this.text(request);
    try {
      return parseWireJson(text);
    } catch (error) {
      throw new ConnectionError(
        'other',
        `${this.server}: the answer is not JSON`,
        error,
      );
    }
  }

  /** The text of a 2xx answer. */
  async text(request: WireRequest): Promise<string> {
    const limits = deadline({
      milliseconds: request.timeout ?? this.#options.timeout,
      signals: [request.signal, this.#closing.signal],
      message: `${this.server}: ${request.method} timed out`,
    });
    try {
      await this.#limit.enter(limits.signal);
      try {
        const answer = await this.#send(request, limits.signal);
        const text = await this.#read(answer, limits.signal);
        if (answer.statusCode < 200 || answer.statusCode > 299) {
          throw errorOfAnswer(answer.statusCode, text);
        }
        return text;
      } finally {
        this.#limit.leave();
      }
    } finally {
      limits.end();
    }
  }

  /**
   * The chunks of a 2xx answer as they arrive.
   *
   * @param longest milliseconds for the whole stream
   */
  async *stream(
    request: WireRequest,
    longest: number,
  ): AsyncGenerator<Buffer | undefined, void, undefined> {
    const headers = deadline({
      milliseconds: request.timeout ?? this.#options.timeout,
      signals: [],
      message: `${this.server}: ${request.method} timed out`,
    });
    const whole = deadline({
      milliseconds: longest,
      signals: [request.signal, this.#closing.signal, headers.signal],
      message: `${this.server}: the stream ended without a word`,
    });
    try {
      const answer = await this.#send(request, whole.signal);
      if (answer.statusCode < 200 || answer.statusCode > 299) {
        const text = await this.#read(answer, whole.signal);
        throw errorOfAnswer(answer.statusCode, text);
      }
      headers.end();
      yield undefined;
      try {
        for await (const chunk of answer.body) {
          yield chunk;
        }
      } catch (error) {
        throw this.#failure(error, whole.signal);
      }
    } finally {
      headers.end();
      whole.abort(new ConnectionError('other', 'nobody reads any more'));
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(
      new ConnectionError('other', `${this.server}: the client was closed`),
    );
    await this.#pool?.destroy();
  }

  /** Sends until there is an answer to be shown to the caller. */
  async #send(request: WireRequest, signal: AbortSignal): Promise<Answer> {
    let credentials = await this.#credentials(false, signal);
    let renewed = false;
    let repeated = false;
    for (let tries = 0; ; tries += 1) {
      let answer: Answer;
      try {
        answer = await this.#sendOnce(request, credentials, signal);
      } catch (error) {
        const lost =
          error instanceof ConnectionError && error.failure === 'reset';
        if (!lost || !request.repeatable || repeated) {
          throw error;
        }
        repeated = true;
        continue;
      }
      const wait = retryAfterOf(answer);
      if (wait !== undefined && tries < retryLimit) {
        await answer.body.dump();
        await delay(systemClock, wait, signal);
        continue;
      }
      if (answer.statusCode !== 401 || renewed) {
        return answer;
      }
      renewed = true;
      const old = credentials;
      credentials = await this.#credentials(true, signal);
      if (isDeepStrictEqual(old, credentials)) {
        return answer;
      }
      await answer.body.dump();
    }
  }

  async #sendOnce(
    request: WireRequest,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<Answer> {
    const started = performance.now();
    let code = '<error>';
    try {
      const answer = await this.#poolFor(credentials).request({
        method: request.method,
        path: this.#basePath + request.path,
        headers: {
          'user-agent': this.#options.userAgent,
          ...request.headers,
          ...credentials.headers,
        },
        body: request.body,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      code = String(answer.statusCode);
      this.#warn(answer);
      return answer;
    } catch (error) {
      throw this.#failure(error, signal);
    } finally {
      this.#options.onRequest?.({
        code,
        method: request.method,
        host: this.#host,
        path: request.path,
        duration: performance.now() - started,
      });
    }
  }

  async #credentials(
    renew: boolean,
    signal: AbortSignal,
  ): Promise<Credentials> {
    try {
      return await this.#options.connection.credentials({ renew, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ConnectionError) {
        throw error;
      }
      throw new ConnectionError(
        'credentials',
        `${this.server}: no credentials`,
        error,
      );
    }
  }

  #poolFor(credentials: Credentials): Pool {
    const current = this.#poolCredentials;
    if (
      this.#pool &&
      current?.cert === credentials.cert &&
      current?.key === credentials.key
    ) {
      return this.#pool;
    }
    const { connection } = this.#options;
    const old = this.#pool;
    // Requests under way end in their own time; nothing waits for them.
    old?.close().catch(() => undefined);
    this.#poolCredentials = credentials;
    this.#pool = new Pool(this.#origin, {
      connections: null,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 300_000,
      maxHeaderSize: 64 * 1024,
      connect: {
        ca: connection.ca,
        cert: credentials.cert,
        key: credentials.key,
        servername: connection.tlsServerName,
        rejectUnauthorized: !connection.insecureSkipTlsVerify,
        timeout: 15_000,
        keepAlive: true,
        keepAliveInitialDelay: 15_000,
      },
    });
    return this.#pool;
  }

  #warn(answer: Answer): void {
    const warnings = answer.headers.warning;
    if (warnings === undefined || !this.#options.onWarning) {
      return;
    }
    for (const warning of Array.isArray(warnings) ? warnings : [warnings]) {
      const quoted = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(warning);
      if (quoted) {
        this.#options.onWarning(quoted[1].replace(/\\(.)/g, '$1'));
      }
    }
  }

  async #read(answer: Answer, signal: AbortSignal): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer.body) {
        size += chunk.length;
        if (size > answerLimit) {
          throw new ConnectionError(
            'other',
            `${this.server}: the answer is larger than ${answerLimit} bytes`,
          );
        }
        chunks.push(chunk);
      }
    } catch (error) {
      throw this.#failure(error, signal);
    }
    return chunks.length === 1
      ? chunks[0].toString('utf8')
      : Buffer.concat(chunks, size).toString('utf8');
  }

  /** What an interrupted request is to fail with. */
  #failure(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) {
      return signal.reason;
    }
    return error instanceof ConnectionError
      ? error
      : connectionErrorFrom(this.server, error);
  }
}
