import { GitError } from './errors';

/** Text of a failed request as Go's net/http says it. */
export function httpFailure(url: string, error: unknown): GitError {
  const { failure, text } = describe(error);
  return new GitError(failure, `Get "${url}": ${text}`);
}

function describe(error: unknown): {
  failure: 'unreachable' | 'timeout' | 'other';
  text: string;
} {
  const field = (name: string): string => {
    if (typeof error !== 'object' || error === null) return '';
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : '';
  };
  // Several addresses were tried: Go names the first.
  if (error instanceof AggregateError && error.errors.length > 0)
    return describe(error.errors[0]);
  const host = field('address').includes(':')
    ? `[${field('address')}]`
    : field('address');
  const dial = `dial tcp ${host}:${field('port')}`;
  const unreachable = (text: string) => ({
    failure: 'unreachable' as const,
    text,
  });
  switch (field('code')) {
    case 'ECONNREFUSED':
      return unreachable(`${dial}: connect: connection refused`);
    case 'EHOSTUNREACH':
      return unreachable(`${dial}: connect: no route to host`);
    case 'ENETUNREACH':
      return unreachable(`${dial}: connect: network is unreachable`);
    case 'ETIMEDOUT':
      return unreachable(`${dial}: connect: connection timed out`);
    case 'ENOTFOUND':
      return unreachable(`dial tcp: lookup ${field('hostname')}: no such host`);
    case 'EAI_AGAIN':
      return unreachable(
        `dial tcp: lookup ${field('hostname')}: server misbehaving`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return unreachable('EOF');
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return unreachable(
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      );
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return unreachable(
        'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return unreachable(
        'tls: failed to verify certificate: x509: certificate is not valid for the host',
      );
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return unreachable(
        'tls: first record does not look like a TLS handshake',
      );
    default:
      break;
  }
  if (field('name') === 'TimeoutError')
    return { failure: 'timeout', text: 'context deadline exceeded' };
  if (field('name') === 'AbortError')
    return { failure: 'other', text: 'context canceled' };
  return { failure: 'other', text: field('message') || 'request failed' };
}
