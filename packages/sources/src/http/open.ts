import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { credentialsOf } from './credentials';
import { Deadline } from './deadline';
import { HttpError } from './errors';
import { exchange } from './exchange';
import { failureText } from './failureText';
import type { HttpOptions } from './options';
import { shownText, shownUrl } from './shownUrl';

const mostRedirects = 10;

/** An answer, whatever its status. It has to be read to its end, or closed. */
export interface HttpAnswer {
  status: number;
  /** As the server writes it: `Not Found`. */
  statusText: string;
  headers: IncomingMessage['headers'];
  /** What was asked in the end, as messages show it. */
  shownUrl: string;
  /** What it says, bounded as the options have it; throws HttpError. */
  body: AsyncIterable<Uint8Array>;
  close(): void;
}

function failed(url: URL, error: unknown, deadline: Deadline): HttpError {
  const cause: unknown = deadline.signal.aborted
    ? deadline.signal.reason
    : error;
  const { failure, message } =
    cause instanceof HttpError ? cause : { failure: undefined, message: '' };
  if (failure !== undefined && failure !== 'timeout') {
    return new HttpError(failure, message, { cause });
  }
  const said =
    failure === undefined ? failureText(cause) : { failure, text: message };
  return new HttpError(
    said.failure,
    `Get "${shownUrl(url)}": ${said.text}`,
    // A cause may hold the request, and that its headers.
    {},
  );
}

function nextUrl(from: URL, location: string): URL {
  const next = URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
  if (!next || !/^https?:$/.test(next.protocol)) {
    const scheme = next?.protocol.slice(0, -1) ?? '';
    throw new HttpError(
      'redirect',
      `Get "${
        next ? shownUrl(next) : ''
      }": unsupported protocol scheme "${scheme}"`,
    );
  }
  return next;
}

function bodyFailure(error: unknown, deadline: Deadline): HttpError {
  const cause: unknown = deadline.signal.aborted
    ? deadline.signal.reason
    : error;
  if (cause instanceof HttpError) return cause;
  const { failure, text } = failureText(cause);
  // The connection went away in the middle.
  return text === 'EOF' || text === 'aborted'
    ? new HttpError('truncated', 'unexpected EOF')
    : new HttpError(failure, text);
}

async function* bodyOf(
  response: IncomingMessage,
  { limit, unpack }: HttpOptions,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  let stream: Readable = response;
  if (unpack && response.headers['content-encoding'] === 'gzip') {
    const unpacked = createGunzip();
    response.once('error', error => unpacked.destroy(error));
    stream = response.pipe(unpacked);
  }
  let size = 0;
  const chunks: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      deadline.waiting();
      const { value, done } = await chunks.next();
      deadline.pause();
      if (done) break;
      if (!(value instanceof Uint8Array)) continue;
      size += value.length;
      if (size > limit) {
        throw new HttpError('tooLarge', `larger than ${limit} bytes`);
      }
      yield value;
    }
    if (!response.complete) {
      throw new HttpError('truncated', 'unexpected EOF');
    }
  } catch (error) {
    throw bodyFailure(error, deadline);
  } finally {
    response.destroy();
    stream.destroy();
    deadline.end();
  }
}

async function ask(
  start: URL,
  url: URL,
  options: HttpOptions,
  deadline: Deadline,
): Promise<IncomingMessage> {
  try {
    const shown = credentialsOf(start, url, options);
    return await exchange(url, shown, options, deadline);
  } catch (error) {
    throw failed(url, error, deadline);
  }
}

async function follow(
  start: URL,
  options: HttpOptions,
  deadline: Deadline,
): Promise<{ response: IncomingMessage; url: URL }> {
  let url = start;
  let shown = shownUrl(start);
  for (let requests = 0; requests < mostRedirects; requests++) {
    const response = await ask(start, url, options, deadline);
    const { location } = response.headers;
    const redirects = [301, 302, 303, 307, 308].includes(
      response.statusCode ?? 0,
    );
    if (!redirects || !location) return { response, url };
    response.destroy();
    url = nextUrl(url, location);
    shown = /^[\w+.-]+:/.test(location) ? shownUrl(url) : shownText(location);
  }
  throw new HttpError(
    'redirect',
    `Get "${shown}": stopped after ${mostRedirects} redirects`,
  );
}

/** @throws HttpError */
function parsed(text: string): URL {
  if (/^https?:\/{3}/i.test(text)) {
    throw new HttpError(
      'invalid',
      `Get "${shownText(text)}": http: no Host in request URL`,
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new HttpError(
      'invalid',
      `Get "${shownText(text)}": unsupported protocol scheme "${
        url?.protocol.slice(0, -1) ?? ''
      }"`,
    );
  }
  return url;
}

/**
 * Asks for a URL, follows redirects to HTTP and HTTPS, ten requests at most, and gives the answer when it begins. What goes wrong is
 * told in the words of Go's net/http.
 *
 * @throws HttpError
 */
export async function openUrl(
  text: string,
  options: HttpOptions,
): Promise<HttpAnswer> {
  const start = parsed(text);
  const deadline = new Deadline(options);
  try {
    const { response, url } = await follow(start, options, deadline);
    const close = () => {
      response.destroy();
      deadline.end();
    };
    return {
      status: response.statusCode ?? 0,
      statusText: response.statusMessage ?? '',
      headers: response.headers,
      shownUrl: shownUrl(url),
      body: bodyOf(response, options, deadline),
      close,
    };
  } catch (error) {
    deadline.end();
    throw error;
  }
}
