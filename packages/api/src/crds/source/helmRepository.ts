import { ageColumn, column, define, readyColumns } from '../definition';
import {
  artifact,
  duration,
  localReference,
  reconciledStatus,
  timeout,
} from '../fields';
import { boolean, list, object, oneOf, string, stringMap } from '../schema';
import { sourceKinds } from './group';

export const helmRepositoryCrd = define({
  ...sourceKinds,
  kind: 'HelmRepository',
  plural: 'helmrepositories',
  shortNames: ['helmrepo'],
  description: 'A repository of Helm charts.',
  columns: [column('URL', '.spec.url'), ageColumn, ...readyColumns],
  spec: object('Where the charts are, and how often to look.', {
    accessFrom: object('Reserved.', {
      'namespaceSelectors!': list(
        'Namespaces that may refer to it.',
        object('One selection of namespaces.', {
          matchLabels: stringMap('Labels of the namespaces.'),
        }),
      ),
    }),
    certSecretRef: localReference('Secret with TLS certificates.'),
    insecure: boolean('Speak plain HTTP.'),
    interval: duration('How often the index is read.'),
    passCredentials: boolean('Send the credentials to other hosts too.'),
    provider: oneOf(
      'Whose registry it is.',
      ['generic', 'aws', 'azure', 'gcp'],
      { default: 'generic' },
    ),
    secretRef: localReference('Secret with credentials.'),
    suspend: boolean('Do nothing until this is false.'),
    timeout: timeout(),
    type: oneOf('What kind of repository it is.', ['default', 'oci']),
    'url!': string('Address of the repository.', {
      pattern: '^(http|https|oci)://.*$',
    }),
  }),
  status: reconciledStatus({
    artifact: artifact('The newest index.'),
    url: string('Address of the newest index.'),
  }),
});
