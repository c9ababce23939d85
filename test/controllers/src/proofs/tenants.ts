import { request } from 'node:http';
import { check, eventually } from '../eventually';
import { type FluxObject, conditionOf, configMap, hasFailed } from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { withShard } from '../stage';

const rbac = 'rbac.authorization.k8s.io';

/** What an account would need for everything in a namespace. */
async function bind(
  shard: Shard,
  namespace: string,
  account: string,
): Promise<void> {
  const role = {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: account, namespace },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  };
  await shard.client.create(role);
}

/** A GET without what clients do to paths. */
function raw(url: URL, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: url.hostname, port: url.port, path }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** Waits for the failure; its reason and message. */
async function failureOf(
  shard: Shard,
  name: string,
  namespace: string,
): Promise<string> {
  const object = await shard.until(
    shard.ref('Kustomization', name, namespace),
    'to fail',
    hasFailed,
  );
  const ready = conditionOf(object, 'Ready');
  return `${ready?.reason}: ${ready?.message}`;
}

async function expectFailure(
  shard: Shard,
  namespace: string,
  name: string,
  spec: Record<string, unknown>,
  pattern: RegExp,
): Promise<string> {
  await shard.kustomization(name, spec, namespace);
  const failure = await failureOf(shard, name, namespace);
  check(pattern.test(failure), `${name} failed otherwise: ${failure}`);
  return failure;
}

async function proveWalls(
  shard: Shard,
  own: string,
  other: string,
): Promise<string> {
  await bind(shard, own, 'deployer');
  await shard.client.create({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'deployer', namespace: own },
  });
  // Whoever is created under this name later would have these rights.
  await bind(shard, own, 'ghost');
  await expectFailure(
    shard,
    own,
    'outside',
    {
      path: './outside',
      serviceAccountName: 'deployer',
      targetNamespace: undefined,
    },
    /ReconciliationFailed: .*(forbidden|cannot)/s,
  );
  await expectFailure(
    shard,
    own,
    'ghostly',
    { path: './inside', serviceAccountName: 'ghost' },
    /ReconciliationFailed: .*ghost.*not found/s,
  );
  await expectFailure(
    shard,
    own,
    'foreign',
    {
      path: './',
      sourceRef: { kind: 'GitRepository', name: 'src', namespace: other },
    },
    /AccessDenied: .*cross-namespace references have been blocked/,
  );
  for (const [ref, what] of [
    [shard.ref('ConfigMap', 'planted', other), 'outside its namespace'],
    [shard.ref('ConfigMap', 'inside', own), 'as an account that is missing'],
  ] as const) {
    check(!(await shard.find(ref)), `something was applied ${what}`);
  }
  await shard.kustomization(
    'rightful',
    { path: './inside', serviceAccountName: 'deployer' },
    own,
  );
  await shard.untilReady(shard.ref('Kustomization', 'rightful', own));
  return 'a tenant writes only in its namespace (refused outside; refused as a missing account with a stale binding; refused another namespace’s source), and what is rightful is applied';
}

async function proveRoots(shard: Shard, own: string): Promise<string> {
  const cases: [string, string][] = [
    ['escape-path', '../../../../../etc'],
    ['linked-directory', './linked/etc'],
    ['linked-file', './linked-file'],
    ['base-outside', './base-outside'],
    ['absolute', './absolute'],
    ['linked-values', './linked-values'],
  ];
  const failures: string[] = [];
  for (const [name, path] of cases) {
    const failure = await expectFailure(
      shard,
      own,
      name,
      { path },
      /^(ArtifactFailed|BuildFailed): /,
    );
    check(!/root:x?:|daemon/.test(failure), `${name} shows a file: ${failure}`);
    failures.push(name);
  }
  return `no path and no link leaves the artifact (${failures.join(', ')})`;
}

async function proveAddresses(
  shard: Shard,
  own: string,
  other: string,
): Promise<string> {
  const urlOf = async (namespace: string) => {
    const source = await shard.untilReady(
      shard.ref('GitRepository', 'src', namespace),
    );
    const { url = '', path = '' } = source.status?.artifact ?? {};
    return { url: new URL(url), path };
  };
  const mine = await urlOf(own);
  const theirs = await urlOf(other);
  const token = mine.url.pathname.split('/')[1];
  check((await raw(mine.url, mine.url.pathname)) === 200, 'not served at all');
  check((await raw(mine.url, theirs.url.pathname)) === 200, 'not served');
  const tries = [
    '/',
    `/${token}`,
    `/${token}/`,
    `/${mine.path}`,
    `/${theirs.path}`,
    `/${token}/${theirs.path}`,
    `/${token}/gitrepository/`,
    `/${token}/gitrepository/${other}/src/`,
    `/${'A'.repeat(token.length)}/${theirs.path}`,
    `/${token}/gitrepository/${own}/src/../../${other}/src/${theirs.path
      .split('/')
      .pop()}`,
    `/${token}/../address-token`,
    `/${token}/../../address-token`,
    `/${token}/..%2f..%2faddress-token`,
    `/${token}/%2e%2e/%2e%2e/address-token`,
    `/${token}/gitrepository/${own}/src/..%2f..%2f..%2f..%2fetc%2fpasswd`,
    `${mine.url.pathname}?x=1`,
    `${mine.url.pathname}%00`,
    `//${mine.url.pathname}`,
  ];
  for (const path of tries) {
    const status = await raw(mine.url, path);
    check(status === 404, `GET ${path} answered ${status}`);
  }
  return `${tries.length} tries at other artifacts, with one's own address at hand, answered 404`;
}

export const tenants: Proof = {
  name: 'tenants',
  shards: ['tenants'],
  run: (stage, tell) =>
    withShard(stage, 'tenants', async shard => {
      const own = 'tenant-own';
      const other = 'tenant-other';
      const repository = await shard.repository('app');
      await repository.push({
        files: {
          'inside/app.yaml': configMap('inside'),
          'outside/app.yaml': configMap('planted', 'one', other),
          linked: '-> /',
          'linked-file/app.yaml': '-> /etc/passwd',
          'linked-file/kustomization.yaml': 'resources: [app.yaml]\n',
          'base-outside/kustomization.yaml':
            'resources: [../../../../../../etc]\n',
          'absolute/kustomization.yaml': 'resources: [/etc/passwd]\n',
          'linked-values/kustomization.yaml':
            'configMapGenerator:\n- name: stolen\n  files: [passwd]\n',
          'linked-values/passwd': '-> ../../../../../../../etc/passwd',
        },
      });
      for (const namespace of [own, other]) {
        await shard.createNamespace(namespace);
        await shard.source('src', shard.url(repository), {}, namespace);
      }
      await shard.start('--no-cross-namespace-refs');
      for (const namespace of [own, other])
        await shard.untilReady(shard.ref('GitRepository', 'src', namespace));
      tell(await proveWalls(shard, own, other));
      tell(await proveRoots(shard, own));
      tell(await proveAddresses(shard, own, other));
      await eventually('a stolen file', async () => {
        const found = await shard.find<FluxObject>(
          shard.ref('ConfigMap', 'stolen', own),
        );
        check(!found, 'a file of the machine was applied');
        return true;
      });
    }),
};
