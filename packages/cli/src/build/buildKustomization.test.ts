import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fluxCrds } from '@sluice/api/crds';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { RemoteBaseFetcher } from '@sluice/sources/remote';
import { awaitEstablished } from '../install/awaitEstablished';
import { buildKustomization } from './buildKustomization';

const { signal } = new AbortController();

describe('sluice build kustomization', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-ks-'));
    write(
      'app/config.yaml',
      configMap('config', '${region:=none} ${zone:=none}'),
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function configMap(name: string, value: string): string {
    return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;
  }

  function kustomization(
    name: string,
    spec: string,
    namespace = 'shop',
  ): string {
    return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  interval: 1m\n  prune: true\n  sourceRef: {kind: GitRepository, name: repository}\n${spec}`;
  }

  async function build(...argv: string[]) {
    let out = '';
    let err = '';
    const code = await buildKustomization(
      {
        argv,
        env: {},
        signal,
        stdout: text => {
          out += text;
        },
        stderr: text => {
          err += text;
        },
      },
      async () => new RemoteBaseFetcher(),
    );
    return { code, out, err };
  }

  const dry = (name: string, ...more: string[]) =>
    build(
      name,
      '--dry-run',
      '-n=shop',
      `--path=${join(root, 'app')}`,
      `--kustomization-file=${join(root, 'ks.yaml')}`,
      ...more,
    );

  it('builds from a file without a cluster, and leaves the directory as it was', async () => {
    write(
      'ks.yaml',
      `# two documents\n${kustomization(
        'other',
        '  path: ./x\n',
      )}---\n${kustomization(
        'app',
        '  targetNamespace: shop\n  commonMetadata: {annotations: {team: blue}}\n  postBuild: {substitute: {region: eu}}\n',
      )}`,
    );
    expect(await dry('app')).toEqual({
      code: 0,
      err: '',
      out: `apiVersion: v1
data:
  value: eu none
kind: ConfigMap
metadata:
  annotations:
    team: blue
  labels:
    kustomize.toolkit.fluxcd.io/name: app
    kustomize.toolkit.fluxcd.io/namespace: shop
  name: config
  namespace: shop
---
`,
    });
    expect(readdirSync(join(root, 'app'))).toEqual(['config.yaml']);
  });

  it('leaves files out as .sourceignore and the command line say', async () => {
    write('ks.yaml', kustomization('app', '  path: ./\n'));
    write('app/a/drop.yaml', configMap('drop', 'x'));
    write('app/a/keep.yaml', configMap('keep', 'x'));
    write('app/.sourceignore', 'drop.yaml\n');
    const names = async (...argv: string[]) =>
      [...(await dry('app', ...argv)).out.matchAll(/^ {2}name: (.*)$/gm)].map(
        match => match[1],
      );
    expect(await names()).toEqual(['keep', 'config']);
    expect(await names('--ignore-paths', '/config.yaml,!drop.yaml')).toEqual([
      'drop',
      'keep',
    ]);
  });

  it('builds the Kustomizations that are built, each once, and never for ever', async () => {
    write('ks.yaml', kustomization('app', '  path: ./app\n'));
    write('app/inner.yaml', kustomization('inner', '  path: ./inner\n'));
    write('inner/map.yaml', configMap('inner', 'y'));
    const sources = `--local-sources=GitRepository/shop/repository=${root}`;
    const { out } = await dry('app', '-r', sources);
    expect(out.match(/^kind: .*$/gm)).toEqual([
      'kind: ConfigMap',
      'kind: Kustomization',
      'kind: ConfigMap',
    ]);
    expect(out).toContain('kustomize.toolkit.fluxcd.io/name: inner');
    expect((await dry('app', '-r')).err).toBe(
      '✗ cannot get local path for GitRepository/shop/repository of kustomization inner\n',
    );
    write('inner/back.yaml', kustomization('app', '  path: ./app\n'));
    expect((await dry('app', '-r', sources)).err).toContain(
      'lead to one another',
    );
  });

  it('says what is wrong, as the original does', async () => {
    write(
      'ks.yaml',
      kustomization('app', '  postBuild: {substituteStrategy: Always}\n'),
    );
    write('app/config.yaml', configMap('config', '${region}'));
    expect((await dry('app', '--strict-substitute')).err).toMatch(
      /^✗ var substitution failed for 'config': envsubst error: variable substitution failed: /,
    );
    expect((await dry('app', '--timeout=5x')).err).toContain(
      'invalid argument "5x" for "--timeout" flag: time: unknown unit "x" in duration "5x"',
    );
    expect((await dry('app', '--timeout=1h30m')).err).not.toContain('timeout');
    expect((await dry('nobody')).err).toContain(
      "failed find kustomization with name 'nobody' and namespace 'shop' in file",
    );
    expect((await build()).err).toBe('✗ kustomization name is required\n');
    expect((await build('app')).err).toBe('✗ invalid resource path ""\n');
    expect((await build('app', '--path', root, '--dry-run')).err).toBe(
      '✗ dry-run mode requires a kustomization file\n',
    );
    write('ks.yaml', kustomization('app', '  path: [x]\n'));
    expect((await dry('app')).err).toContain('spec.path is not a text');
  });

  describe('with a cluster', () => {
    let api: ApiServer;

    beforeAll(async () => {
      api = await startApiServer({ log: () => undefined });
    });
    afterAll(() => api.stop());

    it('takes the Kustomization and the variables from it', async () => {
      const kubeconfig = join(root, 'kubeconfig');
      writeFileSync(kubeconfig, api.kubeconfig('admin', ['system:masters']));
      const client = createClient({
        connection: await loadConnection({ kubeconfig }),
        userAgent: 'test',
      });
      const map = (
        name: string,
        data: object,
      ): KubernetesObject & { data: object } => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'shop' },
        data,
      });
      const crds = fluxCrds();
      const objects: KubernetesObject[] = [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        ...crds,
        map('variables', { region: 'eu', zone: 'a' }),
      ];
      for (const object of objects) {
        await client.apply(object, { fieldManager: 'test', signal });
      }
      await awaitEstablished(
        client,
        crds.map(crd => crd.metadata.name ?? ''),
        signal,
      );
      const argv = [
        'app',
        '-n=shop',
        `--path=${join(root, 'app')}`,
        `--kubeconfig=${kubeconfig}`,
      ];
      expect((await build(...argv)).err).toBe(
        '✗ failed to get kustomization object: kustomizations.kustomize.toolkit.fluxcd.io "app" not found\n',
      );
      const live: KubernetesObject & { spec: object } = {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'app', namespace: 'shop' },
        spec: {
          interval: '1m',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'repository' },
          postBuild: {
            substitute: { zone: 'b' },
            substituteFrom: [
              { kind: 'ConfigMap', name: 'variables' },
              { kind: 'Secret', name: 'absent', optional: true },
            ],
          },
        },
      };
      // What is served is asked anew: the first client may not know the new kinds yet.
      const later = createClient({
        connection: await loadConnection({ kubeconfig }),
        userAgent: 'test',
      });
      await later.apply(live, { fieldManager: 'test', signal });
      await later.close();
      const { code, out, err } = await build(...argv);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('  value: eu b\n');
      await client.close();
    });
  });
});
