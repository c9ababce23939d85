import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BackstageCredentials,
  PermissionsService,
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createGitopsConditionalDecision,
  gitopsConditions,
} from '@sluice/plugin-gitops-node';
import {
  RESOURCE_TYPE_GITOPS_OBJECT,
  gitopsObjectSuspendPermission,
} from '@sluice/plugin-gitops-common';
import { fluxCrds } from '@sluice/api/crds';
import { ApiServer, startApiServer } from '@sluice/apiserver';
import {
  KubernetesClient,
  connectionFromKubeconfig,
  createClient,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes';
import { gitopsPlugin } from '../plugin';

const fieldManager = 'test';

/** Which groups the users of the tests are members of. */
const members: Record<string, string[]> = {
  'user:default/pia': ['group:default/team-payments'],
  'user:default/uma': ['group:default/team-users'],
  'user:default/paula': ['group:default/platform'],
  'user:default/sam': ['group:default/strangers'],
};

function claimsOf(credentials: BackstageCredentials): string[] {
  const { principal } = credentials;
  const user =
    typeof principal === 'object' &&
    principal !== null &&
    'userEntityRef' in principal
      ? String(principal.userEntityRef)
      : '';
  return [user, ...(members[user] ?? [])];
}

/** The demo's policy, decided here so that no permission backend is needed. */
const permissions: PermissionsService = {
  async authorize(requests) {
    return requests.map(() => ({ result: AuthorizeResult.ALLOW }));
  },
  async authorizeConditional(requests, options) {
    const claims = claimsOf(options.credentials);
    const isOwner = gitopsConditions.isOwner({ claims });
    return requests.map(({ permission }) => {
      if (
        !isResourcePermission(permission, RESOURCE_TYPE_GITOPS_OBJECT) ||
        claims.includes('group:default/platform')
      ) {
        return { result: AuthorizeResult.ALLOW };
      }
      return createGitopsConditionalDecision(
        permission,
        permission.name === gitopsObjectSuspendPermission.name
          ? isOwner
          : { anyOf: [isOwner, gitopsConditions.deliversTo({ claims })] },
      );
    });
  },
};

export function component(
  name: string,
  owner: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

function authorizationOf(who: { as?: string; service?: boolean }): string {
  if (who.as) {
    return mockCredentials.user.header(who.as);
  }
  return who.service
    ? mockCredentials.service.header()
    : mockCredentials.none.header();
}

/** Resolves when `check` holds; rejects with its last failure after a minute. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise(resolve => {
        setTimeout(resolve, 20);
      });
    }
  }
}

/**
 * A cluster (the embedded API server) that one shared Kustomization delivers to two teams, and a portal that watches it. There are no
 * controllers: the tests write what controllers would write.
 */
export class PortalTestBench {
  readonly directory = mkdtempSync(join(tmpdir(), 'sluice-portal-'));
  readonly kubeconfig = join(this.directory, 'kubeconfig');
  /** What was audited: event id, how it ended, and its metadata. */
  readonly audited: { eventId: string; outcome: string; meta: unknown }[] = [];
  readonly auditor = mockServices.auditor.mock({
    createEvent: async ({ eventId, meta }) => ({
      success: async () => {
        this.audited.push({ eventId, outcome: 'success', meta });
      },
      fail: async () => {
        this.audited.push({ eventId, outcome: 'fail', meta });
      },
    }),
  });
  #api!: ApiServer;
  #client!: KubernetesClient;
  #stops: (() => Promise<void>)[] = [];

  static async start(): Promise<PortalTestBench> {
    const bench = new PortalTestBench();
    bench.#api = await startApiServer({ log: () => undefined });
    const text = bench.#api.kubeconfig('admin', ['system:masters']);
    writeFileSync(bench.kubeconfig, text);
    bench.#client = createClient({
      connection: connectionFromKubeconfig(text),
    });
    for (const crd of fluxCrds()) {
      await bench.#client.apply(crd, { fieldManager });
    }
    await eventually(async () => {
      bench.#client.invalidateDiscovery();
      await bench.#client.list({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
      });
    });
    return bench;
  }

  get client(): KubernetesClient {
    return this.#client;
  }

  async apply(object: KubernetesObject & Record<string, unknown>) {
    return this.#client.apply(object, { fieldManager, force: true });
  }

  async namespace(name: string, owner?: string) {
    await this.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        ...(owner ? { labels: { 'sluice.dev/owner': owner } } : {}),
      },
    });
  }

  async deployment(namespace: string, name: string, image = 'example/a:1') {
    const labels = { 'app.kubernetes.io/name': name };
    await this.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name,
        namespace,
        labels: { ...labels, 'kustomize.toolkit.fluxcd.io/name': 'apps' },
      },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'main', image }] },
        },
      },
    });
  }

  async kustomization(
    namespace: string,
    name: string,
    status: Record<string, unknown>,
  ) {
    const base = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace },
    };
    await this.apply({
      ...base,
      spec: {
        interval: '10m',
        prune: true,
        path: './apps',
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
      },
    });
    await this.status(base, status);
  }

  async status(object: KubernetesObject, status: Record<string, unknown>) {
    await this.#client.patch(
      {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace: object.metadata.namespace,
        name: object.metadata.name ?? '',
      },
      'merge',
      { status },
      { fieldManager: 'gotk-kustomize-controller', subresource: 'status' },
    );
  }

  /** Starts a portal on a database file, so that a later one can go on with it. */
  async portal(entities: Entity[], gitops: object = {}) {
    const backend = await startTestBackend({
      features: [
        gitopsPlugin,
        catalogServiceMock.factory({ entities }),
        createServiceFactory({
          service: coreServices.permissions,
          deps: {},
          factory: () => permissions,
        }),
        this.auditor.factory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: {
                client: 'better-sqlite3',
                connection: { directory: this.directory },
              },
            },
            gitops: {
              clusters: [
                {
                  name: 'demo',
                  title: 'Demo',
                  mode: 'observe',
                  kubeconfig: this.kubeconfig,
                },
              ],
              ...gitops,
            },
          },
        }),
        mockServices.database.factory(),
      ],
    });
    const stop = () => backend.stop();
    this.#stops.push(stop);
    const url = `http://127.0.0.1:${backend.server.port()}/api/gitops`;
    return {
      url,
      stop,
      call: (
        path: string,
        options: { as?: string; service?: boolean; method?: string } = {},
      ) => {
        const authorization = authorizationOf(options);
        return fetch(`${url}${path}`, {
          method: options.method ?? 'GET',
          headers: { authorization, 'content-type': 'application/json' },
          ...(options.method === 'POST' ? { body: '{}' } : {}),
        });
      },
    };
  }

  /** The API server goes away. */
  async cutOff() {
    await this.#api.stop();
  }

  async stop() {
    for (const stop of this.#stops) await stop();
    await this.#client.close();
    await this.#api.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
