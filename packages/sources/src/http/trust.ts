import { createSecureContext, type SecureContext } from 'node:tls';
import { systemCertificates } from '../git/trustedCertificates';
import { HttpError } from './errors';
import type { HttpTls } from './options';

let usual: SecureContext | undefined;

/**
 * What a connection with TLS trusts and shows. What most need is made once: there are hundreds of authorities.
 *
 * @param certificate whether the client certificate may be shown
 * @throws HttpError for certificates and keys that are none
 */
export function secureContext(
  tls: HttpTls,
  certificate: boolean,
): SecureContext {
  const { ca, cert, key } = tls;
  const own = certificate && Boolean(cert && key);
  if (!ca && !own) {
    usual ??= createSecureContext({ ca: [...systemCertificates()] });
    return usual;
  }
  if (ca && !ca.includes('-----BEGIN ')) {
    throw new HttpError(
      'invalid',
      'failed to append certificates from pem block',
    );
  }
  try {
    return createSecureContext({
      ca: ca ? ca : [...systemCertificates()],
      ...(own ? { cert, key } : {}),
    });
  } catch (error) {
    // What it says of a key may be of the key.
    throw new HttpError('invalid', 'unable to load cert from key pair');
  }
}
