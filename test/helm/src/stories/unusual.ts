import { gunzipSync, gzipSync } from 'node:zlib';
import type { UnstructuredObject } from '@sluice/kubernetes';
import type { EditContext, Story } from '../step';
import { hook, keptMap, plainChart } from './charts';

/** Makes a stored release one of Helm 3, which did not say how it applied objects. */
function asOfHelm3(version: number) {
  return async ({ client, namespace }: EditContext): Promise<void> => {
    const name = `sh.helm.release.v1.web.v${version}`;
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name };
    const secret = await client.get<
      UnstructuredObject & { data: { release: string } }
    >(ref);
    const stored = Buffer.from(secret.data.release, 'base64').toString();
    const json = gunzipSync(Buffer.from(stored, 'base64'))
      .toString()
      .replace(/,"apply_method":"[a-z]*"/, '');
    const changed = gzipSync(json).toString('base64');
    await client.patch(
      ref,
      'merge',
      { data: { release: Buffer.from(changed).toString('base64') } },
      { fieldManager: 'judge' },
    );
  };
}

/** Changes an object as somebody does by hand. */
function patched(apiVersion: string, kind: string, name: string, body: object) {
  return async ({ client, namespace }: EditContext): Promise<void> => {
    await client.patch({ apiVersion, kind, namespace, name }, 'merge', body, {
      fieldManager: 'judge-by-hand',
    });
  };
}

function deleted(apiVersion: string, kind: string, name: string) {
  return async ({ client, namespace }: EditContext): Promise<void> => {
    await client.delete({ apiVersion, kind, namespace, name });
  };
}

const extra = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-extra
data: {{ .Values.data | default dict | toJson }}
`;

/** Releases that Helm 3 made, and what others changed in the meantime. */
export const helm3: Story = {
  name: 'helm-3',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', { 'templates/extra.yaml': extra }),
    two: plainChart('2.0.0', { 'templates/extra.yaml': extra }),
  },
  steps: [
    {
      title: 'install as Helm 3',
      do: 'install',
      chart: 'one',
      flags: {
        serverSide: 'false',
        values: { data: { a: '1', b: '2', c: '3' }, admin: true },
      },
    },
    { title: 'forget how', do: 'edit', edit: asOfHelm3(1) },
    {
      title: 'change, add and remove by hand',
      do: 'edit',
      edit: patched('v1', 'ConfigMap', 'web-extra', {
        data: { a: 'mine', b: null, d: 'new' },
      }),
    },
    {
      title: 'scale and label by hand',
      do: 'edit',
      edit: patched('apps/v1', 'Deployment', 'web', {
        metadata: { labels: { by: 'hand' } },
        spec: { replicas: 4 },
      }),
    },
    {
      title: 'upgrade as it was',
      do: 'upgrade',
      chart: 'two',
      flags: { values: { data: { a: '1', c: '4' }, admin: true } },
    },
    { title: 'forget how again', do: 'edit', edit: asOfHelm3(2) },
    {
      title: 'delete by hand',
      do: 'edit',
      edit: deleted('v1', 'ConfigMap', 'web-extra'),
    },
    {
      title: 'upgrade on the server',
      do: 'upgrade',
      chart: 'one',
      flags: { serverSide: 'true', values: { data: { e: '5' } } },
    },
    {
      title: 'change by hand again',
      do: 'edit',
      edit: patched('v1', 'ConfigMap', 'web-extra', { data: { e: 'mine' } }),
    },
    {
      title: 'upgrade into it',
      do: 'upgrade',
      chart: 'one',
      flags: { values: { data: { e: '6' } } },
    },
    {
      title: 'upgrade by force',
      do: 'upgrade',
      chart: 'one',
      flags: { values: { data: { e: '6' } }, forceConflicts: true },
    },
    { title: 'roll back to Helm 3', do: 'rollback', version: 1 },
    { title: 'roll back on the server', do: 'rollback', version: 3 },
    {
      title: 'roll back by replacement',
      do: 'rollback',
      version: 2,
      flags: { forceReplace: true, serverSide: 'false' },
    },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

function keeping(policy: string): string {
  return keptMap.replace(
    'helm.sh/resource-policy: keep',
    `helm.sh/resource-policy: ${policy}`,
  );
}

/** Objects that stay where they are when their release goes. */
export const keep: Story = {
  name: 'keep',
  release: 'web',
  charts: {
    kept: plainChart('1.0.0', { 'templates/kept.yaml': keptMap }),
    loose: plainChart('2.0.0', {
      'templates/kept.yaml': keeping('Keep').replace('data:', 'data: # any'),
    }),
    odd: plainChart('3.0.0', { 'templates/kept.yaml': keeping('" keep "') }),
    none: plainChart('4.0.0'),
    hooked: plainChart('5.0.0', {
      'templates/hook.yaml': hook('stays', 'pre-delete', {
        policy: 'before-hook-creation',
      }).replace(
        'annotations:\n',
        'annotations:\n    helm.sh/resource-policy: keep\n',
      ),
    }),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'kept' },
    { title: 'upgrade without it', do: 'upgrade', chart: 'none' },
    { title: 'upgrade with it', do: 'upgrade', chart: 'loose' },
    { title: 'upgrade with another policy', do: 'upgrade', chart: 'odd' },
    { title: 'uninstall', do: 'uninstall' },
    { title: 'install over it', do: 'install', chart: 'kept' },
    {
      title: 'let go by hand',
      do: 'edit',
      edit: patched('v1', 'ConfigMap', 'web-kept', {
        metadata: { annotations: { 'helm.sh/resource-policy': null } },
      }),
    },
    { title: 'upgrade without it again', do: 'upgrade', chart: 'none' },
    { title: 'upgrade with a hook', do: 'upgrade', chart: 'hooked' },
    { title: 'roll back to the first', do: 'rollback', version: 1 },
    {
      title: 'uninstall, keeping history',
      do: 'uninstall',
      flags: { keepHistory: true },
    },
    { title: 'roll back what is gone', do: 'rollback', version: 1 },
    { title: 'uninstall the rest', do: 'uninstall' },
  ],
};

/** Objects that are there already, and whose they are. */
export const adoption: Story = {
  name: 'adoption',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', { 'templates/extra.yaml': extra }),
    none: plainChart('2.0.0'),
  },
  before: async ({ client, namespace }) => {
    await client.create(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'web-extra',
          namespace,
          labels: { 'app.kubernetes.io/managed-by': 'Helm' },
          annotations: {
            'meta.helm.sh/release-name': 'other',
            'meta.helm.sh/release-namespace': 'elsewhere',
          },
        },
        ...{ data: { a: 'before', z: 'before' } },
      },
      { fieldManager: 'judge-by-hand' },
    );
  },
  steps: [
    { title: 'install over another', do: 'install', chart: 'one' },
    { title: 'install without it', do: 'install', chart: 'none' },
    { title: 'upgrade over another', do: 'upgrade', chart: 'one' },
    {
      title: 'give away the label',
      do: 'edit',
      edit: patched('v1', 'ConfigMap', 'web-extra', {
        metadata: {
          labels: { 'app.kubernetes.io/managed-by': 'me' },
          annotations: {
            'meta.helm.sh/release-name': 'web',
            'meta.helm.sh/release-namespace': null,
          },
        },
      }),
    },
    { title: 'upgrade over a stranger', do: 'upgrade', chart: 'one' },
    {
      title: 'take it, client-side',
      do: 'upgrade',
      chart: 'one',
      flags: {
        takeOwnership: true,
        serverSide: 'false',
        values: { data: { a: 'after' } },
      },
    },
    {
      title: 'upgrade on the server',
      do: 'upgrade',
      chart: 'one',
      flags: { serverSide: 'true', values: { data: { b: 'later' } } },
    },
    { title: 'upgrade without it', do: 'upgrade', chart: 'none' },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

const selector = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-changes
spec:
  replicas: 0
  selector: { matchLabels: { app: {{ .Values.greeting }} } }
  template:
    metadata: { labels: { app: {{ .Values.greeting }} } }
    spec:
      containers: [{ name: main, image: "example.com/main:1", env: [{ name: A, value: null }] }]
`;

const immutable = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-fixed
immutable: true
data: { greeting: {{ .Values.greeting }} }
`;

const list = `apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: in-list-1 }, data: { a: {{ .Values.greeting }} } }
  - { apiVersion: v1, kind: ServiceAccount, metadata: { name: in-list-2 } }
`;

/** Its absence is what helm complains of there. */
const onlyReal = 'the embedded server has no /openapi/v2';

const twice = `apiVersion: v1
kind: ConfigMap
metadata: { name: twice }
data: { first: "1" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: twice }
data: { second: "2" }
`;

/** Objects that cannot be changed, lists, and the same object twice. */
export const stubborn: Story = {
  name: 'stubborn',
  release: 'web',
  charts: {
    selector: plainChart('1.0.0', { 'templates/changes.yaml': selector }),
    immutable: plainChart('1.0.0', { 'templates/fixed.yaml': immutable }),
    list: plainChart('1.0.0', { 'templates/list.yaml': list }),
    twice: plainChart('1.0.0', { 'templates/twice.yaml': twice }),
    plain: plainChart('1.0.0'),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'selector' },
    {
      title: 'change a selector',
      do: 'upgrade',
      chart: 'selector',
      flags: { values: { greeting: 'other' } },
    },
    {
      title: 'change a selector by replacement',
      do: 'upgrade',
      chart: 'selector',
      flags: {
        values: { greeting: 'other' },
        forceReplace: true,
        serverSide: 'false',
      },
    },
    { title: 'fix a map', do: 'upgrade', chart: 'immutable' },
    {
      title: 'change it',
      do: 'upgrade',
      chart: 'immutable',
      flags: { values: { greeting: 'other' } },
    },
    {
      title: 'change it client-side',
      do: 'upgrade',
      chart: 'immutable',
      flags: { values: { greeting: 'other' }, serverSide: 'false' },
    },
    { title: 'a list', do: 'upgrade', chart: 'list', onlyReal },
    {
      title: 'change the list',
      do: 'upgrade',
      chart: 'list',
      onlyReal,
      flags: { values: { greeting: 'other' } },
    },
    { title: 'without the list', do: 'upgrade', chart: 'plain' },
    { title: 'the same twice', do: 'upgrade', chart: 'twice' },
    {
      title: 'the same twice, client-side',
      do: 'upgrade',
      chart: 'twice',
      flags: { serverSide: 'false' },
    },
    { title: 'roll back', do: 'rollback', version: 1 },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

/** Hooks with policies, weights and kinds that are not usual. */
export const oddHooks: Story = {
  name: 'odd-hooks',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', {
      'templates/never.yaml': hook('never', 'post-install,post-upgrade', {
        policy: 'never',
      }),
      'templates/weights.yaml': [
        hook('b', 'pre-install,pre-upgrade'),
        hook('a', 'pre-install,pre-upgrade'),
        hook('c', 'pre-install, pre-upgrade').replace(
          'annotations:\n',
          'annotations:\n    helm.sh/hook-weight: "heavy"\n',
        ),
        hook('unknown', 'pre-nothing'),
        hook('both', 'pre-install,post-install', {
          policy: 'hook-succeeded, before-hook-creation',
        }),
      ].join('---\n'),
      'templates/logs.yaml': hook('logs', 'post-install', {
        policy: 'hook-failed',
      }).replace(
        'annotations:\n',
        'annotations:\n    helm.sh/hook-output-log-policy: hook-succeeded,hook-failed\n',
      ),
    }),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'one' },
    { title: 'upgrade', do: 'upgrade', chart: 'one' },
    {
      title: 'upgrade client-side',
      do: 'upgrade',
      chart: 'one',
      flags: { serverSide: 'false' },
    },
    {
      title: 'delete one by hand',
      do: 'edit',
      edit: deleted('v1', 'ConfigMap', 'web-a'),
    },
    { title: 'upgrade again', do: 'upgrade', chart: 'one' },
    {
      title: 'uninstall without hooks',
      do: 'uninstall',
      flags: { noHooks: true },
    },
  ],
};
