import { readFile } from 'node:fs/promises';
import {
  ConfigMapDriver,
  Configuration,
  MemoryDriver,
  SecretDriver,
  type StorageDriver,
  programBuildInfo,
} from '@sluice/helm';
import {
  type Connection,
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';
import type { Settings } from './settings';

/** A cluster with its releases. */
export interface Cluster {
  config: Configuration;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** See the releases of all namespaces. */
  allNamespaces?: boolean;
}

/** Connects a command to its cluster. */
export type Connect = (
  call: HelmCall,
  options: ConnectOptions,
) => Promise<Cluster>;

async function connectionOf(settings: Settings): Promise<Connection> {
  const context = settings.kubeContext || undefined;
  const connection = await loadConnection(
    settings.kubeconfig
      ? { kubeconfig: settings.kubeconfig, context }
      : { default: true, context },
  );
  const { kubeToken, kubeCaFile } = settings;
  return {
    ...connection,
    server: settings.kubeApiServer || connection.server,
    ca: kubeCaFile ? await readFile(kubeCaFile, 'utf8') : connection.ca,
    tlsServerName: settings.kubeTlsServerName || connection.tlsServerName,
    insecureSkipTlsVerify:
      settings.kubeInsecureSkipTlsVerify || connection.insecureSkipTlsVerify,
    credentials: kubeToken
      ? async () => ({ headers: { authorization: `Bearer ${kubeToken}` } })
      : options => connection.credentials(options),
  };
}

function clientOf(connection: Connection, settings: Settings) {
  const client = createClient({ connection, userAgent: 'sluice' });
  return settings.kubeAsUser
    ? client.impersonate({
        user: settings.kubeAsUser,
        groups: settings.kubeAsGroups,
      })
    : client;
}

/** Where releases are kept, as `HELM_DRIVER` says; undefined for Secrets of the command's namespace. */
function driverOf(
  { context, settings }: HelmCall,
  client: KubernetesClient,
  namespace: string | undefined,
): StorageDriver | undefined {
  const wanted = (context.env.HELM_DRIVER ?? '').toLowerCase();
  switch (wanted) {
    case '':
    case 'secret':
    case 'secrets':
      return namespace === settings.namespace
        ? undefined
        : new SecretDriver({ client, namespace });
    case 'configmap':
    case 'configmaps':
      return new ConfigMapDriver({ client, namespace });
    case 'memory':
      return new MemoryDriver(namespace);
    default:
      throw new Error(`unknown driver ${JSON.stringify(wanted)}`);
  }
}

/** Connects to the cluster of the kubeconfig. */
export const connect: Connect = async (call, { allNamespaces }) => {
  const { settings, context } = call;
  const { namespace } = settings;
  const client = clientOf(await connectionOf(settings), settings);
  return {
    config: new Configuration({
      client,
      namespace,
      driver: driverOf(call, client, allNamespaces ? undefined : namespace),
      helmVersion: programBuildInfo,
      warn: (message, { level = 'WARN', fields } = {}) =>
        context.stderr(logLine(level, message, fields)),
      hookOutput: text => context.stderr(text),
    }),
    close: () => client.close(),
  };
};
