/** What has gone wrong with a connection, in the words of Go's net/http. */
export interface FailureText {
  failure: 'unreachable' | 'timeout' | 'truncated' | 'canceled' | 'other';
  text: string;
}

/** Codes of Node's certificate checks. */
const certificateTexts: ReadonlyMap<string, string> = new Map([
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ].map((code): [string, string] => [
    code,
    'certificate signed by unknown authority',
  ]),
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].map(
    (code): [string, string] => [
      code,
      'certificate has expired or is not yet valid',
    ],
  ),
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate is not valid for the host'],
]);

/** Codes of the system, of connections that were not made. */
const dialTexts: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['EHOSTUNREACH', 'no route to host'],
  ['ENETUNREACH', 'network is unreachable'],
  ['ETIMEDOUT', 'connection timed out'],
]);

/** Says an error of Node's as Go's net/http says it. */
export function failureText(error: unknown): FailureText {
  const field = (name: string): string => {
    if (typeof error !== 'object' || error === null) return '';
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : '';
  };
  // Several addresses were tried: Go names the first.
  if (error instanceof AggregateError && error.errors.length > 0)
    return failureText(error.errors[0]);
  const unreachable = (text: string): FailureText => ({
    failure: 'unreachable',
    text,
  });
  const code = field('code');
  const dialled = dialTexts.get(code);
  if (dialled) {
    const host = field('address').includes(':')
      ? `[${field('address')}]`
      : field('address');
    return unreachable(
      `dial tcp ${host}:${field('port')}: connect: ${dialled}`,
    );
  }
  const certificate = certificateTexts.get(code);
  if (certificate) {
    return unreachable(
      `tls: failed to verify certificate: x509: ${certificate}`,
    );
  }
  switch (code) {
    case 'ENOTFOUND':
      return unreachable(`dial tcp: lookup ${field('hostname')}: no such host`);
    case 'EAI_AGAIN':
      return unreachable(
        `dial tcp: lookup ${field('hostname')}: server misbehaving`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return unreachable('EOF');
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return unreachable(
        'tls: first record does not look like a TLS handshake',
      );
    default:
      break;
  }
  if (code.startsWith('HPE_')) {
    return { failure: 'other', text: 'malformed HTTP response' };
  }
  if (field('name') === 'TimeoutError')
    return { failure: 'timeout', text: 'context deadline exceeded' };
  if (field('name') === 'AbortError')
    return { failure: 'canceled', text: 'context canceled' };
  return { failure: 'other', text: field('message') || 'request failed' };
}
