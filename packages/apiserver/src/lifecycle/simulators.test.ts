import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { computeStatus } from '@sluice/kubernetes/kstatus';
import {
  at,
  ensureObject,
  fieldsOf,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../resources/fields';
import {
  startInMemoryServer,
  type InMemoryServer,
} from '../testing/inMemoryServer';
import { faultAnnotation } from './faults';

let server: InMemoryServer;

async function start(
  options?: Parameters<typeof startInMemoryServer>[0],
): Promise<void> {
  server = await startInMemoryServer(options);
}

afterEach(() => server.stop());

function workload(
  kind: string,
  name: string,
  more: {
    spec?: JsonObject;
    annotations?: JsonObject;
    image?: string;
    podAnnotations?: JsonObject;
  } = {},
): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      annotations: more.annotations ?? {},
    },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: {
          labels: { app: name },
          annotations: more.podAnnotations ?? {},
        },
        spec: { containers: [{ name: 'main', image: more.image ?? 'a:1' }] },
      },
      ...more.spec,
    },
  };
}

function job(
  name: string,
  more: JsonObject = {},
  annotations: JsonObject = {},
) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'a:1' }],
        },
      },
      ...more,
    },
  };
}

function condition(object: unknown, type: string): string {
  const found = objectsAt(object, 'status', 'conditions').find(
    item => textAt(item, 'type') === type,
  );
  return `${textAt(found, 'status')} ${textAt(found, 'reason')}`.trim();
}

function waiting(pod: unknown): string {
  const [status] = objectsAt(pod, 'status', 'containerStatuses');
  return textAt(status, 'state', 'waiting', 'reason');
}

const deployment = (name: string) => server.get('Deployment', 'default', name);

function setImage(object: KubernetesObject, image: string): void {
  for (const container of objectsAt(
    object,
    'spec',
    'template',
    'spec',
    'containers',
  )) {
    container.image = image;
  }
  server.update(object);
}

const rolledOut = (name: string) => {
  const found = deployment(name);
  return (
    condition(found, 'Progressing') === 'True NewReplicaSetAvailable' && found
  );
};

describe('Deployments', () => {
  it('become available', async () => {
    await start();
    server.create(workload('Deployment', 'web', { spec: { replicas: 2 } }));
    const web = await server.until(() => rolledOut('web'));
    expect(condition(web, 'Available')).toBe('True MinimumReplicasAvailable');
    expect(computeStatus(web).status).toBe('Current');
    expect(objectAt(web, 'status')).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    expect(web.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '1',
    });
    expect(
      web.metadata.managedFields?.map(
        ({ manager, subresource }) => `${manager} ${subresource ?? ''}`,
      ),
    ).toContain('kube-controller-manager status');
    const [set] = server.list('ReplicaSet', 'default');
    expect(set.metadata.ownerReferences?.[0].uid).toBe(web.metadata.uid);
    expect(server.logged).toEqual([]);
  });

  it('roll over to a new template within their limits', async () => {
    await start();
    server.create(workload('Deployment', 'web', { spec: { replicas: 4 } }));
    setImage(await server.until(() => rolledOut('web')), 'a:2');
    let lowest = 4;
    let highest = 4;
    const done = await server.until(() => {
      const pods = server
        .list('Pod', 'default')
        .filter(pod => condition(pod, 'Ready').startsWith('True'));
      lowest = Math.min(lowest, pods.length);
      highest = Math.max(highest, server.list('Pod', 'default').length);
      const found = rolledOut('web');
      return (
        found &&
        numberAt(found, 'status', 'observedGeneration') === 2 &&
        numberAt(found, 'status', 'updatedReplicas') === 4 &&
        found
      );
    });
    expect(lowest).toBeGreaterThanOrEqual(3);
    expect(highest).toBeLessThanOrEqual(5);
    expect(done.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '2',
    });
    expect(
      server
        .list('ReplicaSet', 'default')
        .map(set => numberAt(set, 'spec', 'replicas'))
        .sort(),
    ).toEqual([0, 4]);
  });

  it('stop all pods first when they are recreated', async () => {
    await start();
    server.create(
      workload('Deployment', 'web', {
        spec: { replicas: 2, strategy: { type: 'Recreate' } },
      }),
    );
    setImage(await server.until(() => rolledOut('web')), 'a:2');
    const images = new Set<string>();
    await server.until(() => {
      const seen = new Set(
        server
          .list('Pod', 'default')
          .map(pod => textAt(objectsAt(pod, 'spec', 'containers')[0], 'image')),
      );
      images.add([...seen].sort().join(' '));
      const found = rolledOut('web');
      return found && numberAt(found, 'status', 'observedGeneration') === 2;
    });
    expect(images).not.toContain('a:1 a:2');
  });

  it('settle at once with zero replicas, in few writes', async () => {
    await start();
    const before = server.writes();
    for (let index = 0; index < 50; index += 1) {
      server.create(
        workload('Deployment', `d${index}`, { spec: { replicas: 0 } }),
      );
    }
    await server.until(() =>
      Array.from({ length: 50 }, (_, index) => `d${index}`).every(rolledOut),
    );
    // Each: itself, its set, the set's status, and at most three writes of its own status.
    expect(server.writes() - before).toBeLessThanOrEqual(50 * 6 + 20);
  });

  it('exceed their deadline when a pod never gets ready', async () => {
    await start();
    server.create(
      workload('Deployment', 'web', {
        spec: { progressDeadlineSeconds: 1 },
        annotations: { [faultAnnotation]: 'never-ready' },
      }),
    );
    const late = await server.until(() => {
      const found = deployment('web');
      return (
        condition(found, 'Progressing') === 'False ProgressDeadlineExceeded' &&
        found
      );
    });
    expect(condition(late, 'Available')).toBe(
      'False MinimumReplicasUnavailable',
    );
    expect(computeStatus(late).status).toBe('Failed');
    const annotations = late.metadata.annotations ?? {};
    delete annotations[faultAnnotation];
    server.update(late);
    await server.until(() => rolledOut('web'));
  });

  it('stay pending without kubelets', async () => {
    await start({ kubelets: false });
    server.create(workload('Deployment', 'web'));
    const web = await server.until(() => {
      const found = deployment('web');
      return numberAt(found, 'status', 'replicas') === 1 && found;
    });
    expect(condition(web, 'Available')).toBe(
      'False MinimumReplicasUnavailable',
    );
    const [pod] = server.list('Pod', 'default');
    expect(textAt(pod, 'status', 'phase')).toBe('Pending');
    expect(textAt(pod, 'spec', 'nodeName')).toBe('');
    expect(server.list('Node')).toEqual([]);
  });
});

describe('faults', () => {
  const pod = () => server.list('Pod', 'default')[0];
  const reasons = () =>
    server
      .list('Event', 'default')
      .map(event => `${textAt(event, 'reason')}: ${textAt(event, 'message')}`);

  it('cannot pull an image', async () => {
    await start();
    server.create(
      workload('Deployment', 'web', {
        podAnnotations: { [faultAnnotation]: 'image-pull-error' },
      }),
    );
    await server.until(() => waiting(pod()) === 'ImagePullBackOff');
    await server.until(() =>
      reasons().includes('BackOff: Back-off pulling image "a:1"'),
    );
    expect(reasons()).toContain('Failed: Error: ErrImagePull');
    expect(textAt(pod(), 'status', 'phase')).toBe('Pending');
  });

  it('crashes over and over', async () => {
    await start();
    server.create(
      workload('Deployment', 'web', {
        annotations: { [faultAnnotation]: 'crash' },
      }),
    );
    const crashing = await server.until(() => {
      const found = pod();
      const [status] = objectsAt(found, 'status', 'containerStatuses');
      return (
        waiting(found) === 'CrashLoopBackOff' &&
        numberAt(status, 'restartCount') === 2 &&
        found
      );
    });
    const [status] = objectsAt(crashing, 'status', 'containerStatuses');
    expect(numberAt(status, 'lastState', 'terminated', 'exitCode')).toBe(1);
    expect(textAt(status, 'state', 'waiting', 'message')).toMatch(
      /^back-off .* restarting failed container=main pod=web-/,
    );
  });

  it('knows an image name that no runtime understands', async () => {
    await start();
    server.create(workload('Deployment', 'web', { image: 'a:1:2' }));
    await server.until(() => waiting(pod()) === 'InvalidImageName');
    expect(deployment('web')).toBeDefined();
  });
});

describe('Jobs', () => {
  it('complete', async () => {
    await start();
    server.create(job('one', { completions: 2, parallelism: 2 }));
    const done = await server.until(() => {
      const found = server.get('Job', 'default', 'one');
      return condition(found, 'Complete').startsWith('True') && found;
    });
    expect(objectAt(done, 'status')).toMatchObject({ succeeded: 2, ready: 0 });
    expect(textAt(done, 'status', 'completionTime')).not.toBe('');
    expect(computeStatus(done, { jobsMustComplete: true }).status).toBe(
      'Current',
    );
  });

  it('fail once their backoff limit is reached', async () => {
    await start();
    server.create(
      job('one', { backoffLimit: 1 }, { [faultAnnotation]: 'fail' }),
    );
    const failed = await server.until(() => {
      const found = server.get('Job', 'default', 'one');
      return condition(found, 'Failed').startsWith('True') && found;
    });
    expect(condition(failed, 'Failed')).toBe('True BackoffLimitExceeded');
    expect(numberAt(failed, 'status', 'failed')).toBe(2);
    expect(computeStatus(failed).status).toBe('Failed');
  });

  it('do nothing while suspended', async () => {
    await start();
    server.create(job('one', { suspend: true }));
    const suspended = await server.until(() => {
      const found = server.get('Job', 'default', 'one');
      return condition(found, 'Suspended').startsWith('True') && found;
    });
    expect(server.list('Pod', 'default')).toEqual([]);
    ensureObject(fieldsOf(suspended), 'spec').suspend = false;
    server.update(suspended);
    await server.until(() =>
      condition(server.get('Job', 'default', 'one'), 'Complete').startsWith(
        'True',
      ),
    );
  });

  it('are removed after their time', async () => {
    await start();
    server.create(job('one', { ttlSecondsAfterFinished: 0 }));
    await server.until(() => server.get('Job', 'default', 'one'));
    await server.until(() => !server.get('Job', 'default', 'one'));
    await server.until(() => server.list('Pod', 'default').length === 0);
    expect(server.list('Job', 'default')).toEqual([]);
  });
});

describe('the other workloads', () => {
  it('start the pods of a StatefulSet one after the other, with claims', async () => {
    await start();
    server.create(
      workload('StatefulSet', 'db', {
        spec: {
          replicas: 2,
          serviceName: 'db',
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                resources: { requests: { storage: '1Gi' } },
              },
            },
          ],
        },
      }),
    );
    let early = false;
    const done = await server.until(() => {
      const first = server.get('Pod', 'default', 'db-0');
      early ||=
        server.get('Pod', 'default', 'db-1') !== undefined &&
        !condition(first, 'Ready').startsWith('True');
      const found = server.get('StatefulSet', 'default', 'db');
      return numberAt(found, 'status', 'readyReplicas') === 2 && found;
    });
    expect(early).toBe(false);
    expect(computeStatus(done).status).toBe('Current');
    expect(textAt(done, 'status', 'currentRevision')).toBe(
      textAt(done, 'status', 'updateRevision'),
    );
    await server.until(() =>
      server
        .list('PersistentVolumeClaim', 'default')
        .every(claim => textAt(claim, 'status', 'phase') === 'Bound'),
    );
    expect(server.list('PersistentVolume')).toHaveLength(2);
  });

  it('run a DaemonSet on the node', async () => {
    await start();
    server.create(workload('DaemonSet', 'agent'));
    const done = await server.until(() => {
      const found = server.get('DaemonSet', 'default', 'agent');
      return numberAt(found, 'status', 'numberReady') === 1 && found;
    });
    expect(objectAt(done, 'status')).toMatchObject({
      desiredNumberScheduled: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
      observedGeneration: 1,
    });
  });

  it('show a Service its endpoints and its load balancer', async () => {
    await start();
    server.create(workload('Deployment', 'web'));
    server.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        type: 'LoadBalancer',
        selector: { app: 'web' },
        ports: [{ port: 80 }],
      },
    });
    const slice = await server.until(() => {
      const [found] = server.list('EndpointSlice', 'default');
      const [endpoint] = objectsAt(found, 'endpoints');
      return at(endpoint, 'conditions', 'ready') === true && found;
    });
    expect(slice.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'web',
    });
    await server.until(
      () =>
        listAt(
          server.get('Service', 'default', 'web'),
          'status',
          'loadBalancer',
          'ingress',
        ).length === 1,
    );
  });
});
