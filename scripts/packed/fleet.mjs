/** The Git repository of the test and the objects that a cluster needs to deliver it. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../toolchain.mjs';

const identity = {
  GIT_AUTHOR_NAME: 'Paula Packer',
  GIT_AUTHOR_EMAIL: 'paula@example.com',
  GIT_COMMITTER_NAME: 'Paula Packer',
  GIT_COMMITTER_EMAIL: 'paula@example.com',
  GIT_CONFIG_NOSYSTEM: '1',
};

export const namespace = 'podinfo';
export const name = 'podinfo';

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name,
};

export const kustomization = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace,
  name,
};

/** Makes `<gitRoot>/fleet.git` from `fleet/`. */
export async function createRepository(gitRoot, processes) {
  const work = join(gitRoot, 'work');
  mkdirSync(work, { recursive: true });
  cpSync(join(root, 'test', 'packed', 'fleet'), work, { recursive: true });
  const git = (...args) =>
    processes.run('git', args, { cwd: work, env: { ...identity, HOME: work } });
  await git('init', '--quiet', '-b', 'main');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'Deliver podinfo');
  await git('clone', '--quiet', '--bare', '.', join(gitRoot, 'fleet.git'));
}

/** The namespace of a team, its source and its Kustomization. */
export function clusterObjects(gitUrl) {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'sluice.dev/owner': 'team-a' } },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name, namespace },
      spec: {
        interval: '1h',
        url: `${gitUrl}/fleet.git`,
        ref: { branch: 'main' },
      },
    },
    {
      apiVersion: kustomization.apiVersion,
      kind: kustomization.kind,
      metadata: { name, namespace },
      spec: {
        interval: '1h',
        path: './apps/podinfo',
        prune: true,
        wait: true,
        timeout: '2m',
        sourceRef: { kind: 'GitRepository', name },
      },
    },
  ];
}
