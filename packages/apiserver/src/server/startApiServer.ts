import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Authenticator } from '../auth/authenticator';
import { bootstrapRbac } from '../auth/bootstrapRoles';
import { Credentials } from '../auth/credentials';
import { escalationCheck } from '../auth/escalation';
import { Rbac, rbacGroup } from '../auth/rbac';
import { reviewResources } from '../auth/reviews';
import { aggregateClusterRoles } from '../auth/roleAggregation';
import { ServiceAccountTokens } from '../auth/serviceAccountTokens';
import { StaticTokens } from '../auth/staticTokens';
import { tokenRequestSubresource } from '../auth/tokenRequest';
import { DiscoveryHandler } from '../discovery/discoveryHandler';
import { startLifecycleControllers } from '../lifecycle';
import { namespaceLifecycle } from '../registry/namespaceLifecycle';
import { Registry, timestampOf } from '../registry/registry';
import { RegistryApi } from '../registry/registryApi';
import type { InternalApi, ResourceDefinition } from '../resource';
import { builtinResources, ServiceAddresses } from '../resources';
import { Store } from '../store/store';
import { AuditLog } from './auditLog';
import { lockDataDirectory } from './dataDirectoryLock';
import { RequestPipeline } from './requestPipeline';
import { ResourceHandler } from './resourceHandler';
import { createSystemNamespaces } from './systemNamespaces';

export interface ApiServerOptions {
  /** Where everything is kept; absent: in memory, and gone with the process. */
  dataDir?: string;
  /** 0 (the default) takes a free one. */
  port?: number;
  host?: string;
  /** Definitions that are served from the start: the built-in kinds when absent. */
  resources?: readonly ResourceDefinition[];
  /**
   * Starts the server's own controllers before the first request; answers how to stop them. When neither this nor `resources`
   * is stated, all of them run: custom resources, namespaces, garbage collection, simulators.
   */
  startControllers?(
    api: InternalApi,
  ): (() => void | Promise<void>) | Promise<() => void | Promise<void>>;
  /** Whether nodes are simulated; default true. Without, pods stay pending, as in a control plane without nodes. */
  nodes?: boolean;
  /** File with lines `token,user,uid,"group1,group2"`. */
  tokenFile?: string;
  /** File that gets one JSON line per answered request. */
  auditLogPath?: string;
  /** Changes of one resource that watches can start from, at least; 10,000 when absent. */
  historyLimit?: number;
  log(message: string): void;
  /** Milliseconds since the epoch. */
  now?(): number;
  /** Called when the data can no longer be written; by default the process ends. */
  onFailure?(error: Error): void;
}

export interface ApiServer {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly caPem: string;
  readonly internalApi: InternalApi;
  /** The text of a kubeconfig with a new client certificate. */
  kubeconfig(user: string, groups?: readonly string[]): string;
  /** Ends watches, finishes writes and closes. */
  stop(): Promise<void>;
}

/** Starts an API server and answers once it can be used. */
export async function startApiServer(
  options: ApiServerOptions,
): Promise<ApiServer> {
  const { dataDir, log, host = '127.0.0.1', now = Date.now } = options;
  if (dataDir) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  }
  const unlock = dataDir ? await lockDataDirectory(dataDir) : undefined;
  const hosts = [
    ...new Set([
      host,
      '127.0.0.1',
      '10.0.0.1',
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
    ]),
  ];
  const credentials = new Credentials({
    directory: dataDir && join(dataDir, 'credentials'),
    hosts,
    now,
  });
  const store = new Store({
    directory: dataDir && join(dataDir, 'data'),
    log,
    historyLimit: options.historyLimit,
    onFailure: error => {
      log(`data can no longer be written: ${error.message}`);
      if (options.onFailure) {
        options.onFailure(error);
      } else {
        process.exit(1);
      }
    },
  });
  await store.open();
  const registry = new Registry({ store, now });
  const { resources: definitions, startControllers } = withDefaults(
    options,
    now,
  );
  definitions.forEach(definition => registry.set(definition));
  const rbac = new Rbac(store);
  registry.addCheck(namespaceLifecycle(store));
  registry.addCheck(escalationCheck(rbac));

  const find = (kind: string, namespace: string, name: string) => {
    const table = `/${kind.toLowerCase()}s`;
    const key = kind === 'Node' ? name : `${namespace}/${name}`;
    return store.table(table).get(key)?.stored.object;
  };
  const tokens = new ServiceAccountTokens({
    key: credentials.tokenKey,
    publicKey: credentials.tokenPublicKey,
    now,
    exists: (kind, namespace, name, uid) =>
      find(kind, namespace, name)?.metadata.uid === uid,
  });
  const authenticator = new Authenticator({
    serviceAccounts: tokens,
    staticTokens: options.tokenFile
      ? new StaticTokens(readFileSync(options.tokenFile, 'utf8'))
      : undefined,
  });
  const timestamp = () => timestampOf(now());
  const reviews = reviewResources({
    rbac,
    authenticator,
    serviceAccounts: tokens,
    timestamp,
  });
  const extras = new Map([
    [
      '/serviceaccounts',
      [tokenRequestSubresource({ tokens, find, timestamp })],
    ],
  ]);
  const api = new RegistryApi({
    registry,
    caPem: credentials.authority.certificate,
    issueToken: (account, tokenOptions) => tokens.issue(account, tokenOptions),
  });
  createSystemNamespaces(api);
  const stopAggregation = bootstrap(api);
  const stopControllers = await startControllers?.(api);

  let address = '';
  const audit = options.auditLogPath
    ? new AuditLog(options.auditLogPath, log)
    : undefined;
  const resources = new ResourceHandler(registry, api, extras);
  const discovery = new DiscoveryHandler({
    registry,
    reviews,
    extras,
    serverAddress: () => address,
  });
  const pipeline = new RequestPipeline({
    authenticator,
    rbac,
    resources,
    discovery,
    reviews,
    audit,
    now,
    log,
  });
  const server = createServer(
    {
      key: credentials.server.key,
      cert: credentials.server.certificate,
      ca: credentials.authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      noDelay: true,
    },
    (request, response) => {
      pipeline
        .handle(request, response)
        .catch(error => log(`a request failed: ${String(error)}`));
    },
  );
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 60_000;
  server.maxHeadersCount = 200;
  await listening(server, options.port ?? 0, host);
  const { port } = addressOf(server);
  address = `${host}:${port}`;
  const url = `https://${address}`;
  return {
    url,
    caPem: credentials.authority.certificate,
    internalApi: api,
    kubeconfig: (user, groups = []) =>
      credentials.kubeconfig(url, user, groups),
    async stop() {
      await stopControllers?.();
      stopAggregation();
      resources.stop();
      await closed(server);
      await store.close();
      await audit?.close();
      await unlock?.();
    },
  };
}

function withDefaults(
  options: ApiServerOptions,
  now: () => number,
): Pick<ApiServerOptions, 'startControllers'> & {
  resources: readonly ResourceDefinition[];
} {
  const { resources, startControllers, log, nodes } = options;
  if (resources) {
    return { resources, startControllers };
  }
  const addresses = new ServiceAddresses();
  return {
    resources: builtinResources({ clock: now, addresses }),
    startControllers:
      startControllers ??
      (api => {
        const controllers = startLifecycleControllers(api, {
          clock: now,
          addresses,
          log,
          kubelets: nodes,
        });
        return () => controllers.stop();
      }),
  };
}

/** Creates the roles and bindings that are missing, and keeps aggregated roles up to date. */
function bootstrap(api: InternalApi): () => void {
  const definitions = new Map(
    api
      .definitions()
      .filter(({ group }) => group === rbacGroup)
      .map(definition => [definition.kind, definition]),
  );
  for (const object of bootstrapRbac()) {
    const definition = definitions.get(object.kind);
    if (definition && !api.get(definition, '', object.metadata.name ?? '')) {
      api.create(definition, object, { manager: 'kube-apiserver' });
    }
  }
  const clusterRoles = definitions.get('ClusterRole');
  return clusterRoles ? aggregateClusterRoles(api, clusterRoles) : () => {};
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server does not listen on a port');
  }
  return address;
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
