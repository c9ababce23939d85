import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { namespaceLifecycle } from '../registry/namespaceLifecycle';
import { Registry } from '../registry/registry';
import { RegistryApi } from '../registry/registryApi';
import { startLifecycleControllers, type LifecycleDelays } from '../lifecycle';
import type { InternalApi, ResourceDefinition } from '../resource';
import { builtinResources, ServiceAddresses } from '../resources';
import { isObject } from '../resources/fields';
import { Store } from '../store/store';

export interface InMemoryServer {
  api: InternalApi;
  definition(kind: string, group?: string): ResourceDefinition;
  /** Creates from a manifest; the manager is `test`. */
  create(manifest: JsonObject): KubernetesObject;
  get(
    kind: string,
    namespace: string,
    name: string,
  ): KubernetesObject | undefined;
  list(kind: string, namespace?: string): KubernetesObject[];
  update(object: KubernetesObject): KubernetesObject;
  /** Resolves when a condition holds after some change; rejects after `limit` milliseconds. */
  until<T>(condition: () => T | undefined | false, limit?: number): Promise<T>;
  /** Everything that controllers logged. */
  logged: string[];
  /** Writes so far. */
  writes(): number;
  stop(): void;
}

const quick: LifecycleDelays = {
  podStart: 5,
  podReady: 5,
  jobRun: 10,
  establish: 5,
  provision: 5,
  crashBackoff: 20,
  crashLimit: 100,
};

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isObject(value) && isObject(value.metadata);
}

/** The registry and the controllers of an API server, without sockets and files: for tests. */
export async function startInMemoryServer(
  options: { delays?: Partial<LifecycleDelays>; kubelets?: boolean } = {},
): Promise<InMemoryServer> {
  const logged: string[] = [];
  const log = (message: string) => {
    logged.push(message);
  };
  const store = new Store({
    log,
    onFailure: error => {
      throw error;
    },
  });
  await store.open();
  const registry = new Registry({ store, now: Date.now });
  const addresses = new ServiceAddresses();
  builtinResources({ clock: Date.now, addresses }).forEach(definition =>
    registry.set(definition),
  );
  registry.addCheck(namespaceLifecycle(store));
  const api = new RegistryApi({
    registry,
    caPem: 'certificate',
    issueToken: () => ({ token: 'token', expirationTimestamp: '' }),
  });
  const controllers = startLifecycleControllers(api, {
    clock: Date.now,
    log,
    addresses,
    delays: { ...quick, ...options.delays },
    kubelets: options.kubelets,
  });

  const definition = (kind: string, group?: string) => {
    const found = api
      .definitions()
      .find(
        item =>
          item.kind === kind && (group === undefined || item.group === group),
      );
    if (!found) {
      throw new Error(`${kind} is not served`);
    }
    return found;
  };

  return {
    api,
    definition,
    logged,
    create(manifest) {
      const object: unknown = manifest;
      if (!isKubernetesObject(object)) {
        throw new TypeError('not an object');
      }
      const group = object.apiVersion.includes('/')
        ? object.apiVersion.split('/')[0]
        : '';
      return api.create(definition(object.kind, group), object, {
        manager: 'test',
      });
    },
    get: (kind, namespace, name) => api.get(definition(kind), namespace, name),
    list: (kind, namespace) => api.list(definition(kind), namespace),
    update(object) {
      const group = object.apiVersion.includes('/')
        ? object.apiVersion.split('/')[0]
        : '';
      return api.update(definition(object.kind, group), object, {
        manager: 'test',
      });
    },
    until(condition, limit = 30_000) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const value = condition();
          if (value !== undefined && value !== false) {
            finish();
            resolve(value);
          }
        };
        const unsubscribe = api.subscribe(check);
        const timer = setTimeout(() => {
          finish();
          reject(
            new Error(`it did not come to pass; log: ${logged.join('; ')}`),
          );
        }, limit);
        function finish() {
          unsubscribe();
          clearTimeout(timer);
        }
        check();
      });
    },
    writes: () => store.revision,
    stop: () => controllers.stop(),
  };
}
