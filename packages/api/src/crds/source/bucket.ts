import { ageColumn, column, define, readyColumns } from '../definition';
import {
  artifact,
  duration,
  localReference,
  reconciledStatus,
  timeout,
} from '../fields';
import { boolean, object, oneOf, string } from '../schema';
import { sourceKinds } from './group';

export const bucketCrd = define({
  ...sourceKinds,
  kind: 'Bucket',
  plural: 'buckets',
  description: 'An object storage bucket whose content becomes an artifact.',
  columns: [column('Endpoint', '.spec.endpoint'), ageColumn, ...readyColumns],
  spec: object(
    'What to fetch, and how often.',
    {
      'bucketName!': string('Name of the bucket.'),
      certSecretRef: localReference('Secret with TLS certificates.'),
      'endpoint!': string('Address of the object storage.'),
      ignore: string('Objects to leave out, as in a .sourceignore file.'),
      insecure: boolean('Speak plain HTTP.'),
      'interval!': duration('How often the bucket is read.'),
      prefix: string('Only objects whose name begins so.'),
      provider: oneOf(
        'Whose object storage it is.',
        ['generic', 'aws', 'gcp', 'azure'],
        { default: 'generic' },
      ),
      proxySecretRef: localReference('Secret with the address of a proxy.'),
      region: string('Region of the endpoint.'),
      secretRef: localReference('Secret with credentials.'),
      serviceAccountName: string('Account whose cloud identity is used.'),
      sts: object('Where temporary credentials come from.', {
        certSecretRef: localReference('Secret with TLS certificates.'),
        'endpoint!': string('Address of the token service.', {
          pattern: '^(http|https)://.*$',
        }),
        'provider!': oneOf('What speaks there.', ['aws', 'ldap']),
        secretRef: localReference('Secret with credentials.'),
      }),
      suspend: boolean('Do nothing until this is false.'),
      timeout: timeout({ default: '60s' }),
    },
    {
      'x-kubernetes-validations': [
        {
          message:
            "STS configuration is only supported for the 'aws' and 'generic' Bucket providers",
          rule: "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
        },
        {
          message:
            "'aws' is the only supported STS provider for the 'aws' Bucket provider",
          rule: "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
        },
        {
          message:
            "'ldap' is the only supported STS provider for the 'generic' Bucket provider",
          rule: "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
        },
        {
          message:
            "spec.sts.secretRef is not required for the 'aws' STS provider",
          rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
        },
        {
          message:
            "spec.sts.certSecretRef is not required for the 'aws' STS provider",
          rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
        },
        {
          message:
            "ServiceAccountName is not supported for the 'generic' Bucket provider",
          rule: "self.provider != 'generic' || !has(self.serviceAccountName)",
        },
        {
          message:
            'cannot set both .spec.secretRef and .spec.serviceAccountName',
          rule: '!has(self.secretRef) || !has(self.serviceAccountName)',
        },
      ],
    },
  ),
  status: reconciledStatus({
    artifact: artifact('The newest artifact.'),
    observedIgnore: string('The ignore patterns the artifact was built with.'),
    url: string('Address of the newest artifact.'),
  }),
});
