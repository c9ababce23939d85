import type { ServerKind } from '../server';
import type { ActorStep, EditContext, Story } from '../step';
import { hook, plainChart } from './charts';

/** A step that is killed, what is done before it, and what is done after it. */
export interface Kills extends Pick<Story, 'name' | 'release' | 'charts'> {
  before: readonly ActorStep[];
  step: ActorStep;
  after: readonly ActorStep[];
  /** How many requests later the next kill comes. */
  stride: Readonly<Record<ServerKind, number>>;
  /** The request after which the first kill comes. */
  first: number;
  /** Removes from the cluster what outlives a namespace. */
  clean?: (context: EditContext) => Promise<void>;
}

const group = 'kills.example.com';
const definitionName = `gizmos.${group}`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${definitionName}
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Gizmo, plural: gizmos, singular: gizmo, listKind: GizmoList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          x-kubernetes-preserve-unknown-fields: true
`;

const gizmo = `apiVersion: ${group}/v1
kind: Gizmo
metadata:
  name: {{ .Release.Name }}
spec:
  size: 3
`;

async function removeDefinition({ client }: EditContext): Promise<void> {
  const type = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
  };
  const fieldSelector = `metadata.name=${definitionName}`;
  const isThere = async () =>
    (await client.list(type, { fieldSelector })).items.length > 0;
  if (!(await isThere())) return;
  await client.delete({ ...type, name: definitionName });
  // Its objects go first; each look is a request, which is pause enough.
  while (await isThere());
}

/** No node runs the Pods that a Deployment would wait for. */
const flags = {
  wait: 'watcher',
  timeout: 30,
  values: { replicas: 0 },
} as const;

const hooked = {
  'templates/before.yaml': hook('before', 'pre-install,pre-upgrade', {
    policy: 'before-hook-creation',
  }),
  'templates/after.yaml': hook('after', 'post-install,post-upgrade', {
    policy: 'hook-succeeded',
  }),
};

const installing: Kills = {
  name: 'kills-install',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', {
      ...hooked,
      'crds/gizmo.yaml': definition,
      'templates/gizmo.yaml': gizmo,
    }),
  },
  clean: removeDefinition,
  before: [],
  step: { title: 'install', do: 'install', chart: 'one', flags },
  after: [
    {
      title: 'upgrade or install',
      do: 'upgrade',
      chart: 'one',
      flags: { values: { replicas: 0 }, install: true },
    },
    { title: 'install', do: 'install', chart: 'one' },
    { title: 'roll back', do: 'rollback' },
    { title: 'uninstall', do: 'uninstall' },
    { title: 'install again', do: 'install', chart: 'one' },
  ],
  first: 11,
  stride: { embedded: 7, real: 14 },
};

const two = { title: 'upgrade', do: 'upgrade', chart: 'two' } as const;

const upgraded = {
  release: 'web',
  charts: {
    one: plainChart('1.0.0', {
      'templates/hook.yaml': hook('a', 'pre-install'),
    }),
    two: plainChart('2.0.0', {
      'templates/hook.yaml': hook('b', 'pre-upgrade'),
    }),
  },
};

const upgrading: Kills = {
  ...upgraded,
  name: 'kills-upgrade',
  before: [{ title: 'install', do: 'install', chart: 'one' }],
  step: two,
  after: [
    { ...two, title: 'upgrade once more' },
    { title: 'roll back', do: 'rollback', version: 1 },
    { ...two, title: 'upgrade after that' },
  ],
  first: 3,
  stride: { embedded: 5, real: 9 },
};

const rollingBack: Kills = {
  ...upgraded,
  name: 'kills-rollback',
  before: [{ title: 'install', do: 'install', chart: 'one' }, two],
  step: { title: 'roll back', do: 'rollback', version: 1 },
  after: [
    { ...two, title: 'upgrade after that' },
    { title: 'roll back again', do: 'rollback' },
    { ...two, title: 'upgrade at last', flags: { install: true } },
  ],
  first: 8,
  stride: { embedded: 11, real: 15 },
};

const uninstalling: Kills = {
  ...upgraded,
  name: 'kills-uninstall',
  before: [{ title: 'install', do: 'install', chart: 'one' }],
  step: { title: 'uninstall', do: 'uninstall' },
  after: [
    // Without a hook for it, which would outlive the release.
    { title: 'upgrade', do: 'upgrade', chart: 'one' },
    { title: 'uninstall again', do: 'uninstall' },
    { title: 'install', do: 'install', chart: 'one' },
  ],
  first: 4,
  stride: { embedded: 6, real: 9 },
};

/** All that is killed. */
export const kills: readonly Kills[] = [
  installing,
  upgrading,
  rollingBack,
  uninstalling,
];
