import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Connection, Credentials } from './connection';
import {
  connectionFromKubeconfig,
  findContext,
  needsClientNode,
  serverUrl,
} from './kubeconfig';

/** Where a cluster's credentials come from. */
export type ConnectionSource =
  /** Path of a kubeconfig file, with everything that client-node knows: exec plugins, OIDC, cloud tokens. */
  | { kubeconfig: string; context?: string }
  /** The text of a kubeconfig. */
  | { kubeconfigText: string; context?: string }
  /** The service account that the process runs under in a cluster. */
  | { inCluster: true }
  /** `KUBECONFIG`, `~/.kube/config`, then in-cluster: as kubectl. */
  | { default: true; context?: string };

/** Milliseconds for which credentials are believed before client-node is asked again; it has caches of its own. */
const credentialsAge = 10_000;

/**
 * Loads a connection. This is the only file that knows client-node, which is large: it is imported when a source needs it (exec plugins,
 * auth providers, in-cluster), never for plain kubeconfigs.
 */
export async function loadConnection(
  source: ConnectionSource,
): Promise<Connection> {
  if ('kubeconfig' in source || 'kubeconfigText' in source) {
    const path = 'kubeconfig' in source ? source.kubeconfig : undefined;
    const text =
      'kubeconfig' in source
        ? await readFile(source.kubeconfig, 'utf8')
        : source.kubeconfigText;
    const directory = path && dirname(resolve(path));
    const { context } = source;
    if (!needsClientNode(findContext(text, context))) {
      return connectionFromKubeconfig(text, { context, directory });
    }
    return await throughClientNode(config => {
      config.loadFromString(text);
      if (directory) {
        config.makePathsAbsolute(directory);
      }
    }, context);
  }
  if ('inCluster' in source) {
    return await throughClientNode(config => config.loadFromCluster());
  }
  const file = defaultKubeconfig();
  return file
    ? await loadConnection({ kubeconfig: file, context: source.context })
    : await throughClientNode(
        config => config.loadFromDefault(),
        source.context,
      );
}

/** The one file that kubectl would read; undefined when there is none, or several that client-node is to merge. */
function defaultKubeconfig(): string | undefined {
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  if (named.length > 0) {
    return named.length === 1 ? named[0] : undefined;
  }
  const file = join(homedir(), '.kube', 'config');
  return existsSync(file) ? file : undefined;
}

async function throughClientNode(
  load: (config: KubeConfig) => void,
  context?: string,
): Promise<Connection> {
  const clientNode = await import('@kubernetes/client-node');
  const config = new clientNode.KubeConfig();
  load(config);
  if (context !== undefined) {
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new Error(
      `the kubeconfig has no cluster for context ${JSON.stringify(
        config.getCurrentContext(),
      )}`,
    );
  }
  const namespace = config.getContextObject(config.getCurrentContext());
  const first = await tlsOptions(config);
  return {
    server: serverUrl(cluster.server),
    ca: pem(first.ca),
    insecureSkipTlsVerify: cluster.skipTLSVerify,
    tlsServerName: cluster.tlsServerName,
    namespace: namespace?.namespace || undefined,
    credentials: cachedCredentials(config),
  };
}

/** What client-node would give to a request of its own; runs credential plugins. */
async function tlsOptions(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return options;
}

function cachedCredentials(config: KubeConfig): Connection['credentials'] {
  let cached: { credentials: Promise<Credentials>; at: number } | undefined;
  return async ({ renew } = {}) => {
    if (!cached || renew || Date.now() - cached.at > credentialsAge) {
      const credentials = tlsOptions(config).then(credentialsFrom);
      const entry = { credentials, at: Date.now() };
      cached = entry;
      credentials.catch(() => {
        // Whoever waits for it hears of the failure; the next request asks again.
        if (cached === entry) {
          cached = undefined;
        }
      });
    }
    return await cached.credentials;
  };
}

function credentialsFrom(options: RequestOptions): Credentials {
  const headers: Record<string, string> = {};
  const given = options.headers;
  if (given && !Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined) {
        headers[name.toLowerCase()] = String(value);
      }
    }
  }
  if (options.auth) {
    const basic = Buffer.from(options.auth).toString('base64');
    headers.authorization = `Basic ${basic}`;
  }
  return { headers, cert: pem(options.cert), key: pem(options.key) };
}

function pem(value: RequestOptions['cert'] | RequestOptions['key']) {
  if (value === undefined || value === null) {
    return undefined;
  }
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return parts.map(part => String(part)).join('\n');
}
