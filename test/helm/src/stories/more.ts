import { gunzipSync, gzipSync } from 'node:zlib';
import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import { phaseAnnotation } from '../pod-runner';
import type { EditContext, Story } from '../step';
import { hook, keptMap, plainChart } from './charts';

function pod(name: string, phase: string, annotations: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-${name}
  annotations:
    ${phaseAnnotation}: ${phase}
${annotations}spec:
  restartPolicy: Never
  containers:
    - name: main
      image: example.com/main:1
`;
}

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.judge.example.com
spec:
  group: judge.example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          x-kubernetes-preserve-unknown-fields: true
`;

const widget = `apiVersion: judge.example.com/v1
kind: Widget
metadata:
  name: {{ .Release.Name }}
spec:
  size: {{ .Values.replicas }}
  has: {{ .Capabilities.APIVersions.Has "judge.example.com/v1/Widget" }}
  seen: {{ (lookup "v1" "ConfigMap" .Release.Namespace "web-kept").metadata | default dict | len }}
`;

/** Helm waits so long for the end of what was gone before it looked. */
const soon = { timeout: 2 };

/** Hooks that run as Pods, and tests. */
export const tests: Story = {
  name: 'tests',
  release: 'web',
  charts: {
    good: plainChart('1.0.0', {
      'templates/job.yaml': pod(
        'migrate',
        'Succeeded',
        '    helm.sh/hook: pre-install,pre-upgrade\n    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded\n',
      ),
      'templates/tests/one.yaml': pod(
        'one',
        'Succeeded',
        '    helm.sh/hook: test\n',
      ),
      'templates/tests/two.yaml': pod(
        'two',
        'Succeeded',
        '    helm.sh/hook: test-success\n    helm.sh/hook-weight: "-1"\n    helm.sh/hook-delete-policy: hook-succeeded\n',
      ),
    }),
    bad: plainChart('2.0.0', {
      'templates/early.yaml': hook('early', 'pre-upgrade', {
        weight: -1,
        policy: 'hook-succeeded',
      }),
      'templates/job.yaml': pod(
        'migrate',
        'Failed',
        '    helm.sh/hook: pre-upgrade\n    helm.sh/hook-delete-policy: hook-failed\n',
      ),
    }),
    'bad-test': plainChart('3.0.0', {
      'templates/tests/one.yaml': pod(
        'one',
        'Failed',
        '    helm.sh/hook: test\n',
      ),
      'templates/tests/two.yaml': pod(
        'two',
        'Succeeded',
        '    helm.sh/hook: test\n',
      ),
    }),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'good' },
    { title: 'test', do: 'test', flags: soon },
    { title: 'test again', do: 'test', flags: soon },
    { title: 'upgrade with a hook that fails', do: 'upgrade', chart: 'bad' },
    { title: 'upgrade', do: 'upgrade', chart: 'bad-test' },
    { title: 'test what fails', do: 'test', flags: soon },
    { title: 'roll back', do: 'rollback', version: 1 },
    { title: 'test', do: 'test', flags: soon },
    { title: 'uninstall', do: 'uninstall' },
    { title: 'test what is not there', do: 'test', flags: soon },
  ],
};

/** A definition, as far as it says whether it is served. */
interface Definition extends KubernetesObject {
  status?: { conditions?: { type: string; status: string }[] | null };
}

/** Definitions, objects of them, and templates that look at the cluster. */
export const definitions: Story = {
  name: 'definitions',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', {
      'crds/widgets.yaml': crd,
      'templates/widget.yaml': widget,
      'templates/kept.yaml': keptMap,
    }),
    two: plainChart('2.0.0', { 'templates/widget.yaml': widget }),
  },
  steps: [
    {
      title: 'install',
      do: 'install',
      chart: 'one',
      flags: { noHooks: true },
    },
    {
      title: 'upgrade client-side',
      do: 'upgrade',
      chart: 'two',
      flags: { serverSide: 'false', values: { replicas: 3 } },
    },
    { title: 'roll back', do: 'rollback' },
    {
      title: 'uninstall',
      do: 'uninstall',
      // Helm waits for all of it when everything is gone before it looks.
      flags: { wait: 'watcher', timeout: 2 },
    },
  ],
  before: async ({ client }) => {
    // The first play would otherwise be another one than the rest.
    await client.apply(
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.judge.example.com' },
        ...{
          spec: {
            group: 'judge.example.com',
            scope: 'Namespaced',
            names: {
              kind: 'Widget',
              plural: 'widgets',
              singular: 'widget',
              listKind: 'WidgetList',
            },
            versions: [
              {
                name: 'v1',
                served: true,
                storage: true,
                schema: {
                  openAPIV3Schema: {
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
              },
            ],
          },
        },
      },
      { fieldManager: 'helm', force: true },
    );
    for await (const { object } of client.watch<Definition>(
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
      },
      { fieldSelector: 'metadata.name=widgets.judge.example.com' },
    )) {
      const conditions = object.status?.conditions ?? [];
      if (
        conditions.some(
          ({ type, status }) => type === 'Established' && status === 'True',
        )
      ) {
        break;
      }
    }
    client.invalidateDiscovery();
  },
};

/** Marks the last revision as one that somebody works on. */
async function makePending({ client, namespace }: EditContext): Promise<void> {
  const name = 'sh.helm.release.v1.web.v2';
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name };
  const secret = await client.get<
    UnstructuredObject & { data: { release: string } }
  >(ref);
  const stored = Buffer.from(secret.data.release, 'base64').toString();
  const json = gunzipSync(Buffer.from(stored, 'base64'))
    .toString()
    .replace('"status":"deployed"', '"status":"pending-upgrade"');
  const changed = gzipSync(json).toString('base64');
  await client.patch(
    ref,
    'merge',
    {
      metadata: { labels: { status: 'pending-upgrade' } },
      data: { release: Buffer.from(changed).toString('base64') },
    },
    { fieldManager: 'judge' },
  );
}

/** What a killed upgrade leaves behind. */
export const pending: Story = {
  name: 'pending',
  release: 'web',
  charts: { one: plainChart('1.0.0'), two: plainChart('2.0.0') },
  steps: [
    { title: 'install', do: 'install', chart: 'one' },
    { title: 'upgrade', do: 'upgrade', chart: 'two' },
    { title: 'leave it pending', do: 'edit', edit: makePending },
    { title: 'upgrade', do: 'upgrade', chart: 'two' },
    {
      title: 'upgrade or install',
      do: 'upgrade',
      chart: 'two',
      flags: { install: true },
    },
    { title: 'install', do: 'install', chart: 'two' },
    { title: 'roll back', do: 'rollback', version: 1 },
    { title: 'upgrade', do: 'upgrade', chart: 'two' },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

/** Characters that gzip finds no pattern in; the same on every run. */
function noise(length: number): string {
  const digits =
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';
  let seed = 7;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    seed = (seed * 48271) % 2147483647;
    text += digits[(seed >> 8) & 63];
  }
  return text;
}

/** A release that does not fit into a Secret. */
export const tooLarge: Story = {
  name: 'too-large',
  release: 'web',
  charts: {
    good: plainChart('1.0.0'),
    large: plainChart('2.0.0', { 'files/noise.txt': noise(1_400_000) }),
  },
  steps: [
    { title: 'install what is too large', do: 'install', chart: 'large' },
    { title: 'install', do: 'install', chart: 'good' },
    { title: 'upgrade to what is too large', do: 'upgrade', chart: 'large' },
    { title: 'upgrade', do: 'upgrade', chart: 'good' },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

/** Waiting for what is ready at once, and for what never is. */
export const waiting: Story = {
  name: 'waiting',
  release: 'web',
  charts: {
    ready: {
      ...plainChart('1.0.0'),
      'templates/deployment.yaml': '',
    },
    never: plainChart('2.0.0', {
      'templates/deployment.yaml': '',
      'templates/claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}
spec:
  storageClassName: nothing
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
`,
    }),
  },
  steps: [
    {
      title: 'install, watching',
      do: 'install',
      chart: 'ready',
      flags: { wait: 'watcher', timeout: 30 },
    },
    {
      title: 'upgrade, looking',
      do: 'upgrade',
      chart: 'ready',
      flags: { wait: 'legacy', timeout: 30 },
    },
    {
      title: 'upgrade in vain, watching',
      do: 'upgrade',
      chart: 'never',
      flags: { wait: 'watcher', timeout: 2 },
    },
    {
      title: 'upgrade in vain, looking',
      do: 'upgrade',
      chart: 'never',
      flags: { wait: 'legacy', timeout: 2 },
    },
    {
      title: 'upgrade in vain, and go back',
      do: 'upgrade',
      chart: 'never',
      flags: { rollbackOnFailure: true, wait: 'watcher', timeout: 2 },
    },
    {
      title: 'uninstall, watching',
      do: 'uninstall',
      // Helm waits for all of it when everything is gone before it looks.
      flags: { wait: 'watcher', timeout: 2 },
    },
  ],
};
