/**
 * Saves what the pinned API server serves about itself: `node test/judges/dump-schemas.mjs <folder>`.
 *
 * - `v2.json`: `/openapi/v2`
 * - `v3/index.json`: `/openapi/v3`; `v3/<group version>.json`: each document it lists
 * - `discovery/api.json`, `discovery/apis.json`: aggregated discovery (apidiscovery.k8s.io/v2);
 *   `discovery/groups.json`: the plain list of groups; `discovery/<group version>.json`: the plain
 *   list of its resources
 * - `rbac.json`: the roles and bindings that every cluster starts with
 * - `version.json`: `/version`
 *
 * In file names the slashes of a path are underscores: `apis_apps_v1.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ApiClient } from './src/apiClient.mjs';
import { startControlPlane } from './src/controlPlane.mjs';

const aggregatedDiscovery =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const rbacPath = '/apis/rbac.authorization.k8s.io/v1';
const bootstrapNamespaces = ['kube-system', 'kube-public'];

/** @param {string} path */
function fileName(path) {
  return `${path.replace(/^\/+/, '').replaceAll('/', '_')}.json`;
}

/**
 * Documents by the name of the file to save them in.
 *
 * @param {ApiClient} client
 * @returns {AsyncGenerator<[file: string, document: unknown]>}
 */
async function* documents(client) {
  yield ['version.json', await client.getJson('/version')];
  yield ['v2.json', await client.getJson('/openapi/v2')];

  const index = await client.getJson('/openapi/v3');
  yield ['v3/index.json', index];
  for (const [path, { serverRelativeURL }] of Object.entries(index.paths)) {
    yield [`v3/${fileName(path)}`, await client.getJson(serverRelativeURL)];
  }

  for (const path of ['/api', '/apis']) {
    const discovery = await client.getJson(path, {
      accept: aggregatedDiscovery,
    });
    yield [`discovery/${fileName(path)}`, discovery];
  }
  const { groups } = await client.getJson('/apis');
  yield ['discovery/groups.json', { groups }];
  const paths = groups.flatMap(
    (/** @type {{ versions: { groupVersion: string }[] }} */ group) =>
      group.versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
  );
  for (const path of ['/api/v1', ...paths]) {
    yield [`discovery/${fileName(path)}`, await client.getJson(path)];
  }

  yield ['rbac.json', await bootstrapRoles(client)];
}

/**
 * @param {ApiClient} client
 * @param {string} kind
 * @param {readonly string[]} paths of lists of that kind
 */
async function objectsOfKind(client, kind, paths) {
  const lists = await Promise.all(paths.map(path => client.getJson(path)));
  return lists.flatMap(({ apiVersion, items }) =>
    items.map((/** @type {object} */ item) => ({ apiVersion, kind, ...item })),
  );
}

/** @param {ApiClient} client */
async function bootstrapRoles(client) {
  const inCluster = (/** @type {string} */ resource) => [
    `${rbacPath}/${resource}`,
  ];
  const inNamespaces = (/** @type {string} */ resource) =>
    bootstrapNamespaces.map(
      namespace => `${rbacPath}/namespaces/${namespace}/${resource}`,
    );
  return {
    clusterRoles: await objectsOfKind(
      client,
      'ClusterRole',
      inCluster('clusterroles'),
    ),
    clusterRoleBindings: await objectsOfKind(
      client,
      'ClusterRoleBinding',
      inCluster('clusterrolebindings'),
    ),
    roles: await objectsOfKind(client, 'Role', inNamespaces('roles')),
    roleBindings: await objectsOfKind(
      client,
      'RoleBinding',
      inNamespaces('rolebindings'),
    ),
  };
}

async function main() {
  const [folder] = process.argv.slice(2);
  if (!folder) {
    throw new Error('usage: node test/judges/dump-schemas.mjs <folder>');
  }
  // With the controller manager: it fills in the aggregated ClusterRoles admin, edit and view.
  const plane = await startControlPlane();
  const client = new ApiClient(plane.kubeconfig);
  try {
    for await (const [file, document] of documents(client)) {
      const path = resolve(join(folder, file));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
    }
  } finally {
    client.close();
    await plane.stop();
  }
  process.stdout.write(`${resolve(folder)}\n`);
}

await main();
