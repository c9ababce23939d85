import { localReference } from '../fields';
import { type Schema, list, object, oneOf, string } from '../schema';

/** `spec.verify` of the kinds that OCI registries feed. */
export function ociVerification(more: Record<string, Schema> = {}): Schema {
  return object('Which signatures are demanded.', {
    matchOIDCIdentity: list(
      'Identities that may have signed without a key.',
      object('One identity.', {
        'issuer!': string('Regular expression of the issuer.'),
        'subject!': string('Regular expression of the subject.'),
      }),
    ),
    'provider!': oneOf('What signed.', ['cosign', 'notation'], {
      default: 'cosign',
    }),
    secretRef: localReference('Secret with the trusted public keys.'),
    ...more,
  });
}
