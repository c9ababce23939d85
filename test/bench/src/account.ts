import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  type KubernetesClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import { benchLabels } from './workload';

const name = 'sluice-bench-controllers';

/**
 * Gives the controllers an account of their own with a token, as they have in a pod, and resolves with the path of its kubeconfig. An API
 * server remembers a token for a while; a certificate it verifies with each request.
 *
 * @param namespace of the account
 */
export async function controllersKubeconfig(
  client: KubernetesClient,
  options: { kubeconfig: string; namespace: string; directory: string },
): Promise<string> {
  const { kubeconfig, namespace, directory } = options;
  await client.create({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  });
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: benchLabels },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'cluster-admin',
    },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  await client.apply(binding, { fieldManager: 'sluice-bench', force: true });
  const connection = await loadConnection({ kubeconfig });
  const token = await requestToken(
    connection,
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
  );
  const file = join(directory, 'controllers.kubeconfig');
  const cluster = {
    server: connection.server,
    ...(connection.ca
      ? { 'certificate-authority-data': base64(connection.ca) }
      : {}),
    ...(connection.insecureSkipTlsVerify
      ? { 'insecure-skip-tls-verify': true }
      : {}),
    ...(connection.tlsServerName
      ? { 'tls-server-name': connection.tlsServerName }
      : {}),
  };
  // JSON is YAML too.
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: name } }],
    'current-context': 'bench',
  };
  await writeFile(file, JSON.stringify(document), { mode: 0o600 });
  return file;
}

/** Removes what is not in a namespace of the workload. */
export async function removeControllersAccount(
  client: KubernetesClient,
): Promise<void> {
  await client.delete({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    name,
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function requestToken(
  connection: Awaited<ReturnType<typeof loadConnection>>,
  path: string,
): Promise<string> {
  const { cert, key, headers } = await connection.credentials();
  const body = JSON.stringify({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 7_200 },
  });
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(
      `${connection.server}${path}`,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        ca: connection.ca,
        cert,
        key,
        rejectUnauthorized: !connection.insecureSkipTlsVerify,
        servername: connection.tlsServerName,
      },
      response => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          answer += chunk;
        });
        response.on('end', () =>
          response.statusCode === 201
            ? resolve(answer)
            : reject(new Error(`no token: status ${response.statusCode}`)),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
  const answer: { status: { token: string } } = JSON.parse(text);
  return answer.status.token;
}
