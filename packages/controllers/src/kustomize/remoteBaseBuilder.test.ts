import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '@sluice/sources/testing';
import type { BuildRequest } from './build';
import { buildInProcess } from './buildInProcess';
import { RemoteBaseBuilder } from './remoteBaseBuilder';

const { signal } = new AbortController();

describe('RemoteBaseBuilder', () => {
  let root: string;
  let server: GitHttpServer;
  let repository: TestGitRepository;
  const inProcess = {
    build: async (request: BuildRequest) => buildInProcess(request),
    stop: async () => undefined,
  };
  const builder = new RemoteBaseBuilder(inProcess, { publicOnly: false });

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-remote-builder-'));
    server = await startGitHttpServer({ root });
    repository = await TestGitRepository.create(root, 'base');
    await repository.push({
      files: {
        'kustomization.yaml': 'resources: [a.yaml]\n',
        'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      },
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  function requestFor(address: string): BuildRequest {
    const directory = mkdtempSync(join(root, 'artifact-'));
    writeFileSync(
      join(directory, 'kustomization.yaml'),
      `resources: ["${address}"]\nnamePrefix: pre-\n`,
    );
    return {
      directory,
      displayRoot: '/tmp/x',
      path: '',
      kustomization: {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'app', namespace: 'ns' },
        spec: {
          interval: '1h',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'src' },
        },
      },
      variables: { values: {} },
      strictSubstitutions: true,
    };
  }

  it('builds what has to be fetched, each time as it is now', async () => {
    const request = requestFor(`${server.url}/base.git`);
    expect(await builder.build(request, signal)).toMatchObject({
      objects: [{ metadata: { name: 'pre-a' } }],
      remote: true,
    });
    await repository.push({
      files: {
        'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n',
      },
    });
    expect(await builder.build(request, signal)).toMatchObject({
      objects: [{ metadata: { name: 'pre-b' } }],
    });
  });

  it('says that nothing was fetched where nothing was', async () => {
    const request = requestFor('a.yaml');
    writeFileSync(
      join(request.directory, 'a.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    );
    expect(await builder.build(request, signal)).not.toHaveProperty('remote');
  });

  it('fetches from nowhere but the web, and tells no password', async () => {
    const failure = async (address: string): Promise<string> => {
      try {
        await builder.build(requestFor(address), signal);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'built';
    };
    expect(await failure(`file://${root}/base.git`)).toContain(
      "transport 'file' not allowed",
    );
    expect(await failure('git@127.0.0.1:org/base')).toContain(
      "transport 'ssh' not allowed",
    );
    const withPassword = `http://ada:s3cret@127.0.0.1:${server.port}`;
    const refused = await failure(`${withPassword}/none.git`);
    expect(refused).toMatch(/^kustomize build failed: accumulating resources/);
    expect(refused).not.toContain('s3cret');
  });

  it('leaves refusing to the builder that fetches nothing', async () => {
    await expect(
      inProcess.build(requestFor(`${server.url}/base.git`)),
    ).rejects.toThrow('is remote: only files of the source itself');
  });
});
