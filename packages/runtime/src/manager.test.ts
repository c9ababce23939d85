import { createClient, type KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { StubApiServer, until } from '@sluice/kubernetes/testing';
import {
  generationChanged,
  mappedWatch,
  type Controller,
  type ControllerOptions,
} from './controller';
import { silentLogger } from './logger';
import { Manager, type ManagerOptions, type ManagerStatus } from './manager';
import type {
  ReconcileContext,
  ReconcileRequest,
  ReconcileResult,
} from './reconciler';
import { reconcileRequestAnnotation } from './requestedAt';

interface App extends KubernetesObject {
  spec?: { path?: string };
}

const type = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const lease = 'kustomize-controller-leader-election';

type Reconcile = (
  request: ReconcileRequest,
  context: ReconcileContext,
) => Promise<ReconcileResult>;

const done: ReconcileResult = { kind: 'done' };

describe('a manager', () => {
  let server: StubApiServer;
  let client: KubernetesClient;
  let manager: Manager;
  let controller: Controller<App>;
  let runs: string[];
  let statuses: ManagerStatus[];
  const managers: Manager[] = [];

  beforeEach(async () => {
    server = new StubApiServer([
      { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps' },
      {
        group: 'kustomize.toolkit.fluxcd.io',
        version: 'v1',
        kind: 'Kustomization',
        plural: 'kustomizations',
      },
      {
        group: 'coordination.k8s.io',
        version: 'v1',
        kind: 'Lease',
        plural: 'leases',
      },
    ]);
    await server.start();
    client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
    runs = [];
    statuses = [];
  });
  afterEach(async () => {
    await Promise.all(managers.splice(0).map(one => one.stop()));
    await client.close();
    await server.stop();
  });

  const make = (
    reconcile: Reconcile,
    more: Partial<ControllerOptions<App>> = {},
    options: Partial<ManagerOptions> = {},
  ) => {
    const made = new Manager({
      client,
      log: silentLogger,
      onStatus: status => statuses.push(status),
      random: () => 0.5,
      ...options,
    });
    managers.push(made);
    manager = made;
    controller = made.add<App>({
      name: 'kustomization',
      type,
      minRetryDelay: 10,
      reconciler: {
        reconcile: async (request, context) => {
          runs.push(request.name);
          return await reconcile(request, context);
        },
      },
      ...more,
    });
    return made;
  };
  const start = async () => {
    manager.start();
    await until('running', () => manager.status.phase === 'running');
  };
  const create = (name: string) =>
    client.create<App>({
      ...type,
      metadata: { name, namespace: 'ns' },
      spec: { path: './' },
    });
  const patch = (name: string, body: object) =>
    client.patch({ ...type, namespace: 'ns', name }, 'merge', body);
  const settled = () =>
    until('all runs to end', () => controller.active().length === 0);
  const runsOf = (name: string) => runs.filter(run => run === name).length;

  it('reconciles what is there, what comes, and what changes its meaning', async () => {
    await create('old');
    make(async () => done);
    await start();
    await until('the old one', () => runs.includes('old'));
    await create('new');
    await until('the new one', () => runs.includes('new'));
    await settled();
    await patch('new', { status: { conditions: [] } });
    await patch('new', { metadata: { labels: { a: 'b' } } });
    await patch('old', { spec: { path: './other' } });
    await until('the change', () => runsOf('old') === 2);
    await patch('old', {
      metadata: { annotations: { [reconcileRequestAnnotation]: '1' } },
    });
    await until('the request', () => runsOf('old') === 3);
    await settled();
    expect(runsOf('new')).toBe(1);
    const metrics = manager.metrics.registry.expose();
    expect(metrics).toContain(
      'controller_runtime_reconcile_total{controller="kustomization",result="success"} 4',
    );
    expect(metrics).toContain(
      'gotk_reconcile_duration_seconds_count{kind="Kustomization",name="old",namespace="ns"} 3',
    );
    await client.delete({ ...type, namespace: 'ns', name: 'old' });
    await until('its series to go', () => {
      const now = manager.metrics.registry.expose();
      return !now.includes('name="old"');
    });
  });

  it('is idle when there is nothing to do', async () => {
    for (let index = 0; index < 100; index += 1) {
      await create(`app-${index}`);
    }
    make(async () => ({ kind: 'after', delay: 3_600_000, jitter: true }));
    await start();
    await until('all of them', () => runs.length === 100);
    await settled();
    await until('the watch', () => server.watchCount === 1);
    server.requests.length = 0;
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(server.requests.map(({ url }) => url)).toEqual([]);
  });

  it('never runs one name twice at once, and forgets no event', async () => {
    await create('app');
    let running = 0;
    let most = 0;
    let release: () => void = () => undefined;
    make(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>(resolve => {
          release = resolve;
        });
        running -= 1;
        return done;
      },
      { concurrency: 4 },
    );
    await start();
    await until('the first run', () => runs.length === 1);
    controller.enqueue({ namespace: 'ns', name: 'app' });
    controller.enqueue({ namespace: 'ns', name: 'app' }, 1);
    release();
    await until('the second run', () => runs.length === 2);
    release();
    await settled();
    expect(most).toBe(1);
    expect(runs).toHaveLength(2);
  });

  it('tries again what failed, later and later, and survives what throws', async () => {
    await create('app');
    make(async () => {
      if (runs.length === 1) {
        throw new TypeError('a bug');
      }
      return runs.length < 4
        ? { kind: 'retry', error: new Error('not yet') }
        : done;
    });
    await start();
    await until('success', () => runs.length === 4);
    await settled();
    const metrics = manager.metrics.registry.expose();
    expect(metrics).toContain(
      'controller_runtime_reconcile_errors_total{controller="kustomization"} 3',
    );
    expect(metrics).toContain(
      'controller_runtime_reconcile_panics_total{controller="kustomization"} 1',
    );
    expect(metrics).toMatch(/workqueue_retries_total\{.*\} 3/);
  });

  it('starts over when a run is interrupted', async () => {
    await create('app');
    const reasons: string[] = [];
    make(
      async (_, { signal }) => {
        if (runs.length > 1) {
          return done;
        }
        await new Promise(resolve => signal.addEventListener('abort', resolve));
        reasons.push(String(signal.reason));
        return { kind: 'after', delay: 3_600_000 };
      },
      { interruptOn: generationChanged },
    );
    await start();
    await until('the run', () => runs.length === 1);
    await patch('app', { metadata: { labels: { a: 'b' } } });
    await patch('app', { spec: { path: './new' } });
    await until('the second run', () => runs.length === 2);
    await settled();
    expect(reasons).toEqual([
      'ReconcileInterruptedError: the reconcile was interrupted by a newer change',
    ]);
    expect(runs).toHaveLength(2);
  });

  it('wakes objects from the changes of other kinds', async () => {
    await create('app');
    make(async () => done, {
      watches: [
        mappedWatch<KubernetesObject & { data?: Record<string, string> }>({
          type: configMap,
          map: change =>
            change.kind === 'updated' && change.object.data?.wake
              ? [{ namespace: 'ns', name: change.object.data.wake }]
              : [],
        }),
        // A kind that nobody serves does not hold the others up.
        { type: { apiVersion: 'x.dev/v1', kind: 'X' }, map: () => [] },
      ],
    });
    await start();
    await client.create({
      ...configMap,
      metadata: { name: 'c', namespace: 'ns' },
    });
    await client.patch({ ...configMap, namespace: 'ns', name: 'c' }, 'merge', {
      data: { wake: 'app' },
    });
    await until('the wake-up', () => runs.length === 2);
    expect(runs).toEqual(['app', 'app']);
  });

  it('ends what runs when it stops, and waits for it', async () => {
    await create('app');
    let ended = false;
    make(async (_, { signal }) => {
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      await new Promise(resolve => setTimeout(resolve, 50));
      ended = true;
      return done;
    });
    await start();
    await until('the run', () => runs.length === 1);
    await manager.stop();
    expect(ended).toBe(true);
    expect(manager.status).toEqual({ phase: 'stopped' });
    await until('the watches to end', () => server.watchCount === 0);
    await start();
    await until('another run', () => runs.length === 2);
  });

  it('does not wait forever for what does not end', async () => {
    await create('app');
    make(() => new Promise(() => undefined), {}, { shutdownTimeout: 50 });
    await start();
    await until('the run', () => runs.length === 1);
    await manager.stop();
    expect(manager.status.phase).toBe('stopped');
  });

  describe('that elects', () => {
    const leases = (identity: string, names: string[] = [lease]) => ({
      namespace: 'flux-system',
      names,
      identity,
      retryPeriod: 20,
      renewDeadline: 100,
      leaseDuration: 1_000,
    });
    const holder = async (name: string = lease) => {
      const found = await client.find<
        KubernetesObject & { spec?: { holderIdentity?: string } }
      >({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        namespace: 'flux-system',
        name,
      });
      return found?.spec?.holderIdentity;
    };

    it('waits for whoever holds a Lease of Flux, says who, and takes over', async () => {
      await create('app');
      await client.create({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: lease, namespace: 'flux-system' },
        spec: {
          holderIdentity: 'kustomize-controller-7d9f_1',
          leaseDurationSeconds: 1,
        },
      });
      const source = 'source-controller-leader-election';
      make(async () => done, {}, { leases: leases('us', [source, lease]) });
      manager.start();
      await until('waiting', () => manager.status.phase === 'waiting');
      expect(manager.status).toEqual({
        phase: 'waiting',
        lease,
        holder: 'kustomize-controller-7d9f_1',
      });
      // Half a set of Leases is not kept.
      expect(await holder(source)).toBeUndefined();
      expect(server.watchCount).toBe(0);
      await until('running', () => manager.status.phase === 'running');
      await until('the run', () => runs.length === 1);
      expect(await holder()).toBe('us');
      expect(manager.metrics.registry.expose()).toContain(
        `leader_election_master_status{name="${lease}"} 1`,
      );
      expect(statuses.map(({ phase }) => phase)).toEqual([
        'waiting',
        'syncing',
        'running',
      ]);
      await manager.stop();
      expect(await holder()).toBe('');
    });

    it('waits for the Leases of one dead holder together', async () => {
      const names = ['first', 'second', 'third', 'fourth'];
      for (const name of names) {
        await client.create({
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name, namespace: 'flux-system' },
          spec: { holderIdentity: 'killed', leaseDurationSeconds: 1 },
        });
      }
      make(async () => done, {}, { leases: leases('us', names) });
      const started = performance.now();
      manager.start();
      await until('running', () => manager.status.phase === 'running');
      // One after the other they take four seconds.
      expect(performance.now() - started).toBeLessThan(3_000);
    });

    it('gives back what it got when it does not get all', async () => {
      const source = 'source-controller-leader-election';
      server.intercept = ({ method, body }) =>
        method === 'POST' && body.includes(lease)
          ? {
              status: 409,
              body: { kind: 'Status', code: 409, reason: 'AlreadyExists' },
            }
          : undefined;
      make(async () => done, {}, { leases: leases('us', [source, lease]) });
      manager.start();
      await until('waiting', () => manager.status.phase === 'waiting');
      const [released] = server.requests.filter(
        ({ method }) => method === 'PUT',
      );
      expect(released.path).toContain(source);
      expect(JSON.parse(released.body).spec.holderIdentity).toBe('');
    });

    it('hands over to the next when it stops', async () => {
      await create('app');
      make(async () => done, {}, { leases: leases('one') });
      const one = manager;
      await start();
      make(async () => done, {}, { leases: leases('two') });
      manager.start();
      await until('waiting', () => manager.status.phase === 'waiting');
      await one.stop();
      await until('taking over', () => manager.status.phase === 'running');
      expect(await holder()).toBe('two');
    });

    it('stops reconciling when its Lease is taken, and waits again', async () => {
      await create('app');
      let aborted = 0;
      make(
        async (_, { signal }) => {
          await new Promise(resolve =>
            signal.addEventListener('abort', resolve),
          );
          aborted += 1;
          return done;
        },
        {},
        { leases: leases('us') },
      );
      await start();
      await until('the run', () => runs.length === 1);
      await client.patch(
        {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          namespace: 'flux-system',
          name: lease,
        },
        'merge',
        { spec: { holderIdentity: 'them', leaseDurationSeconds: 1 } },
      );
      await until('waiting', () => manager.status.phase === 'waiting');
      expect(aborted).toBe(1);
      expect(manager.status).toMatchObject({ holder: 'them' });
      // They fall silent: it is ours again, and everything is looked at again.
      await until('the second run', () => runs.length === 2);
      expect(await holder()).toBe('us');
    });

    it('stops reconciling when it cannot renew in time', async () => {
      await create('app');
      make(async () => done, {}, { leases: leases('us') });
      await start();
      server.intercept = ({ path }) =>
        path.includes('/leases') ? { status: 500, raw: 'broken' } : undefined;
      await until('waiting', () => manager.status.phase === 'waiting');
      expect(manager.status).toMatchObject({ lease, error: { code: 500 } });
      server.intercept = () => undefined;
      await until('running', () => manager.status.phase === 'running');
    });
  });
});
