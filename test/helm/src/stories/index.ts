import type { KubernetesObject } from '@sluice/kubernetes';
import type { EditContext, Story } from '../step';
import { damageStories } from './damage';
import { hook, keptMap, plainChart, role } from './charts';
import { definitions, pending, tests, tooLarge, waiting } from './more';
import { adoption, helm3, keep, oddHooks, stubborn } from './unusual';

const broken = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-broken
spec:
  ports:
    - port: 123456
`;

/** Its absence is what helm complains of there. */
const onlyReal = 'the embedded server has no /openapi/v2';

const hooks = {
  'templates/before.yaml': hook('before', 'pre-install,pre-upgrade', {
    weight: -5,
  }),
  'templates/after.yaml': hook('after', 'post-install,post-upgrade', {
    weight: 2,
    policy: 'hook-succeeded',
  }),
  'templates/around.yaml': hook('around', 'pre-rollback,post-rollback', {
    policy: 'before-hook-creation,hook-succeeded',
  }),
  'templates/last.yaml': hook('last', 'pre-delete,post-delete'),
};

async function put(
  { client }: EditContext,
  object: KubernetesObject,
): Promise<void> {
  await client.apply(object, { fieldManager: 'judge', force: true });
}

const lifecycle: Story = {
  name: 'lifecycle',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', {
      ...hooks,
      'templates/role.yaml': role,
      'templates/kept.yaml': keptMap,
    }),
    two: plainChart('2.0.0', hooks),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'one' },
    { title: 'install again', do: 'install', chart: 'one' },
    {
      title: 'upgrade with values',
      do: 'upgrade',
      chart: 'two',
      flags: { values: { greeting: 'bonjour', admin: true } },
    },
    {
      title: 'upgrade without values',
      do: 'upgrade',
      chart: 'two',
      flags: { description: 'By hand', labels: { team: 'a', tier: 'b' } },
    },
    {
      title: 'upgrade reusing values',
      do: 'upgrade',
      chart: 'one',
      flags: {
        reuseValues: true,
        values: { extra: 'more', nested: { big: null } },
        labels: { tier: 'null' },
      },
    },
    {
      title: 'upgrade resetting values',
      do: 'upgrade',
      chart: 'two',
      flags: { resetValues: true },
    },
    { title: 'roll back', do: 'rollback' },
    { title: 'roll back to 1', do: 'rollback', version: 1 },
    { title: 'roll back to what is not there', do: 'rollback', version: 99 },
    {
      title: 'uninstall, keeping history',
      do: 'uninstall',
      flags: { keepHistory: true },
    },
    { title: 'upgrade what is uninstalled', do: 'upgrade', chart: 'two' },
    {
      title: 'uninstall again, keeping history',
      do: 'uninstall',
      flags: { keepHistory: true },
    },
    {
      title: 'upgrade or install',
      do: 'upgrade',
      chart: 'two',
      flags: { install: true },
    },
    { title: 'uninstall', do: 'uninstall' },
    { title: 'uninstall what is not there', do: 'uninstall' },
    {
      title: 'uninstall what is not there, ignoring that',
      do: 'uninstall',
      flags: { ignoreNotFound: true },
    },
    { title: 'upgrade what is not there', do: 'upgrade', chart: 'two' },
  ],
};

const clientSide: Story = {
  name: 'client-side',
  release: 'web',
  charts: {
    one: plainChart('1.0.0', { 'templates/role.yaml': role }),
    two: plainChart('2.0.0', { 'templates/kept.yaml': keptMap }),
  },
  steps: [
    {
      title: 'install client-side',
      do: 'install',
      chart: 'one',
      flags: { serverSide: 'false', values: { admin: true } },
    },
    { title: 'upgrade client-side', do: 'upgrade', chart: 'two' },
    {
      title: 'upgrade client-side with values',
      do: 'upgrade',
      chart: 'one',
      flags: { values: { admin: true, replicas: 2, extra: 'x' } },
    },
    {
      title: 'upgrade client-side without the values',
      do: 'upgrade',
      chart: 'one',
      flags: { resetValues: true },
    },
    {
      title: 'upgrade by replacement',
      do: 'upgrade',
      chart: 'one',
      flags: { forceReplace: true, values: { greeting: 'x' } },
    },
    {
      title: 'upgrade server-side',
      do: 'upgrade',
      chart: 'two',
      flags: { serverSide: 'true', values: { greeting: 'hi' } },
    },
    { title: 'upgrade server-side again', do: 'upgrade', chart: 'one' },
    { title: 'roll back to client-side', do: 'rollback', version: 2 },
    {
      title: 'roll back to client-side, server-side',
      do: 'rollback',
      version: 1,
      flags: { serverSide: 'true' },
    },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

const failures: Story = {
  name: 'failures',
  release: 'web',
  charts: {
    good: plainChart('1.0.0'),
    bad: plainChart('2.0.0', {
      'templates/new.yaml': role,
      'templates/broken.yaml': broken,
    }),
    'bad-hook': plainChart('3.0.0', {
      'templates/hook.yaml': broken.replace(
        'metadata:\n',
        'metadata:\n  annotations: {helm.sh/hook: "pre-install,pre-upgrade"}\n',
      ),
    }),
    'no-kind': plainChart('4.0.0', {
      'templates/kind.yaml':
        'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: x}\n',
    }),
    'bad-field': plainChart('5.0.0', {
      'templates/field.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nwhat: 1\n',
    }),
    'bad-template': plainChart('6.0.0', {
      'templates/fail.yaml': '{{ fail "no way" }}\n',
    }),
  },
  steps: [
    { title: 'install what fails', do: 'install', chart: 'bad' },
    { title: 'upgrade what failed', do: 'upgrade', chart: 'good' },
    { title: 'upgrade with what fails', do: 'upgrade', chart: 'bad' },
    {
      title: 'upgrade with what fails, cleaning up',
      do: 'upgrade',
      chart: 'bad',
      flags: { cleanupOnFail: true },
    },
    { title: 'upgrade with a bad hook', do: 'upgrade', chart: 'bad-hook' },
    {
      title: 'upgrade with a kind',
      do: 'upgrade',
      chart: 'no-kind',
      onlyReal,
    },
    { title: 'upgrade with a field', do: 'upgrade', chart: 'bad-field' },
    { title: 'upgrade with a template', do: 'upgrade', chart: 'bad-template' },
    {
      title: 'upgrade or roll back',
      do: 'upgrade',
      chart: 'bad',
      flags: { rollbackOnFailure: true, timeout: 5, wait: 'hookOnly' },
    },
    { title: 'roll back', do: 'rollback', version: 2 },
    { title: 'uninstall', do: 'uninstall' },
    { title: 'install with a bad hook', do: 'install', chart: 'bad-hook' },
    {
      title: 'install in place of what failed',
      do: 'install',
      chart: 'good',
      flags: { replace: true },
    },
    { title: 'uninstall', do: 'uninstall' },
    {
      title: 'install or undo',
      do: 'install',
      chart: 'bad',
      flags: { rollbackOnFailure: true, timeout: 5 },
    },
    {
      title: 'install with a kind',
      do: 'install',
      chart: 'no-kind',
      onlyReal,
    },
  ],
};

const ownership: Story = {
  name: 'ownership',
  release: 'web',
  charts: { one: plainChart('1.0.0'), two: plainChart('2.0.0') },
  before: context =>
    put(context, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web-settings', namespace: context.namespace },
    }),
  steps: [
    { title: 'install over a stranger', do: 'install', chart: 'one' },
    {
      title: 'install, taking ownership',
      do: 'install',
      chart: 'one',
      flags: { takeOwnership: true },
    },
    {
      title: 'change a field',
      do: 'edit',
      edit: async context => {
        const { namespace } = context;
        const content = { data: { greeting: 'mine' } };
        await put(context, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'web-settings', namespace },
          ...content,
        });
      },
    },
    { title: 'upgrade into a conflict', do: 'upgrade', chart: 'two' },
    {
      title: 'upgrade by force',
      do: 'upgrade',
      chart: 'two',
      flags: { forceConflicts: true },
    },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

const history: Story = {
  name: 'history',
  release: 'web',
  charts: {
    good: plainChart('1.0.0'),
    bad: plainChart('2.0.0', { 'templates/broken.yaml': broken }),
  },
  steps: [
    { title: 'install', do: 'install', chart: 'good' },
    ...[2, 3, 4, 5, 6].map(revision => ({
      title: `revision ${revision}`,
      do: 'upgrade' as const,
      chart: revision > 3 ? 'bad' : 'good',
      flags: { historyMax: 3, values: { revision } },
    })),
    {
      title: 'keep two',
      do: 'upgrade',
      chart: 'good',
      flags: { historyMax: 2 },
    },
    { title: 'roll back', do: 'rollback', flags: { historyMax: 2 } },
    { title: 'uninstall', do: 'uninstall' },
  ],
};

/** All stories. */
export const stories: readonly Story[] = [
  lifecycle,
  clientSide,
  failures,
  ownership,
  history,
  tests,
  definitions,
  pending,
  tooLarge,
  waiting,
  helm3,
  keep,
  adoption,
  stubborn,
  oddHooks,
  ...damageStories,
];
