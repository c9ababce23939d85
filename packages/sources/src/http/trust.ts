import { X509Certificate } from 'node:crypto';
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
  const authorities = ca ? certificatesOf(ca) : [...systemCertificates()];
  try {
    return createSecureContext({
      ca: authorities,
      ...(own ? { cert, key } : {}),
    });
  } catch {
    // What it says of a key may be of the key.
    throw refusal('unable to load cert from key pair');
  }
}

function refusal(text: string): HttpError {
  return new HttpError(
    'invalid',
    `can't create TLS config for client: ${text}`,
  );
}

/** The certificates of a PEM text that are some; Go leaves out the others, too. */
function certificatesOf(pem: string): string[] {
  const blocks = pem.match(
    /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g,
  );
  const certificates = (blocks ?? []).filter(isCertificate);
  if (certificates.length === 0) {
    throw refusal('failed to append certificates from pem block');
  }
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
