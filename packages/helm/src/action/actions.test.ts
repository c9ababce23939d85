import { fromJson } from '@sluice/golang/value';
import {
  chartOf,
  configMapText,
  openStage,
  plainRelease,
} from '../testing/release-stage';
import { Configuration } from './configuration';
import { install } from './install';
import { getValues, getMetadata } from './inspect';
import { listReleases } from './list-releases';
import { rollback } from './rollback';
import { getStatus } from './status';
import { uninstall } from './uninstall';
import { upgrade } from './upgrade';
import { upgradeOrInstall } from './upgrade-or-install';

function valuesOf(json: Record<string, string>) {
  const values = fromJson(json);
  return values instanceof Map ? values : new Map();
}

const templated = configMapText('settings', '{{ .Values.value }}').replace(
  '\ndata:',
  '\ndata:\n  revision: {{ .Release.Revision | quote }}',
);
const chart = chartOf(
  { 'a.yaml': templated },
  { 'values.yaml': 'value: default\n' },
);
const two = chartOf({
  'a.yaml': configMapText('settings', 'two'),
  'b.yaml': configMapText('more', 'two'),
});

describe('a release', () => {
  it('is installed, upgraded, rolled back and uninstalled', async () => {
    const stage = await openStage();
    const { config } = stage;
    await install(config, { name: 'web', chart });
    expect(stage.object('ConfigMap', 'settings')).toMatchObject({
      data: { value: 'default', revision: '1' },
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: {
          'meta.helm.sh/release-name': 'web',
          'meta.helm.sh/release-namespace': 'apps',
        },
        managedFields: [{ manager: 'helm', operation: 'Apply' }],
      },
    });
    await upgrade(config, { name: 'web', chart: two });
    expect(stage.object('ConfigMap', 'more')).toBeDefined();
    await rollback(config, { name: 'web' });
    expect(stage.object('ConfigMap', 'more')).toBeUndefined();
    expect(await stage.revisions()).toEqual([
      'superseded: Install complete',
      'superseded: Upgrade complete',
      'deployed: Rollback to 1',
    ]);
    await uninstall(config, { name: 'web', keepHistory: true });
    expect(stage.object('ConfigMap', 'settings')).toBeUndefined();
    expect((await stage.revisions()).at(-1)).toBe(
      'uninstalled: Uninstallation complete',
    );
    await uninstall(config, { name: 'web' });
    await expect(stage.revisions()).rejects.toThrow('release: not found');
  });

  it('is pending before anything of it is applied', async () => {
    const stage = await openStage();
    const seen: string[] = [];
    stage.cluster.intercept = async ({ verb, type, name }) => {
      if (verb === 'apply' && type.kind === 'ConfigMap') {
        const secret = stage.object('Secret', 'sh.helm.release.v1.web.v1');
        seen.push(`${name} ${secret?.metadata.labels?.status}`);
      }
    };
    await install(stage.config, { name: 'web', chart });
    expect(seen).toEqual(['settings pending-install']);
  });

  it.each(['pending-install', 'pending-upgrade', 'pending-rollback'] as const)(
    'that is left %s is not upgraded, but rolled back or uninstalled',
    async status => {
      const stage = await openStage();
      const { config } = stage;
      await install(config, { name: 'web', chart });
      await config.releases.create(plainRelease('web', 2, status));
      await expect(upgrade(config, { name: 'web', chart })).rejects.toThrow(
        'another operation (install/upgrade/rollback) is in progress',
      );
      await expect(install(config, { name: 'web', chart })).rejects.toThrow(
        'release name check failed: cannot reuse a name that is still in use',
      );
      await rollback(config, { name: 'web', version: 1 });
      expect((await stage.revisions()).at(-1)).toBe('deployed: Rollback to 1');
      await uninstall(config, { name: 'web' });
    },
  );

  it('that fails says why, and is upgraded from what it tried', async () => {
    const stage = await openStage();
    const { config, cluster } = stage;
    cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name === 'settings') throw new Error('no way');
    };
    const failure =
      'server-side apply failed for object apps/settings /v1, Kind=ConfigMap: no way';
    await expect(install(config, { name: 'web', chart })).rejects.toMatchObject(
      { message: failure, release: { info: { status: 'failed' } } },
    );
    expect(await stage.revisions()).toEqual([
      `failed: Release "web" failed: ${failure}`,
    ]);
    cluster.intercept = () => undefined;
    await upgrade(config, { name: 'web', chart });
    expect((await stage.revisions()).at(-1)).toBe('deployed: Upgrade complete');
  });

  it('is undone when it fails and that was asked', async () => {
    const stage = await openStage();
    const { config, cluster } = stage;
    cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name === 'more') throw new Error('no way');
    };
    await expect(
      install(config, {
        name: 'web',
        chart: two,
        rollbackOnFailure: true,
        waitStrategy: 'legacy',
      }),
    ).rejects.toThrow(
      'release web failed, and has been uninstalled due to rollback-on-failure being set: server-side apply failed',
    );
    expect(stage.object('ConfigMap', 'settings')).toBeUndefined();
    await install(config, { name: 'web', chart });
    await expect(
      upgrade(config, {
        name: 'web',
        chart: two,
        rollbackOnFailure: true,
        waitStrategy: 'legacy',
      }),
    ).rejects.toThrow(
      'release web failed, and has been rolled back due to rollback-on-failure being set: failed to create resource: server-side apply failed',
    );
    expect(stage.object('ConfigMap', 'settings')).toMatchObject({
      data: { value: 'default' },
    });
    expect((await stage.revisions()).map(r => r.split(':')[0])).toEqual([
      'superseded',
      'failed',
      'deployed',
    ]);
  });

  it('that is cancelled is written down as failed', async () => {
    const stage = await openStage();
    const { config, cluster } = stage;
    const controller = new AbortController();
    cluster.intercept = ({ verb, name }) => {
      if (verb === 'apply' && name === 'settings') {
        controller.abort();
        controller.signal.throwIfAborted();
      }
    };
    await expect(
      install(config, { name: 'web', chart, signal: controller.signal }),
    ).rejects.toThrow('context canceled');
    expect(await stage.revisions()).toEqual([
      'failed: Release "web" failed: context canceled',
    ]);
  });

  it('does not take what belongs to others, unless it is told to', async () => {
    const stage = await openStage();
    const { config } = stage;
    await config.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'apps', labels: { a: 'b' } },
    });
    await expect(install(config, { name: 'web', chart })).rejects.toThrow(
      'unable to continue with install: ConfigMap "settings" in namespace "apps" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "web"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "apps"',
    );
    await expect(stage.revisions()).rejects.toThrow('release: not found');
    await install(config, { name: 'web', chart, takeOwnership: true });
    expect(stage.object('ConfigMap', 'settings')).toMatchObject({
      metadata: { labels: { a: 'b', 'app.kubernetes.io/managed-by': 'Helm' } },
    });
  });

  it('keeps, resets or reuses values', async () => {
    const { config } = await openStage();
    const name = 'web';
    await install(config, {
      name,
      chart,
      values: valuesOf({ a: '1', b: '1' }),
    });
    const current = async () =>
      Object.fromEntries(await getValues(config, { name }));
    await upgrade(config, { name, chart });
    expect(await current()).toEqual({ a: '1', b: '1' });
    const values = valuesOf({ b: '2' });
    await upgrade(config, { name, chart, values, reuseValues: true });
    expect(await current()).toEqual({ a: '1', b: '2' });
    expect(Object.fromEntries(values)).toEqual({ b: '2' });
    await upgrade(config, {
      name,
      chart,
      values: valuesOf({ c: '3' }),
      resetThenReuseValues: true,
    });
    expect(await current()).toEqual({ a: '1', b: '2', c: '3' });
    await upgrade(config, { name, chart, resetValues: true });
    expect(await current()).toEqual({});
    expect(
      Object.fromEntries(await getValues(config, { name, all: true })),
    ).toEqual({ value: 'default' });
  });

  it('is only tried in a dry run', async () => {
    const stage = await openStage();
    const { config, cluster } = stage;
    for (const dryRun of ['client', 'server'] as const) {
      cluster.clearRequests();
      const release = await install(config, { name: 'web', chart, dryRun });
      expect(release.info).toMatchObject({
        status: 'pending-install',
        description: 'Dry run complete',
      });
      expect(cluster.requests.every(({ verb }) => verb === 'get')).toBe(true);
    }
  });

  it('is waited for as the caller waits', async () => {
    const { config: plain } = await openStage();
    const waited: string[] = [];
    const config = new Configuration({
      client: plain.client,
      namespace: 'apps',
      createWaiter: strategy => ({
        waitWithJobs: async () => {},
        watchUntilReady: async () => {},
        waitForDelete: async () => {},
        wait: async resources => {
          waited.push(`${strategy} ${resources.map(({ name }) => name)}`);
          throw new Error('not healthy');
        },
      }),
    });
    await expect(install(config, { name: 'web', chart })).rejects.toThrow(
      'not healthy',
    );
    expect(waited).toEqual(['hookOnly settings']);
  });

  it('leaves what is to be kept', async () => {
    const stage = await openStage();
    const { config } = stage;
    const kept = chartOf({
      'a.yaml': configMapText('kept', '1', {
        'helm.sh/resource-policy': 'keep',
      }),
      'b.yaml': configMapText('gone', '1'),
    });
    await install(config, { name: 'web', chart: kept });
    const result = await uninstall(config, { name: 'web' });
    expect(result?.info).toBe(
      'These resources were kept due to the resource policy:\n[ConfigMap] kept\n',
    );
    expect(stage.object('ConfigMap', 'kept')).toBeDefined();
    expect(stage.object('ConfigMap', 'gone')).toBeUndefined();
  });

  it('is installed by an upgrade that may, and listed', async () => {
    const { config } = await openStage();
    await upgradeOrInstall(config, { name: 'web', chart });
    await upgradeOrInstall(config, {
      name: 'web',
      chart,
      labels: new Map([['team', 'a']]),
    });
    await upgradeOrInstall(config, {
      name: 'api',
      chart: chartOf({ 'a.yaml': configMapText('api', '1') }),
    });
    const names = async (options?: Parameters<typeof listReleases>[1]) =>
      (await listReleases(config, options)).map(r => `${r.name}.${r.version}`);
    expect(await names()).toEqual(['api.1', 'web.2']);
    expect(await names({ reverse: true, limit: 1 })).toEqual(['web.2']);
    expect(await names({ filter: '^a' })).toEqual(['api.1']);
    expect(await names({ selector: 'team in (a, b)' })).toEqual(['web.2']);
    expect(await names({ statuses: ['superseded'] })).toEqual(['web.1']);
    const { resources } = (await getStatus(config, { name: 'api' })).info;
    expect(Object.keys(resources ?? {})).toEqual(['v1/ConfigMap']);
    expect(await getMetadata(config, { name: 'web' })).toMatchObject({
      chart: 'app',
      version: '1.0.0',
      revision: 2,
      status: 'deployed',
      applyMethod: 'ssa',
      deployedAt: '2026-01-01T00:00:00Z',
    });
  });

  it('that the storage has already is not made twice', async () => {
    const { config, cluster } = await openStage();
    await install(config, { name: 'web', chart });
    cluster.intercept = async ({ verb, type }) => {
      if (verb !== 'create' || type.kind !== 'Secret') return;
      cluster.intercept = () => undefined;
      // Somebody else was faster by a moment.
      await config.releases.create(plainRelease('web', 2, 'pending-upgrade'));
    };
    await expect(upgrade(config, { name: 'web', chart: two })).rejects.toThrow(
      'release: already exists',
    );
  });
});
