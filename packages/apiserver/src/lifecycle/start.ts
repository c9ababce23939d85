import type { KubernetesObject } from '@sluice/kubernetes';
import { CrdController } from '../crd/crdController';
import type { InternalApi } from '../resource';
import { serviceOwner } from '../resources/services';
import type { ServiceAddresses } from '../resources/addresses';
import { listAt, numberAt, objectsAt } from '../resources/fields';
import type {
  Controller,
  ControllerContext,
  LifecycleDelays,
} from './controller';
import { eventExpiryController } from './eventExpiry';
import { eventRecorder } from './eventRecorder';
import { garbageCollector } from './garbageCollector';
import { namespaceController } from './namespaces';
import { simulators } from './simulators';
import { WorkQueue } from './workQueue';

export interface LifecycleOptions {
  /** Milliseconds since 1970. */
  clock: () => number;
  log: (message: string) => void;
  delays?: Partial<LifecycleDelays>;
  /** Whether nodes, storage and load balancers are simulated; default true. Without, pods stay pending. */
  kubelets?: boolean;
  /** The addresses that the definition of Service allocates from. */
  addresses?: ServiceAddresses;
}

/** Milliseconds; quick enough for a demo, slow enough to be seen. */
export const defaultDelays: LifecycleDelays = {
  podStart: 300,
  podReady: 300,
  jobRun: 1000,
  establish: 100,
  provision: 200,
  crashBackoff: 10_000,
  crashLimit: 300_000,
};

function trackAddresses(
  api: InternalApi,
  addresses: ServiceAddresses,
): () => void {
  const services = api
    .definitions()
    .find(({ group, kind }) => group === '' && kind === 'Service');
  if (!services) {
    return () => {};
  }
  const reserve = (object: unknown) =>
    addresses.reserve(
      serviceOwner(object),
      listAt(object, 'spec', 'clusterIPs')
        .map(String)
        .filter(ip => ip !== 'None'),
      objectsAt(object, 'spec', 'ports').flatMap(port => {
        const number = numberAt(port, 'nodePort');
        return number ? [number] : [];
      }),
    );
  api.list(services).forEach(reserve);
  return api.onCommit(({ type, definition, object }) => {
    if (definition.group === '' && definition.kind === 'Service') {
      if (type === 'DELETED') {
        addresses.release(serviceOwner(object));
      } else {
        reserve(object);
      }
    }
  });
}

/** The Service under which pods find the API server. */
function serveItself({ api, find }: ControllerContext): void {
  const services = find('', 'Service');
  if (api.get(services, 'default', 'kubernetes')) {
    return;
  }
  const service: KubernetesObject & { spec: object } = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.0.0.1',
      ports: [{ name: 'https', port: 443, targetPort: 6443 }],
    },
  };
  api.create(services, service, { manager: 'kube-apiserver' });
}

/**
 * Starts the server's own controllers: namespaces, garbage collection, custom resource definitions, expiry of events, and the
 * simulators that stand in for the controller manager and the kubelets.
 */
export function startLifecycleControllers(
  api: InternalApi,
  options: LifecycleOptions,
): { stop(): void } {
  const { clock, log } = options;
  const delays = { ...defaultDelays, ...options.delays };
  const untrack = options.addresses
    ? trackAddresses(api, options.addresses)
    : () => {};
  const crds = new CrdController(api, {
    clock,
    log,
    establishDelay: delays.establish,
  });
  const queue = new WorkQueue({
    onError: (controller, key, error) =>
      log(`${controller}: ${key}: ${String(error)}`),
  });
  const context: ControllerContext = {
    api,
    clock,
    log,
    delays,
    timestamp: () => `${new Date(clock()).toISOString().slice(0, 19)}Z`,
    find(group, kind) {
      const found = api
        .definitions()
        .find(
          definition => definition.group === group && definition.kind === kind,
        );
      if (!found) {
        throw new Error(
          `${kind} of ${group || 'the core group'} is not served`,
        );
      }
      return found;
    },
    later: (controller, key, delay) => queue.later(controller, key, delay),
  };
  const events = eventRecorder(context);
  const namespaces = namespaceController(context);
  serveItself(context);
  const simulated = simulators(context, events, options.kubelets ?? true);
  const controllers: readonly Controller[] = [
    namespaces,
    garbageCollector(context, events),
    eventExpiryController(context),
    ...simulated.controllers,
  ];
  controllers.forEach(controller => queue.register(controller));
  const unsubscribe = api.onCommit(event => {
    simulated.observe(event);
    for (const controller of controllers) {
      for (const key of controller.keys(event)) {
        queue.add(controller, key);
      }
    }
  });
  for (const controller of controllers) {
    for (const key of controller.initial()) {
      queue.add(controller, key);
    }
  }
  return {
    stop() {
      unsubscribe();
      queue.stop();
      crds.stop();
      untrack();
    },
  };
}
