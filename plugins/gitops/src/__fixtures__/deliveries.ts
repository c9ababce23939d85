import type {
  ClusterStatus,
  ComponentDelivery,
  EntityDeliveries,
  EntityTimeline,
  Revision,
} from '@sluice/plugin-gitops-common';

/** The moment at which the recordings were made. */
export const recordedAt = Date.parse('2026-11-21T10:00:00Z');

/** A time so many minutes before the recording. */
const before = (minutes: number) =>
  new Date(recordedAt - minutes * 60_000).toISOString();

const commit = (
  sha: string,
  author: string,
  message: string,
  minutes: number,
): Revision => ({
  text: `main@sha1:${sha}`,
  short: sha.slice(0, 8),
  branch: 'main',
  commit: {
    sha,
    author,
    message,
    committedAt: before(minutes),
    url: `https://git.example.com/platform/fleet/commit/${sha}`,
  },
});

export const running = commit(
  '17955473c6b1f0f9f2c1c0a9b7d1e4a3b2c1d0e9',
  'Jane Doe <jane@example.com>',
  'payments: raise the timeout of refunds to 30 s\n\nRefunds of large orders took longer.',
  42,
);
export const newer = commit(
  '9b1c0e5d7a6f4c3b2a1908f7e6d5c4b3a2918070',
  'Omar Haddad <omar@example.com>',
  'payments 1.5.0',
  2,
);

const platformOnly = (what: string) =>
  `Only platform, the owner of the namespace flux-system, can ${what} Kustomization flux-system/apps: it also delivers to team-users`;

/** A delivery that is in order; every recording starts from it. */
export function delivery(
  change: Partial<ComponentDelivery> = {},
): ComponentDelivery {
  return {
    id: {
      cluster: 'production',
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'apps',
    },
    state: 'Ready',
    sync: 'synced',
    health: 'ok',
    explanation: {
      situation: 'ready',
      severity: 'ok',
      sentence: 'Payment service runs what Git says at main@17955473.',
    },
    applied: running,
    latest: running,
    source: {
      cluster: 'production',
      kind: 'GitRepository',
      namespace: 'flux-system',
      name: 'fleet',
      url: 'https://git.example.com/platform/fleet.git',
    },
    path: './apps/production',
    images: [
      {
        container: 'Deployment/payments · main',
        image: 'registry.example.com/shop/payments:1.4.2',
        tag: '1.4.2',
        rolledOut: true,
      },
    ],
    objects: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'payments',
        name: 'payments',
        health: 'ok',
        replicas: { desired: 3, ready: 3 },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        namespace: 'payments',
        name: 'payments',
        health: 'ok',
      },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: 'payments',
        name: 'payments',
        health: 'ok',
      },
    ],
    owner: 'group:default/platform',
    shared: [
      {
        title: 'User service',
        entityRef: 'component:default/users',
        owner: 'group:default/team-users',
      },
      { title: 'sessions', owner: 'group:default/team-users' },
    ],
    confirmed: true,
    suspended: false,
    lastHandledReconcileAt: '2026-11-21T08:00:00.000Z',
    lastReconciled: before(3),
    interval: '10m0s',
    actions: {
      reconcile: { allowed: true },
      suspend: { allowed: false, reason: platformOnly('suspend') },
      resume: { allowed: false, reason: 'It is not suspended' },
      diff: { allowed: true },
    },
    ...change,
  };
}

export function cluster(change: Partial<ClusterStatus> = {}): ClusterStatus {
  return {
    name: 'production',
    title: 'Production',
    mode: 'reconcile',
    connection: 'live',
    since: before(600),
    controllers: {
      state: 'running',
      since: before(600),
      holder: 'sluice-0',
    },
    ...change,
  };
}

/** One environment called Production with these deliveries, on one cluster. */
export function deliveries(
  lane: ComponentDelivery[],
  change: Partial<EntityDeliveries> = {},
): EntityDeliveries {
  return {
    entityRef: 'component:default/payments',
    environments: [
      { name: 'production', title: 'Production', deliveries: lane },
    ],
    clusters: [cluster()],
    unconfirmed: [],
    generatedAt: before(0),
    ...change,
  };
}

export const failedBuild = delivery({
  state: 'Failed',
  sync: 'blocked',
  latest: newer,
  explanation: {
    situation: 'build-failed',
    severity: 'error',
    sentence:
      'apps/base/payments/deployment.yaml (line 4) is not valid YAML: the build fails, so nothing is applied and nothing is pruned — team-payments should correct the file and push.',
    cause: 'the build fails, so nothing is applied and nothing is pruned',
    owner: 'group:default/team-payments',
    nextStep: 'correct the file and push',
    location: { file: 'apps/base/payments/deployment.yaml', line: 4 },
    raw: "kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../base/payments': MalformedYAMLError: yaml: line 4: did not find expected key in File: apps/base/payments/deployment.yaml",
  },
});

export const blockedByNeighbour = delivery({
  state: 'Waiting',
  sync: 'blocked',
  latest: newer,
  explanation: {
    situation: 'blocked-by-neighbour',
    severity: 'warning',
    sentence:
      'Payment service is fine, but its delivery is blocked by User service of team-users: Deployment/users is not healthy — team-users should repair User service.',
    cause: 'Deployment/users is not healthy',
    owner: 'group:default/team-users',
    nextStep: 'repair User service',
    raw: "health check failed after 2m0s: timeout waiting for: [Deployment/users/users status: 'InProgress']",
  },
});

export const suspended = delivery({
  state: 'Suspended',
  sync: 'paused',
  suspended: true,
  explanation: {
    situation: 'suspended',
    severity: 'warning',
    sentence:
      'Delivery is paused: Kustomization flux-system/apps is suspended, so commits are not applied and changes in the cluster stay — platform should resume it to deliver again.',
    owner: 'group:default/platform',
    nextStep: 'resume it to deliver again',
  },
  actions: {
    reconcile: { allowed: false, reason: 'It is suspended: resume it first' },
    suspend: { allowed: false, reason: 'It is suspended already' },
    resume: { allowed: true },
    diff: { allowed: true },
  },
});

export const progressing = delivery({
  state: 'Progressing',
  sync: 'behind',
  health: 'progressing',
  latest: newer,
  explanation: {
    situation: 'progressing',
    severity: 'info',
    sentence:
      'main@9b1c0e5d is being delivered: waiting for its objects to become ready.',
  },
  images: [
    {
      container: 'Deployment/payments · main',
      image: 'registry.example.com/shop/payments:1.5.0',
      tag: '1.5.0',
      rolledOut: false,
    },
  ],
  objects: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'payments',
      name: 'payments',
      health: 'progressing',
      replicas: { desired: 3, ready: 1 },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      namespace: 'payments',
      name: 'payments',
      health: 'ok',
    },
  ],
});

export const unhealthy = delivery({
  state: 'Failed',
  sync: 'synced',
  health: 'degraded',
  explanation: {
    situation: 'unhealthy',
    severity: 'error',
    sentence:
      'Payment service is not healthy in Deployment/payments: its image cannot be pulled — team-payments should check the tag and the pull secret.',
    cause: 'its image cannot be pulled',
    owner: 'group:default/team-payments',
    nextStep: 'check the tag and the pull secret',
    raw: 'ImagePullBackOff: Back-off pulling image "registry.example.com/shop/payments:1.4.x"',
  },
  objects: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'payments',
      name: 'payments',
      health: 'degraded',
      replicas: { desired: 3, ready: 2 },
      message: 'ImagePullBackOff: Back-off pulling image',
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      namespace: 'payments',
      name: 'payments',
      health: 'ok',
    },
  ],
});

export const pending = delivery({
  pending: {
    token: '2026-11-21T09:59:50.000Z',
    since: '2026-11-21T09:59:50.000Z',
  },
  explanation: {
    situation: 'requested',
    severity: 'info',
    sentence:
      'A reconcile was asked for and has not been handled yet.',
  },
});

export const unreachable = deliveries(
  [
    delivery({
      state: 'Unknown',
      sync: 'unknown',
      explanation: {
        situation: 'cluster-unreachable',
        severity: 'error',
        sentence:
          'The cluster Production does not answer since 2026-11-21T09:48:00Z, so this is what was last seen: connect ECONNREFUSED 10.0.0.1:6443 — check the network and the API server of the cluster.',
        cause: 'connect ECONNREFUSED 10.0.0.1:6443',
        nextStep: 'check the network and the API server of the cluster',
      },
      actions: {
        reconcile: {
          allowed: false,
          reason: 'The cluster Production cannot be reached now',
        },
        suspend: {
          allowed: false,
          reason: 'The cluster Production cannot be reached now',
        },
        resume: { allowed: false, reason: 'It is not suspended' },
        diff: {
          allowed: false,
          reason: 'The cluster Production cannot be reached now',
        },
      },
    }),
  ],
  {
    clusters: [
      cluster({
        connection: 'unreachable',
        since: before(12),
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
      }),
    ],
  },
);

export const stoppedControllers = deliveries([delivery()], {
  clusters: [
    cluster({
      controllers: {
        state: 'stopped',
        since: before(1),
        message: 'the controllers have ended and are restarted',
      },
    }),
  ],
});

export const waitingControllers = deliveries([delivery()], {
  clusters: [
    cluster({
      controllers: {
        state: 'waiting',
        since: before(5),
        holder: 'kustomize-controller-5d8f_1b2c',
      },
    }),
  ],
});

export const unconfirmed = deliveries([delivery()], {
  unconfirmed: [
    {
      claim: 'Deployment/users/users',
      reason: 'No cluster binds the namespace users to team-payments',
    },
  ],
});

export const empty = deliveries([]);

/** Three environments of which every one is in another state. */
export const mixed: EntityDeliveries = deliveries([], {
  environments: [
    {
      name: 'development',
      title: 'Development',
      deliveries: [
        {
          ...progressing,
          id: { ...progressing.id, cluster: 'staging', name: 'apps-dev' },
        },
      ],
    },
    {
      name: 'staging',
      title: 'Staging',
      deliveries: [
        {
          ...blockedByNeighbour,
          id: { ...blockedByNeighbour.id, cluster: 'staging' },
        },
      ],
    },
    { name: 'production', title: 'Production', deliveries: [delivery()] },
    { name: 'canary', title: 'Canary', deliveries: [] },
  ],
  clusters: [cluster(), cluster({ name: 'staging', title: 'Staging' })],
});

/** One lane per state, to look at them side by side. */
export const everything: EntityDeliveries = deliveries([], {
  environments: (
    [
      ['ready', delivery()],
      ['failed build', failedBuild],
      ['neighbour', blockedByNeighbour],
      ['suspended', suspended],
      ['progressing', progressing],
      ['unhealthy', unhealthy],
      ['pending', pending],
    ] satisfies [string, ComponentDelivery][]
  ).map(([name, one]) => ({
    name,
    title: name,
    deliveries: [
      { ...one, id: { ...one.id, name: `apps-${name.replace(' ', '-')}` } },
    ],
  })),
});

export const timeline: EntityTimeline = {
  entries: [
    {
      id: '6',
      at: before(1),
      object: delivery().id,
      type: 'drift-corrected',
      severity: 'warning',
      message:
        'Deployment/payments/payments was changed by kubectl and put back',
    },
    {
      id: '5',
      at: before(4),
      object: delivery().id,
      type: 'reconcile-requested',
      severity: 'info',
      message: 'A reconcile was requested',
      actor: 'user:default/jane',
    },
    {
      id: '4',
      at: before(40),
      object: delivery().id,
      type: 'applied',
      severity: 'info',
      message: `Applied revision ${running.text}`,
      revision: running.text,
    },
    {
      id: '3',
      at: before(58),
      object: delivery().id,
      type: 'failed',
      severity: 'error',
      count: 4,
      message:
        "BuildFailed: kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../base/payments': MalformedYAMLError: yaml: line 4: did not find expected key in File: apps/base/payments/deployment.yaml",
    },
    {
      id: '2',
      at: before(180),
      object: delivery().id,
      type: 'pruned',
      severity: 'info',
      message: 'ConfigMap/payments/feature-flags was deleted, as Git no longer has it',
    },
  ],
  nextCursor: '2',
};
