import { ageColumn, column, define, readyColumns } from '../definition';
import {
  artifact,
  duration,
  localReference,
  reconciledStatus,
  timeout,
} from '../fields';
import { boolean, list, object, oneOf, string } from '../schema';
import { sourceKinds } from './group';

const include = list(
  'Repositories whose artifacts are copied into this one.',
  object('One included repository.', {
    fromPath: string('What to copy; default everything.'),
    'repository!': localReference('A GitRepository in the same namespace.'),
    toPath: string('Where to; default the name of the repository.'),
  }),
);
const directories = list('Folders to check out.', string('A folder.'));

export const gitRepositoryCrd = define({
  ...sourceKinds,
  kind: 'GitRepository',
  plural: 'gitrepositories',
  shortNames: ['gitrepo'],
  description: 'A Git repository whose content becomes an artifact.',
  columns: [column('URL', '.spec.url'), ageColumn, ...readyColumns],
  spec: object(
    'What to fetch, and how often.',
    {
      ignore: string(
        'Paths to leave out, in the form of a .sourceignore file.',
      ),
      include,
      'interval!': duration('How often the remote is asked.'),
      provider: oneOf('How to authenticate; default generic.', [
        'generic',
        'aws',
        'azure',
        'github',
      ]),
      proxySecretRef: localReference('Secret with the address of a proxy.'),
      recurseSubmodules: boolean('Fetch submodules too.'),
      ref: object('What to check out; default the branch master.', {
        branch: string('A branch.'),
        commit: string('A commit; goes before all else.'),
        name: string('A full reference name; goes before semver and tag.'),
        semver: string('A range of versions; the newest matching tag wins.'),
        tag: string('A tag.'),
      }),
      secretRef: localReference('Secret with credentials.'),
      serviceAccountName: string('Account whose cloud identity authenticates.'),
      sparseCheckout: directories,
      suspend: boolean('Do nothing until this is false.'),
      timeout: timeout({ default: '60s' }),
      'url!': string('Address of the repository.', {
        pattern: '^(http|https|ssh)://.*$',
      }),
      verify: object('Which signatures are demanded.', {
        mode: oneOf(
          'What must be signed.',
          ['head', 'HEAD', 'Tag', 'TagAndHEAD'],
          { default: 'HEAD' },
        ),
        'secretRef!': localReference('Secret with the trusted public keys.'),
      }),
    },
    {
      'x-kubernetes-validations': [
        {
          message:
            "serviceAccountName can only be set when provider is 'azure' or 'aws'",
          rule: "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
        },
      ],
    },
  ),
  status: reconciledStatus({
    artifact: artifact('The newest artifact.'),
    includedArtifacts: list(
      'The artifacts that were included.',
      artifact('One included artifact.'),
    ),
    observedIgnore: string('The ignore patterns the artifact was built with.'),
    observedInclude: include,
    observedRecurseSubmodules: boolean(
      'Whether the artifact holds submodules.',
    ),
    observedSparseCheckout: directories,
    sourceVerificationMode: string('What was verified.'),
  }),
});
