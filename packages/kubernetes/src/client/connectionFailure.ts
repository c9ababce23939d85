import { ConnectionError, type ConnectionFailure } from './errors';

const failures = new Map<string, ConnectionFailure>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EPROTO', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['CERT_NOT_YET_VALID', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
]);

const words: Record<ConnectionFailure, string> = {
  refused: 'connection refused',
  dns: 'host name not found',
  tls: 'TLS failed',
  timeout: 'timed out',
  reset: 'connection lost',
  credentials: 'no credentials',
  other: 'request failed',
};

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) {
    return '';
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return codeOf(error.errors[0]);
  }
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && code !== '') {
    return code;
  }
  return 'cause' in error ? codeOf(error.cause) : '';
}

function failureOf(code: string): ConnectionFailure {
  return (
    failures.get(code) ??
    (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') ? 'tls' : 'other')
  );
}

/**
 * Names why a server did not answer. Only the error's code is repeated, and for TLS the library's own sentence: other texts might quote
 * what was sent.
 */
export function connectionErrorFrom(
  server: string,
  error: unknown,
): ConnectionError {
  const code = codeOf(error);
  const failure = failureOf(code);
  const detail =
    failure === 'tls' && error instanceof Error ? error.message : code;
  return new ConnectionError(
    failure,
    `${server}: ${words[failure]}${detail ? ` (${detail})` : ''}`,
    error,
  );
}
