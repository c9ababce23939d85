import type { KubernetesObject } from '@sluice/kubernetes';
import { chartOf, configMapText, openStage } from '../testing/release-stage';
import { ActionError } from './error';
import { install } from './install';
import { testLogs, testRelease } from './test-release';
import { uninstall } from './uninstall';

function hookText(
  name: string,
  events: string,
  rest: Readonly<Record<string, string>> = {},
): string {
  return configMapText(name, name, { 'helm.sh/hook': events, ...rest });
}

function podText(name: string, annotations: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations: ${annotations}
spec:
  containers: [{ name: main, image: example.com/test }]
`;
}

const weight = (value: number) => ({ 'helm.sh/hook-weight': String(value) });
const policy = (value: string) => ({ 'helm.sh/hook-delete-policy': value });

/** What was written and deleted, Secrets left out. */
function writes(stage: Awaited<ReturnType<typeof openStage>>): string[] {
  return stage.cluster
    .summary()
    .filter(line => !line.startsWith('get') && !line.includes('Secret'));
}

/** Ends Pods as soon as they are made. */
function endPods(
  stage: Awaited<ReturnType<typeof openStage>>,
  phaseOf: (pod: string) => string,
): void {
  stage.cluster.intercept = ({ verb, type, name }, body) => {
    if (verb !== 'apply' || type.kind !== 'Pod' || !body) return;
    const ended: KubernetesObject = body;
    Object.assign(ended, { status: { phase: phaseOf(name) } });
  };
}

describe('hooks', () => {
  it('run by weight, then by name, before and after the rest', async () => {
    const stage = await openStage();
    const chart = chartOf({
      'a.yaml': configMapText('plain', '1'),
      'b.yaml': hookText('z-first', 'pre-install', weight(-1)),
      'c.yaml': hookText('b-second', 'pre-install', weight(3)),
      'd.yaml': hookText('a-second', 'pre-install', weight(3)),
      'e.yaml': hookText('after', 'post-install', policy('hook-succeeded')),
      'f.yaml': hookText('never', 'post-upgrade'),
    });
    const release = await install(stage.config, { name: 'web', chart });
    expect(writes(stage)).toEqual([
      'create Namespace/apps',
      'delete ConfigMap/z-first',
      'apply ConfigMap/z-first',
      'delete ConfigMap/a-second',
      'apply ConfigMap/a-second',
      'delete ConfigMap/b-second',
      'apply ConfigMap/b-second',
      'apply ConfigMap/plain',
      'apply ConfigMap/after',
      'delete ConfigMap/after',
    ]);
    const run = release.hooks.find(({ name }) => name === 'z-first');
    expect(run).toMatchObject({
      deletePolicies: ['before-hook-creation'],
      lastRun: {
        phase: 'Succeeded',
        startedAt: '2026-01-01T00:00:00Z',
        completedAt: '2026-01-01T00:00:00Z',
      },
    });
    expect(
      release.hooks.find(({ name }) => name === 'never')?.lastRun.phase,
    ).toBe('');
  });

  it('that fail end the action; what succeeded before is deleted by its policy', async () => {
    const stage = await openStage();
    const output: string[] = [];
    endPods(stage, () => 'Failed');
    stage.cluster.logs.set('apps/check', 'no luck');
    const config = Object.assign(stage.config, {
      hookOutput: (text: string) => output.push(text),
    });
    const chart = chartOf({
      'a.yaml': configMapText('plain', '1'),
      'b.yaml': hookText('early', 'pre-install', policy('hook-succeeded')),
      'c.yaml': podText(
        'check',
        '{ helm.sh/hook: pre-install, helm.sh/hook-weight: "1", helm.sh/hook-delete-policy: hook-failed, helm.sh/hook-output-log-policy: hook-failed }',
      ),
    });
    await expect(install(config, { name: 'web', chart })).rejects.toThrow(
      'failed pre-install: resource Pod/apps/check not ready. status: Failed, message: pod check failed',
    );
    expect(stage.object('ConfigMap', 'plain')).toBeUndefined();
    expect(stage.object('ConfigMap', 'early')).toBeUndefined();
    expect(stage.object('Pod', 'check')).toBeUndefined();
    expect(output).toEqual(['no luck']);
    const release = await stage.config.releases.last('web');
    expect(release.hooks.map(hook => hook.lastRun.phase)).toEqual([
      'Succeeded',
      'Failed',
    ]);
  });

  it('that cannot be made are told as Helm tells them', async () => {
    const stage = await openStage();
    stage.cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name === 'early') throw new Error('no way');
    };
    const chart = chartOf({ 'b.yaml': hookText('early', 'pre-install') });
    const failure = install(stage.config, { name: 'web', chart });
    await expect(failure).rejects.toBeInstanceOf(ActionError);
    await expect(failure).rejects.toThrow(
      'failed pre-install: warning: Hook pre-install app/templates/b.yaml failed: server-side apply failed for object apps/early /v1, Kind=ConfigMap: no way',
    );
  });

  it('do not run when they are disabled', async () => {
    const stage = await openStage();
    const chart = chartOf({ 'b.yaml': hookText('early', 'pre-install') });
    await install(stage.config, { name: 'web', chart, disableHooks: true });
    expect(stage.object('ConfigMap', 'early')).toBeUndefined();
  });

  it('of an uninstall run around it, and do not keep it from going', async () => {
    const stage = await openStage();
    const chart = chartOf({
      'a.yaml': configMapText('plain', '1'),
      'b.yaml': hookText('before', 'pre-delete'),
      'c.yaml': hookText('after', 'post-delete'),
    });
    await install(stage.config, { name: 'web', chart });
    stage.cluster.clearRequests();
    stage.cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name === 'after') throw new Error('no way');
    };
    await expect(uninstall(stage.config, { name: 'web' })).rejects.toThrow(
      'uninstallation completed with 1 error(s): warning: Hook post-delete app/templates/c.yaml failed: server-side apply failed',
    );
    expect(writes(stage)).toEqual([
      'delete ConfigMap/before',
      'apply ConfigMap/before',
      'delete ConfigMap/plain',
      'delete ConfigMap/after',
      'apply ConfigMap/after',
    ]);
    await expect(stage.revisions()).rejects.toThrow('release: not found');
  });
});

describe('tests of a release', () => {
  const chart = chartOf({
    'a.yaml': podText('one', '{ helm.sh/hook: test }'),
    'b.yaml': podText('two', '{ helm.sh/hook: test-success }'),
  });

  it('are written down, and their logs can be read', async () => {
    const stage = await openStage();
    endPods(stage, () => 'Succeeded');
    stage.cluster.logs.set('apps/one', 'fine');
    await install(stage.config, { name: 'web', chart });
    const { release, failure, finish } = await testRelease(stage.config, {
      name: 'web',
      exclude: ['two'],
    });
    await finish();
    expect(failure).toBeUndefined();
    expect(release.hooks.map(h => `${h.name} ${h.lastRun.phase}`)).toEqual([
      'two ',
      'one Succeeded',
    ]);
    const logs: string[] = [];
    const read = async (include?: string[]) => {
      for await (const text of testLogs(stage.config, release, { include })) {
        logs.push(text);
      }
    };
    await read(['one']);
    expect(logs).toEqual(['POD LOGS: one\nfine\n']);
    const stored = await stage.config.releases.last('web');
    expect(stored.hooks[1].lastRun.phase).toBe('Succeeded');
    await expect(read()).rejects.toThrow('unable to get pod logs for two: ');
  });

  it('that fail are told, and written down, too', async () => {
    const stage = await openStage();
    endPods(stage, pod => (pod === 'one' ? 'Failed' : 'Succeeded'));
    await install(stage.config, { name: 'web', chart });
    const { failure } = await testRelease(stage.config, { name: 'web' });
    expect(failure).toMatchObject({
      message:
        'resource Pod/apps/one not ready. status: Failed, message: pod one failed',
    });
    const stored = await stage.config.releases.last('web');
    expect(stored.hooks.map(h => h.lastRun.phase)).toEqual(['Failed', '']);
    expect(stored.info.status).toBe('deployed');
  });
});
