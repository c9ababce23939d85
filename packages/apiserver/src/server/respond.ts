import type { IncomingMessage, ServerResponse } from 'node:http';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { asJsonObject } from '../store/json';
import { ApiFailure, internalError } from './apiFailure';

export const jsonType = 'application/json';

/** Whether an answer is for human eyes: asked for, or the client is one that people type into. */
export function wantsPretty(
  request: IncomingMessage,
  query: URLSearchParams,
): boolean {
  const pretty = query.get('pretty');
  if (pretty !== null) {
    return pretty !== '0' && pretty !== 'false';
  }
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

/** Sends one JSON document. `text` saves making it again. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: object,
  options: {
    pretty?: boolean;
    text?: string;
    warnings?: readonly string[];
  } = {},
): void {
  const text = options.pretty
    ? `${JSON.stringify(body, null, 2)}\n`
    : `${options.text ?? JSON.stringify(body)}\n`;
  sendText(response, code, jsonType, text, options.warnings);
}

export function sendYaml(
  response: ServerResponse,
  code: number,
  body: object,
): void {
  const text = emitSigsYaml(asJsonObject(body));
  sendText(response, code, 'application/yaml', text);
}

export function sendText(
  response: ServerResponse,
  code: number,
  contentType: string,
  text: string | Buffer,
  warnings: readonly string[] = [],
): void {
  if (warnings.length > 0) {
    response.setHeader('Warning', warnings.map(warningHeader));
  }
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': contentType,
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

/** A Warning header (RFC 7234, 5.5) as the real server sends it; nothing that ends a header gets in. */
export function warningHeader(text: string): string {
  const printable = text
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/["\\]/g, '\\$&');
  return `299 - "${printable}"`;
}

/** Answers any failure as a Status. */
export function sendFailure(
  response: ServerResponse,
  error: unknown,
  options: { pretty?: boolean; log(message: string): void },
): void {
  const failure = asFailure(error, options.log);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (failure.code === 429 || failure.details?.retryAfterSeconds) {
    response.setHeader(
      'Retry-After',
      String(failure.details?.retryAfterSeconds ?? 1),
    );
  }
  sendJson(response, failure.code, failure.toStatus(), {
    pretty: options.pretty,
  });
}

function asFailure(error: unknown, log: (message: string) => void): ApiFailure {
  if (error instanceof ApiFailure) {
    return error;
  }
  const stack = error instanceof Error ? error.stack ?? error.message : error;
  log(`a request failed: ${String(stack)}`);
  return internalError(error instanceof Error ? error.message : 'unknown');
}
