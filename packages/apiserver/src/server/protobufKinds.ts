/** What a field is; `time` and `microTime` are metav1's. */
type FieldType =
  | 'string'
  | 'bytes'
  | 'int'
  | 'bool'
  | 'time'
  | 'microTime'
  | MessageFields;

/** A string field by its JSON name, or name, type and whether it repeats. */
export type ProtobufField =
  | string
  | readonly [name: string, type: FieldType, repeated?: 'list' | 'map'];

/** Field number → field. */
export interface MessageFields {
  readonly [number: number]: ProtobufField;
}

const ownerReference: MessageFields = {
  1: 'kind',
  3: 'name',
  4: 'uid',
  5: 'apiVersion',
  6: ['controller', 'bool'],
  7: ['blockOwnerDeletion', 'bool'],
};

const metadata: MessageFields = {
  1: 'name',
  2: 'generateName',
  3: 'namespace',
  5: 'uid',
  6: 'resourceVersion',
  7: ['generation', 'int'],
  8: ['creationTimestamp', 'time'],
  9: ['deletionTimestamp', 'time'],
  10: ['deletionGracePeriodSeconds', 'int'],
  11: ['labels', 'string', 'map'],
  12: ['annotations', 'string', 'map'],
  13: ['ownerReferences', ownerReference, 'list'],
  14: ['finalizers', 'string', 'list'],
};

const withMetadata: ProtobufField = ['metadata', metadata];

const objectReference: MessageFields = {
  1: 'kind',
  2: 'namespace',
  3: 'name',
  4: 'uid',
  5: 'apiVersion',
  6: 'resourceVersion',
  7: 'fieldPath',
};

const labelSelector: MessageFields = {
  1: ['matchLabels', 'string', 'map'],
  2: [
    'matchExpressions',
    { 1: 'key', 2: 'operator', 3: ['values', 'string', 'list'] },
    'list',
  ],
};

const policyRule: MessageFields = {
  1: ['verbs', 'string', 'list'],
  2: ['apiGroups', 'string', 'list'],
  3: ['resources', 'string', 'list'],
  4: ['resourceNames', 'string', 'list'],
  5: ['nonResourceURLs', 'string', 'list'],
};

const binding: MessageFields = {
  1: withMetadata,
  2: [
    'subjects',
    { 1: 'kind', 2: 'apiGroup', 3: 'name', 4: 'namespace' },
    'list',
  ],
  3: ['roleRef', { 1: 'apiGroup', 2: 'kind', 3: 'name' }],
};

const accessAttributes: MessageFields = {
  1: [
    'resourceAttributes',
    {
      1: 'namespace',
      2: 'verb',
      3: 'group',
      4: 'version',
      5: 'resource',
      6: 'subresource',
      7: 'name',
    },
  ],
  2: ['nonResourceAttributes', { 1: 'path', 2: 'verb' }],
};

const accessSubject: MessageFields = {
  ...accessAttributes,
  3: 'user',
  4: ['groups', 'string', 'list'],
  6: 'uid',
};

const container: MessageFields = {
  1: 'name',
  2: 'image',
  3: ['command', 'string', 'list'],
  4: ['args', 'string', 'list'],
  6: [
    'ports',
    {
      1: 'name',
      2: ['hostPort', 'int'],
      3: ['containerPort', 'int'],
      4: 'protocol',
    },
    'list',
  ],
  14: 'imagePullPolicy',
};

/** Where a container's resources are, which are sent even when they are empty. */
const emptyResources: MessageFields = { 8: ['resources', {}] };

const podTemplate: MessageFields = {
  1: withMetadata,
  2: [
    'spec',
    {
      2: ['containers', { ...container, ...emptyResources }, 'list'],
      3: 'restartPolicy',
      8: 'serviceAccountName',
    },
  ],
};

const jobSpec: MessageFields = {
  1: ['parallelism', 'int'],
  2: ['completions', 'int'],
  3: ['activeDeadlineSeconds', 'int'],
  6: ['template', podTemplate],
  7: ['backoffLimit', 'int'],
  8: ['ttlSecondsAfterFinished', 'int'],
};

const kinds: Readonly<Record<string, MessageFields>> = {
  ConfigMap: {
    1: withMetadata,
    2: ['data', 'string', 'map'],
    3: ['binaryData', 'bytes', 'map'],
    4: ['immutable', 'bool'],
  },
  Secret: {
    1: withMetadata,
    2: ['data', 'bytes', 'map'],
    3: 'type',
    4: ['stringData', 'string', 'map'],
    5: ['immutable', 'bool'],
  },
  Namespace: {
    1: withMetadata,
    2: ['spec', { 1: ['finalizers', 'string', 'list'] }],
    3: ['status', { 1: 'phase' }],
  },
  ServiceAccount: {
    1: withMetadata,
    2: ['secrets', objectReference, 'list'],
    3: ['imagePullSecrets', { 1: 'name' }, 'list'],
    4: ['automountServiceAccountToken', 'bool'],
  },
  Event: {
    1: withMetadata,
    2: ['involvedObject', objectReference],
    3: 'reason',
    4: 'message',
    5: ['source', { 1: 'component', 2: 'host' }],
    6: ['firstTimestamp', 'time'],
    7: ['lastTimestamp', 'time'],
    8: ['count', 'int'],
    9: 'type',
    10: ['eventTime', 'microTime'],
    11: [
      'series',
      { 1: ['count', 'int'], 2: ['lastObservedTime', 'microTime'] },
    ],
    12: 'action',
    13: ['related', objectReference],
    14: 'reportingComponent',
    15: 'reportingInstance',
  },
  Lease: {
    1: withMetadata,
    2: [
      'spec',
      {
        1: 'holderIdentity',
        2: ['leaseDurationSeconds', 'int'],
        3: ['acquireTime', 'microTime'],
        4: ['renewTime', 'microTime'],
        5: ['leaseTransitions', 'int'],
      },
    ],
  },
  Role: { 1: withMetadata, 2: ['rules', policyRule, 'list'] },
  ClusterRole: {
    1: withMetadata,
    2: ['rules', policyRule, 'list'],
    3: [
      'aggregationRule',
      { 1: ['clusterRoleSelectors', labelSelector, 'list'] },
    ],
  },
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  Deployment: {
    1: withMetadata,
    2: [
      'spec',
      {
        1: ['replicas', 'int'],
        2: ['selector', labelSelector],
        3: ['template', podTemplate],
        4: ['strategy', { 1: 'type' }],
      },
    ],
  },
  Job: { 1: withMetadata, 2: ['spec', jobSpec] },
  CronJob: {
    1: withMetadata,
    2: [
      'spec',
      {
        1: 'schedule',
        2: ['startingDeadlineSeconds', 'int'],
        3: 'concurrencyPolicy',
        4: ['suspend', 'bool'],
        5: ['jobTemplate', { 1: withMetadata, 2: ['spec', jobSpec] }],
        6: ['successfulJobsHistoryLimit', 'int'],
        7: ['failedJobsHistoryLimit', 'int'],
      },
    ],
  },
  DeleteOptions: {
    1: ['gracePeriodSeconds', 'int'],
    2: ['preconditions', { 1: 'uid', 2: 'resourceVersion' }],
    3: ['orphanDependents', 'bool'],
    4: 'propagationPolicy',
    5: ['dryRun', 'string', 'list'],
  },
  SelfSubjectAccessReview: { 1: withMetadata, 2: ['spec', accessAttributes] },
  SubjectAccessReview: { 1: withMetadata, 2: ['spec', accessSubject] },
  LocalSubjectAccessReview: { 1: withMetadata, 2: ['spec', accessSubject] },
  SelfSubjectRulesReview: { 1: withMetadata, 2: ['spec', { 1: 'namespace' }] },
  SelfSubjectReview: { 1: withMetadata },
  TokenReview: {
    1: withMetadata,
    2: ['spec', { 1: 'token', 2: ['audiences', 'string', 'list'] }],
  },
  TokenRequest: {
    1: withMetadata,
    2: [
      'spec',
      {
        1: ['audiences', 'string', 'list'],
        3: [
          'boundObjectRef',
          { 1: 'kind', 2: 'apiVersion', 3: 'name', 4: 'uid' },
        ],
        4: ['expirationSeconds', 'int'],
      },
    ],
  },
};

/** The fields of a kind's message (from the generated.proto files of k8s.io/api), for the kinds that are read. */
export function messageOf(kind: string): MessageFields | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}
