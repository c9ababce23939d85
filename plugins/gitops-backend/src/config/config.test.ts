import { ConfigReader } from '@backstage/config';
import { readClusters } from './clusters';
import { environmentOf, readEnvironments } from './environments';

const clusters = (...entries: object[]) =>
  readClusters(
    new ConfigReader({
      gitops: { clusters: JSON.parse(JSON.stringify(entries)) },
    }),
  );

describe('readClusters', () => {
  it('fills in what is left out', () => {
    expect(clusters({ name: 'a', kubeconfig: '/k' })).toEqual([
      {
        name: 'a',
        title: 'a',
        mode: 'observe',
        access: { kind: 'kubeconfig', path: '/k', context: undefined },
        controllers: {
          enabled: true,
          runtimeNamespace: 'flux-system',
          args: [],
        },
        allowedOrigins: [],
      },
    ]);
  });

  it.each([
    [{ name: 'a' }, /needs exactly one of kubeconfig, url and inCluster/],
    [
      { name: 'a', kubeconfig: '/k', inCluster: true },
      /needs exactly one of kubeconfig/,
    ],
    [{ name: 'a/b', kubeconfig: '/k' }, /must consist of lower case letters/],
    [{ name: 'a', kubeconfig: '/k', mode: 'x' }, /mode "x" of the cluster a/],
    [{ name: 'a', url: 'https://a' }, /serviceAccountToken/],
  ])('refuses %j', (entry, message) => {
    expect(() => clusters(entry)).toThrow(message);
  });

  it('refuses two clusters of one name', () => {
    const entry = { name: 'a', inCluster: true };
    expect(() => clusters(entry, entry)).toThrow(/two clusters are called a/);
  });
});

describe('environments', () => {
  const environments = readEnvironments(
    new ConfigReader({
      gitops: {
        environments: [
          { name: 'production', match: { path: '**/overlays/production' } },
          {
            name: 'staging',
            title: 'Staging',
            match: { cluster: 'eu-*', labels: { stage: 'staging' } },
          },
          { name: 'rest', match: { namespace: 'team-*' } },
        ],
      },
    }),
    [],
  );
  const subject = { cluster: 'eu-1', namespace: 'x', path: './', labels: {} };

  it.each([
    [{ path: './apps/overlays/production' }, 'production'],
    [{ path: 'overlays/production/' }, 'production'],
    [{ path: './apps/overlays/production-two' }, undefined],
    [{ labels: { stage: 'staging' } }, 'staging'],
    [{ labels: { stage: 'staging' }, cluster: 'us-1' }, undefined],
    [{ namespace: 'team-a' }, 'rest'],
  ])('matches %j with %s', (change, name) => {
    expect(environmentOf(environments, { ...subject, ...change })?.name).toBe(
      name,
    );
  });

  it('takes the first that matches', () => {
    expect(
      environmentOf(environments, {
        cluster: 'eu-1',
        namespace: 'team-a',
        path: 'overlays/production',
        labels: { stage: 'staging' },
      })?.name,
    ).toBe('production');
  });

  it('has one environment for each cluster when none is configured', () => {
    const [only] = readEnvironments(
      new ConfigReader({}),
      clusters({ name: 'a', title: 'Cluster A', inCluster: true }),
    );
    expect(only.title).toBe('Cluster A');
    expect(only.matches({ ...subject, cluster: 'a' })).toBe(true);
    expect(only.matches(subject)).toBe(false);
  });
});
