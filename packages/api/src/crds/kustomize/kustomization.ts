import { ageColumn, define, readyColumns } from '../definition';
import { duration, localReference, reconciledStatus, time } from '../fields';
import {
  type Schema,
  boolean,
  integer,
  list,
  object,
  oneOf,
  string,
  stringMap,
} from '../schema';

const selector = object('Which objects are meant; empty means all.', {
  annotationSelector: string('Selector of annotations.'),
  group: string('API group.'),
  kind: string('Kind.'),
  labelSelector: string('Selector of labels.'),
  name: string('Regular expression of the name.'),
  namespace: string('Regular expression of the namespace.'),
  version: string('API version, without the group.'),
});

const exactlyOneKubeConfig =
  'exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified';

const affix = (description: string) =>
  string(description, { maxLength: 200, minLength: 1 });

const build: Record<string, Schema> = {
  buildMetadata: list(
    'Annotations that tell where an object comes from.',
    oneOf('One of them.', ['originAnnotations', 'transformerAnnotations']),
  ),
  commonMetadata: object('Labels and annotations for every object.', {
    annotations: stringMap('Annotations to add.'),
    labels: stringMap('Labels to add.'),
  }),
  components: list('Kustomize components.', string('A path.')),
  ignoreMissingComponents: boolean('Go on when a component does not exist.'),
  images: list(
    'Images to rename or to pin.',
    object('One image.', {
      digest: string('Digest to pin; goes before newTag.'),
      'name!': string('Name of the image without a tag.'),
      newName: string('Name to use instead.'),
      newTag: string('Tag to use instead.'),
    }),
  ),
  namePrefix: affix('Put before every name.'),
  nameSuffix: affix('Put after every name.'),
  patches: list(
    'Changes to what was built.',
    object('A strategic merge or JSON 6902 patch.', {
      'patch!': string('The patch, as YAML or JSON.'),
      target: selector,
    }),
  ),
  path: string('Folder in the artifact; default its root.'),
  postBuild: object('Substitution of variables in what was built.', {
    substitute: stringMap('Values by variable name.'),
    substituteFrom: list(
      'Objects whose data are values.',
      object('One of them, in the same namespace.', {
        'kind!': oneOf('Kind of the object.', ['Secret', 'ConfigMap']),
        'name!': string('Name of the object.', {
          maxLength: 253,
          minLength: 1,
        }),
        optional: boolean('Go on when it does not exist.', {
          default: false,
        }),
      }),
    ),
    substituteStrategy: oneOf('When variables are substituted.', [
      'WithVariables',
      'Always',
    ]),
  }),
  targetNamespace: string('Namespace for every object.', {
    maxLength: 63,
    minLength: 1,
  }),
};

const health: Record<string, Schema> = {
  healthCheckExprs: list(
    'How to judge kinds by CEL.',
    object('Expressions for one kind.', {
      'apiVersion!': string('API version of the kind.'),
      'current!': string('True when the object is healthy.'),
      failed: string('True when it has failed.'),
      inProgress: string('True while it is on its way.'),
      kind: string('The kind.'),
    }),
  ),
  healthChecks: list(
    'Objects that must be healthy.',
    object('One of them.', {
      apiVersion: string('API version of the object.'),
      'kind!': string('Kind of the object.'),
      'name!': string('Name of the object.'),
      namespace: string('Namespace of the object.'),
    }),
  ),
  wait: boolean('Check the health of everything that was applied.'),
};

export const kustomizationCrd = define({
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Kustomization',
  plural: 'kustomizations',
  shortNames: ['ks'],
  category: 'fluxcd-appliers',
  description: 'A folder of an artifact that is built and applied.',
  columns: [ageColumn, ...readyColumns],
  spec: object('What to build, and how to apply it.', {
    ...build,
    ...health,
    decryption: object('How encrypted files are read.', {
      'provider!': oneOf('What encrypted them.', ['sops']),
      secretRef: localReference('Secret with the private keys.'),
      serviceAccountName: string('Account whose cloud identity is used.'),
    }),
    deletionPolicy: oneOf('What happens to the objects on deletion.', [
      'MirrorPrune',
      'Delete',
      'WaitForTermination',
      'Orphan',
    ]),
    dependsOn: list(
      'Kustomizations that must be ready first.',
      object('One of them.', {
        'name!': string('Name of the Kustomization.'),
        namespace: string('Its namespace; default the own one.'),
        readyExpr: string('CEL that decides when it is ready.'),
      }),
    ),
    force: boolean('Replace objects whose fields cannot be changed.', {
      default: false,
    }),
    ignore: list(
      'Fields that drift correction leaves alone.',
      object('Fields of some objects.', {
        'paths!': list('JSON pointers.', string('A JSON pointer.')),
        target: selector,
      }),
    ),
    'interval!': duration('How often it is reconciled.'),
    kubeConfig: object(
      'Another cluster to apply to.',
      {
        configMapRef: localReference('ConfigMap that describes the cluster.'),
        secretRef: object('Secret with a kubeconfig.', {
          key: string('Key in the Secret; default value or value.yaml.'),
          'name!': string('Name of the Secret.'),
        }),
      },
      {
        'x-kubernetes-validations': [
          {
            message: exactlyOneKubeConfig,
            rule: 'has(self.configMapRef) || has(self.secretRef)',
          },
          {
            message: exactlyOneKubeConfig,
            rule: '!has(self.configMapRef) || !has(self.secretRef)',
          },
        ],
      },
    ),
    'prune!': boolean('Delete what is no longer in the source.'),
    retryInterval: duration('How soon a failure is tried again.'),
    serviceAccountName: string('Account to apply as.'),
    'sourceRef!': object('Where the artifact comes from.', {
      apiVersion: string('API version of the source.'),
      'kind!': oneOf('Kind of the source.', [
        'OCIRepository',
        'GitRepository',
        'Bucket',
        'ExternalArtifact',
      ]),
      'name!': string('Name of the source.'),
      namespace: string('Its namespace; default the own one.'),
    }),
    suspend: boolean('Do nothing until this is false.'),
    timeout: duration('How long applying and health checks may take.'),
  }),
  status: reconciledStatus({
    history: list(
      'The last different outcomes.',
      object('One outcome.', {
        'digest!': string('Digest of what was built.'),
        'firstReconciled!': time('When it was first seen.'),
        'lastReconciled!': time('When it was last seen.'),
        'lastReconciledDuration!': string('How long that took.'),
        'lastReconciledStatus!': string('How that ended.'),
        metadata: stringMap('Facts such as the revision.'),
        'totalReconciliations!': integer('How often it was seen.'),
      }),
    ),
    inventory: object('What was applied.', {
      'entries!': list(
        'One entry for each object.',
        object('One object.', {
          'id!': string('`<namespace>_<name>_<group>_<kind>`.'),
          'v!': string('API version.'),
        }),
      ),
    }),
    lastAppliedOriginRevision: string('Origin revision applied last.'),
    lastAppliedRevision: string('Revision applied last.'),
    lastAttemptedRevision: string('Revision tried last.'),
  }),
});
