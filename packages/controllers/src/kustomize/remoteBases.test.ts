import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '@sluice/sources/testing';
import { KustomizeCluster, eventually } from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

const base = (name: string) => ({
  files: {
    'kustomization.yaml': 'resources: [a.yaml]\n',
    'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`,
  },
});

describe('remote bases', () => {
  let root: string;
  let server: GitHttpServer;
  let cluster: KustomizeCluster;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-remote-cluster-'));
    server = await startGitHttpServer({ root });
    cluster = await KustomizeCluster.start();
  });
  afterAll(async () => {
    await cluster.stop();
    await server.close();
    rmSync(root, { recursive: true });
  });

  it('are fetched again at the interval, although the artifact is the same', async () => {
    const repository = await TestGitRepository.create(root, 'base');
    await repository.push(base('first'));
    const team = await cluster.team();
    await team.push({
      'kustomization.yaml': `resources: ["${server.url}/base.git"]\n`,
    });
    await team.apply('app', { interval: '1s' });
    const ids = async () => {
      const { status } = await team.untilReady('app', 'True');
      return status?.inventory?.entries.map(({ id }) => id.split('_')[1]);
    };
    expect(await ids()).toEqual(['first']);
    await repository.push(base('second'));
    await eventually(async () =>
      (await ids())?.includes('second') ? true : undefined,
    );
    expect(await ids()).toEqual(['second']);
  });
});
