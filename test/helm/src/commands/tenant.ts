import type { UnstructuredObject } from '@sluice/kubernetes';
import { keptMap, plainChart } from '../stories/charts';
import type { EditContext } from '../step';
import type { Line, Script } from './command-line';

const neighbour = 'default';
const password = 'the-password-of-a-neighbour';
const secretName = 'neighbour';

const neighboursSecret: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: secretName, namespace: neighbour },
  stringData: { password },
};

const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: tenant-escapes
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: User, name: tina, apiGroup: rbac.authorization.k8s.io }]
`;

const settled: Line = {
  title: 'a tenant has a namespace, and a neighbour a secret',
  async edit({ client, namespace }) {
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'tina', namespace },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'admin',
      },
      subjects: [
        { kind: 'User', name: 'tina', apiGroup: 'rbac.authorization.k8s.io' },
      ],
    });
    await client.apply(neighboursSecret, {
      fieldManager: 'judge',
      force: true,
    });
  },
};

async function objectsOf(
  { client }: EditContext,
  kind: string,
  namespace?: string,
): Promise<string> {
  const apiVersion =
    kind === 'ClusterRoleBinding' ? 'rbac.authorization.k8s.io/v1' : 'v1';
  const { items } = await client.list({ apiVersion, kind }, { namespace });
  return JSON.stringify(items);
}

const confined: Line = {
  title: 'nothing has left the namespace, and no secret has come into it',
  async edit(context) {
    const { namespace } = context;
    const outside = [
      await objectsOf(context, 'ConfigMap', neighbour),
      await objectsOf(context, 'ClusterRoleBinding'),
    ].join('');
    const inside = [
      await objectsOf(context, 'ConfigMap', namespace),
      await objectsOf(context, 'Secret', namespace),
    ].join('');
    const encoded = Buffer.from(password).toString('base64');
    for (const escaped of ['escaped', 'tenant-escapes']) {
      if (outside.includes(`"name":"${escaped}"`)) {
        throw new Error(`${escaped} is where its tenant must not write`);
      }
    }
    if (inside.includes(password) || inside.includes(encoded)) {
      throw new Error('a tenant has read the secret of a neighbour');
    }
  },
};

/** Charts that try to get out of the namespace of whom helm acts as. */
export const tenant: Script = {
  name: 'tenant',
  charts: {
    fine: plainChart('1.0.0', { 'templates/map.yaml': keptMap }),
    writes: plainChart('1.0.0', {
      'templates/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: escaped, namespace: ${neighbour} }\n`,
    }),
    reads: plainChart('1.0.0', {
      'templates/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: read }\ndata:\n  it: '{{ (lookup "v1" "Secret" "${neighbour}" "${secretName}").data }}'\n`,
    }),
    lists: plainChart('1.0.0', {
      'templates/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: read }\ndata:\n  it: '{{ (lookup "v1" "Secret" "" "").items | toJson }}'\n`,
    }),
    binds: plainChart('1.0.0', { 'templates/binding.yaml': binding }),
    hooks: plainChart('1.0.0', {
      'templates/binding.yaml': binding.replace(
        'name: tenant-escapes',
        'name: tenant-escapes\n  annotations: { helm.sh/hook: pre-install }',
      ),
    }),
  },
  lines: [
    settled,
    ...['fine', 'writes', 'reads', 'lists', 'binds', 'hooks'].map(
      chart => `install ${chart} CHARTS/${chart} --kube-as-user tina`,
    ),
    'upgrade fine CHARTS/writes --kube-as-user tina',
    'upgrade fine CHARTS/reads --kube-as-user tina',
    'template fine CHARTS/reads --dry-run=server --kube-as-user tina',
    'install ../fine CHARTS/fine --kube-as-user tina',
    'list --all-namespaces --kube-as-user tina',
    'list --kube-as-user nobody',
    'get all fine --kube-as-user nobody',
    'uninstall fine --kube-as-user nobody',
    confined,
    'uninstall fine --kube-as-user tina',
  ],
};
