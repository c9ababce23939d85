/**
 * Records what a real API server says of its built-in kinds (discovery and the columns of Table answers):
 *
 *   node test/judges/control-plane.mjs start          # prints a kubeconfig
 *   kubectl --kubeconfig … proxy --port=8001
 *   node packages/apiserver/scripts/record-kinds.mjs http://127.0.0.1:8001 \
 *     > packages/apiserver/src/resources/generated/kinds.json
 */
const [base] = process.argv.slice(2);
if (!base) {
  process.stderr.write('usage: record-kinds.mjs BASE_URL\n');
  process.exit(1);
}

async function get(path, accept = 'application/json') {
  const response = await fetch(base + path, { headers: { accept } });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}

const groups = (await get('/apis')).groups.flatMap(group =>
  group.versions.map(version => ({
    group: group.name,
    version: version.version,
    path: `/apis/${version.groupVersion}`,
  })),
);
groups.unshift({ group: '', version: 'v1', path: '/api/v1' });

const kinds = [];
for (const { group, version, path } of groups) {
  const { resources } = await get(path);
  for (const resource of resources) {
    if (resource.name.includes('/') || !resource.verbs.includes('list')) {
      continue;
    }
    const table = await get(
      `${path}/${resource.name}?limit=1`,
      'application/json;as=Table;v=v1;g=meta.k8s.io',
    );
    kinds.push({
      group,
      version,
      kind: resource.kind,
      plural: resource.name,
      singular: resource.singularName,
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      namespaced: resource.namespaced,
      verbs: resource.verbs,
      subresources: resources
        .filter(other => other.name.startsWith(`${resource.name}/`))
        .map(other => other.name.slice(resource.name.length + 1)),
      columns: table.columnDefinitions,
    });
  }
}
process.stdout.write(`${JSON.stringify(kinds, null, 1)}\n`);
