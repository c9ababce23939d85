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
import { ociVerification } from './verification';

const layerSelector = object('Which layer is taken; default the first.', {
  mediaType: string('Media type of the layer.'),
  operation: oneOf('Whether it is unpacked or kept as it is.', [
    'extract',
    'copy',
  ]),
});

export const ociRepositoryCrd = define({
  ...sourceKinds,
  kind: 'OCIRepository',
  plural: 'ocirepositories',
  shortNames: ['ocirepo'],
  description: 'An artifact in an OCI registry.',
  columns: [column('URL', '.spec.url'), ...readyColumns, ageColumn],
  spec: object('What to pull, and how often.', {
    certSecretRef: localReference('Secret with TLS certificates.'),
    ignore: string('Paths to leave out, as in a .sourceignore file.'),
    insecure: boolean('Speak plain HTTP.'),
    'interval!': duration('How often the registry is asked.'),
    layerSelector,
    provider: oneOf(
      'Whose registry it is.',
      ['generic', 'aws', 'azure', 'gcp'],
      { default: 'generic' },
    ),
    proxySecretRef: localReference('Secret with the address of a proxy.'),
    ref: object('What to pull; default the tag latest.', {
      digest: string('A digest; goes before all else.'),
      semver: string('A range of versions; the newest matching tag wins.'),
      semverFilter: string('Regular expression that tags must match.'),
      tag: string('A tag.'),
    }),
    secretRef: localReference('Image pull Secret.'),
    serviceAccountName: string('Account with image pull Secrets.'),
    suspend: boolean('Do nothing until this is false.'),
    timeout: timeout({ default: '60s' }),
    'url!': string('Address of the repository, without a tag.', {
      pattern: '^oci://.*$',
    }),
    verify: ociVerification({
      trustedRootSecretRef: localReference(
        'Secret with a trusted root for signatures without a key.',
      ),
    }),
  }),
  status: reconciledStatus({
    artifact: artifact('The newest artifact.'),
    observedIgnore: string('The ignore patterns the artifact was built with.'),
    observedLayerSelector: layerSelector,
    url: string('Address of the newest artifact.'),
  }),
});
