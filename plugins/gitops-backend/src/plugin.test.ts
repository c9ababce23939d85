import type { EntityDeliveries } from '@sluice/plugin-gitops-common';
import { openApiDocument } from './schema/openapi';
import {
  PortalTestBench,
  component,
  eventually,
} from './__testUtils__/portalTestBench';

const payments = 'group:default/team-payments';
const users = 'group:default/team-users';
const pia = 'user:default/pia';
const uma = 'user:default/uma';
const paula = 'user:default/paula';
const sam = 'user:default/sam';

const revision = 'main@sha1:17955473276575a93e92e1bce2594f432bde3a0c';
const readyStatus = {
  observedGeneration: 1,
  lastAppliedRevision: revision,
  lastAttemptedRevision: revision,
  inventory: {
    entries: [
      { id: 'payments_payment-service_apps_Deployment', v: 'v1' },
      { id: 'payments_payment-service__Service', v: 'v1' },
      { id: 'users_user-service_apps_Deployment', v: 'v1' },
    ],
  },
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'ReconciliationSucceeded',
      message: `Applied revision: ${revision}`,
      lastTransitionTime: '2026-01-01T00:00:00Z',
      observedGeneration: 1,
    },
  ],
};
const failedConditions = [
  {
    type: 'Ready',
    status: 'False',
    reason: 'BuildFailed',
    message:
      'failed to decode Kubernetes YAML from /tmp/kustomization-1/apps/user-service/a.yaml: MalformedYAMLError: yaml: line 4: did not find expected key',
    lastTransitionTime: '2026-01-01T00:01:00Z',
    observedGeneration: 1,
  },
];

const entities = [
  component('payment-service', payments),
  component('user-service', users),
  // What a tenant of payments may write into a catalog file to look into what users own.
  component('annotated', payments, {
    'sluice.dev/objects': 'Deployment/users/user-service',
  }),
  component('relabelled', payments, {
    'backstage.io/kubernetes-namespace': 'users',
    'backstage.io/kubernetes-label-selector':
      'app.kubernetes.io/name=user-service',
  }),
  component('re-owned', users, {
    'backstage.io/kubernetes-id': 'user-service',
    'sluice.dev/objects': 'Deployment/users/user-service',
  }),
];

const apps = '/v1/objects/demo/Kustomization/flux-system/apps';
const deliveries = (name: string) =>
  `/v1/entities/component/default/${name}/deliveries`;

jest.setTimeout(120_000);

describe('the gitops backend', () => {
  let bench: PortalTestBench;
  let portal: Awaited<ReturnType<PortalTestBench['portal']>>;

  const read = async (name: string, as: string): Promise<EntityDeliveries> => {
    const response = await portal.call(deliveries(name), { as });
    expect(response.status).toBe(200);
    return response.json();
  };
  const shown = (answer: EntityDeliveries) =>
    answer.environments.flatMap(lane => lane.deliveries);

  beforeAll(async () => {
    bench = await PortalTestBench.start();
    await bench.namespace('flux-system', 'platform');
    await bench.apply({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'kustomize-controller-leader-election',
        namespace: 'flux-system',
      },
      spec: {
        holderIdentity: 'flux',
        leaseDurationSeconds: 3600,
        renewTime: new Date().toISOString().replace('Z', '000Z'),
      },
    });
    await bench.namespace('payments', 'team-payments');
    await bench.namespace('users', 'team-users');
    await bench.deployment('payments', 'payment-service', 'example/pay:1.2.3');
    await bench.deployment('users', 'user-service');
    await bench.kustomization('flux-system', 'apps', readyStatus);
    portal = await bench.portal(entities);
    await eventually(async () => {
      const [delivery] = shown(await read('payment-service', pia));
      if (delivery?.objects[0]?.health !== 'ok' || !delivery.images.length) {
        throw new Error('The portal does not show the delivery yet');
      }
    });
  }, 180_000);

  afterAll(async () => {
    await bench?.stop();
  });

  it('shows a component its own part, and whom the shared delivery concerns', async () => {
    const [delivery] = shown(await read('payment-service', pia));
    expect(delivery).toMatchObject({
      id: {
        cluster: 'demo',
        kind: 'Kustomization',
        namespace: 'flux-system',
        name: 'apps',
      },
      health: 'ok',
      owner: 'group:default/platform',
      applied: { short: '17955473', branch: 'main' },
      images: [{ image: 'example/pay:1.2.3', tag: '1.2.3' }],
      shared: [
        {
          title: 'user-service',
          owner: users,
          entityRef: 'component:default/user-service',
        },
      ],
    });
    expect(delivery.objects.map(({ kind, name }) => `${kind}/${name}`)).toEqual(
      ['Deployment/payment-service', 'Service/payment-service'],
    );
    expect(JSON.stringify(delivery.objects)).not.toMatch(/user-service/);
  });

  it.each(['annotated', 'relabelled', 're-owned'])(
    'gives a tenant who %s a component no look at what others own',
    async name => {
      const answer = await read(name, pia);
      expect(shown(answer)).toEqual([]);
      const response = await portal.call(
        `/v1/entities/component/default/${name}/timeline`,
        { as: pia },
      );
      expect(await response.json()).toEqual({ entries: [] });
    },
  );

  it('says which claims nothing confirms, and nothing of what they name', async () => {
    const { unconfirmed } = await read('annotated', pia);
    expect(unconfirmed).toEqual([
      {
        claim: 'Deployment/users/user-service',
        reason: 'No cluster binds the namespace users to team-payments',
      },
    ]);
  });

  it('tells strangers neither what is delivered nor that it exists', async () => {
    expect(shown(await read('payment-service', sam))).toEqual([]);
    for (const path of [apps, `${apps}-of-nobody`]) {
      const response = await portal.call(path, { as: sam });
      expect(response.status).toBe(404);
    }
  });

  it('reconciles for those it delivers to, and audits it', async () => {
    const response = await portal.call(`${apps}/reconcile`, {
      as: pia,
      method: 'POST',
    });
    expect(response.status).toBe(200);
    const { token } = await response.json();
    const object = await bench.client.get({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'apps',
    });
    expect(
      object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'],
    ).toBe(token);
    await eventually(async () => {
      const [delivery] = shown(await read('payment-service', pia));
      expect(delivery.pending?.token).toBe(token);
    });
    await bench.status(object, { lastHandledReconcileAt: token });
    await eventually(async () => {
      const [delivery] = shown(await read('payment-service', pia));
      expect(delivery.pending).toBeUndefined();
    });
    expect(bench.audited).toContainEqual({
      eventId: 'object-reconcile',
      outcome: 'success',
      meta: expect.objectContaining({ name: 'apps', user: pia }),
    });
  });

  it('refuses with the reason, and audits the refusal', async () => {
    const [{ actions }] = shown(await read('payment-service', pia));
    expect(actions.suspend).toEqual({
      allowed: false,
      reason:
        'Only platform, the owner of the namespace flux-system, can suspend Kustomization flux-system/apps: it also delivers to team-payments and team-users',
    });
    const response = await portal.call(`${apps}/suspend`, {
      as: pia,
      method: 'POST',
    });
    expect(response.status).toBe(403);
    expect((await response.json()).error.message).toBe(actions.suspend.reason);
    expect(bench.audited).toContainEqual({
      eventId: 'object-suspend',
      outcome: 'fail',
      meta: expect.objectContaining({ user: pia }),
    });
  });

  it.each([
    ['suspend', 'suspended'],
    ['resume', 'resumed'],
  ])(
    'does for the owner what it is asked, and writes down who asked: %s',
    async (verb, word) => {
      await eventually(async () => {
        const response = await portal.call(`${apps}/${verb}`, {
          as: paula,
          method: 'POST',
        });
        expect(response.status).toBe(200);
      });
      await eventually(async () => {
        const response = await portal.call(
          '/v1/entities/component/default/payment-service/timeline',
          { as: paula },
        );
        const { entries } = await response.json();
        expect(
          entries.filter(({ type }: { type: string }) => type === word),
        ).toEqual([expect.objectContaining({ actor: paula })]);
      });
    },
  );

  it("keeps a component's own health when a neighbour breaks the shared delivery", async () => {
    const object = await bench.client.get({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'apps',
    });
    await bench.status(object, { conditions: failedConditions });
    await eventually(async () => {
      const [delivery] = shown(await read('payment-service', pia));
      expect(delivery).toMatchObject({
        health: 'ok',
        sync: 'blocked',
        explanation: {
          owner: users,
          location: { line: 4 },
          sentence: expect.stringMatching(
            /^Delivery of payment-service is blocked by user-service: apps\/user-service\/a\.yaml \(line 4\) is not valid YAML/,
          ),
        },
      });
    });
    await bench.status(object, readyStatus);
  });

  it('streams to those who may see it, and stays silent for others', async () => {
    const listen = async (as: string) => {
      const response = await portal.call('/v1/stream', { as });
      expect(response.status).toBe(200);
      const reader = response.body?.getReader();
      const seen: string[] = [];
      const reading = (async () => {
        for (;;) {
          const { done, value } = (await reader?.read()) ?? { done: true };
          if (done) return;
          seen.push(Buffer.from(value ?? []).toString('utf8'));
        }
      })();
      return {
        text: () => seen.join(''),
        end: async () => {
          await reader?.cancel();
          await reading;
        },
      };
    };
    const [owner, other, stranger] = await Promise.all(
      [pia, uma, sam].map(listen),
    );
    await bench.deployment('payments', 'payment-service', 'example/pay:2.0.0');
    await eventually(async () => {
      expect(owner.text()).toContain('demo/Kustomization/flux-system/apps');
      // Uma's team is delivered to by the same Kustomization: its state is hers to know.
      expect(other.text()).toContain('demo/Kustomization/flux-system/apps');
      expect(stranger.text()).toContain('"type":"hello"');
    });
    expect(stranger.text()).not.toContain('Kustomization');
    await Promise.all([owner, other, stranger].map(({ end }) => end()));
  });

  it('refuses what is not a page', async () => {
    for (const query of ['limit=0', 'limit=x', 'cursor=a%27b', 'limit=1e9']) {
      const response = await portal.call(
        `/v1/entities/component/default/payment-service/timeline?${query}`,
        { as: pia },
      );
      expect(response.status).toBe(400);
    }
  });

  // Every operation of the OpenAPI document: [owner, stranger, anonymous, service].
  const table: Record<string, [number, number, number, number]> = {
    'get /v1/openapi.json': [200, 200, 401, 200],
    'get /v1/clusters': [200, 200, 401, 403],
    'get /v1/entities/{kind}/{namespace}/{name}/deliveries': [
      200, 200, 401, 403,
    ],
    'get /v1/entities/{kind}/{namespace}/{name}/timeline': [200, 200, 401, 403],
    'get /v1/objects/{cluster}/{kind}/{namespace}/{name}': [200, 404, 401, 403],
    'get /v1/objects/{cluster}/{kind}/{namespace}/{name}/diff': [
      403, 404, 401, 403,
    ],
    'post /v1/objects/{cluster}/{kind}/{namespace}/{name}/reconcile': [
      200, 404, 401, 403,
    ],
    'post /v1/objects/{cluster}/{kind}/{namespace}/{name}/suspend': [
      200, 404, 401, 403,
    ],
    'post /v1/objects/{cluster}/{kind}/{namespace}/{name}/resume': [
      200, 404, 401, 403,
    ],
    'get /v1/stream': [200, 200, 401, 403],
  };
  const operations = Object.entries(openApiDocument.paths).flatMap(
    ([path, item]) => Object.keys(item).map(method => `${method} ${path}`),
  );

  it('has a row for every operation, and an operation for every row', () => {
    expect(Object.keys(table).sort()).toEqual([...operations].sort());
  });

  it.each(operations)('lets in whom it should: %s', async operation => {
    const [method, template] = operation.split(' ');
    const path = template
      .replace('{cluster}', 'demo')
      .replace(
        '{kind}',
        template.includes('entities') ? 'component' : 'Kustomization',
      )
      .replace(
        '{namespace}',
        template.includes('entities') ? 'default' : 'flux-system',
      )
      .replace(
        '{name}',
        template.includes('entities') ? 'payment-service' : 'apps',
      );
    const status = async (options: { as?: string; service?: boolean }) => {
      const response = await portal.call(path, {
        ...options,
        method: method.toUpperCase(),
      });
      await response.body?.cancel();
      return response.status;
    };
    const [owner, stranger, anonymous, service] = table[operation];
    expect(await status({ as: sam })).toBe(stranger);
    expect(await status({})).toBe(anonymous);
    expect(await status({ service: true })).toBe(service);
    await eventually(async () => {
      expect(await status({ as: paula })).toBe(owner);
    });
  });

  it('writes down what changed while it was down, once', async () => {
    const timeline = async () => {
      const response = await portal.call(
        '/v1/entities/component/default/payment-service/timeline?limit=100',
        { as: paula },
      );
      const { entries } = await response.json();
      return entries.map(
        ({ type, message }: { type: string; message: string }) =>
          `${type} ${message}`,
      );
    };
    await eventually(async () => {
      // The last thing that was done above: what came before it is written down when it is.
      expect((await timeline())[0]).toMatch(/^resumed /);
    });
    const before = await timeline();
    await portal.stop();
    const object = await bench.client.get({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'apps',
    });
    const next = 'main@sha1:9b1c0e5df0a3b8a4d64a2f6f6e2f0a8c5d3e7f11';
    await bench.status(object, { lastAppliedRevision: next });
    const expectOnce = async () => {
      portal = await bench.portal(entities);
      await eventually(async () => {
        expect(await timeline()).toEqual([
          `applied Applied revision ${next}`,
          ...before,
        ]);
      });
    };
    await expectOnce();
    await portal.stop();
    await expectOnce();
  });

  it('shows what it last saw when the cluster is gone, and says so', async () => {
    await bench.cutOff();
    await eventually(async () => {
      const answer = await read('payment-service', pia);
      expect(answer.clusters[0].connection).toBe('unreachable');
      const [delivery] = shown(answer);
      expect(delivery.images).toHaveLength(1);
      expect(delivery.explanation.situation).toBe('cluster-unreachable');
      expect(delivery.actions.reconcile).toEqual({
        allowed: false,
        reason: 'The cluster Demo cannot be reached now',
      });
    });
  });
});
