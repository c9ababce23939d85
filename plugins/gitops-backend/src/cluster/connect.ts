import {
  ConnectionSource,
  KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import type { ClusterAccess } from '../config/clusters';

/** A kubeconfig for a URL and a token; JSON is YAML. */
function tokenKubeconfig(access: Extract<ClusterAccess, { kind: 'token' }>) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'portal',
    contexts: [
      { name: 'portal', context: { cluster: 'portal', user: 'portal' } },
    ],
    clusters: [
      {
        name: 'portal',
        cluster: {
          server: access.url,
          ...(access.caData
            ? { 'certificate-authority-data': access.caData }
            : {}),
        },
      },
    ],
    users: [{ name: 'portal', user: { token: access.token } }],
  });
}

function sourceOf(access: ClusterAccess): ConnectionSource {
  switch (access.kind) {
    case 'kubeconfig':
      return { kubeconfig: access.path, context: access.context };
    case 'inCluster':
      return { inCluster: true };
    default:
      return { kubeconfigText: tokenKubeconfig(access) };
  }
}

/** Opens a client as the portal's account. Throws when credentials cannot be read; makes no request. */
export async function connect(
  access: ClusterAccess,
  version: string,
): Promise<KubernetesClient> {
  const connection = await loadConnection(sourceOf(access));
  return createClient({
    connection,
    userAgent: `sluice-portal/${version}`,
    timeout: 15_000,
  });
}
