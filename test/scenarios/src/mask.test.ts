import { maskObject, maskText, withSortedManagers } from './mask';

const options = { gitUrl: 'http://127.0.0.1:4711' };

describe('masks', () => {
  it.each([
    [
      'Health check passed in 1.204553ms',
      'Health check passed in {{duration}}',
    ],
    [
      'Reconciliation finished in 1m0.5s, next run in 1h0m0s',
      'Reconciliation finished in {{duration}}, next run in 1h0m0s',
    ],
    [
      'health check failed after 30.1s: timeout',
      'health check failed after {{duration}}: timeout',
    ],
    ['with a timeout of 30s', 'with a timeout of 30s'],
    [
      "unable to clone 'http://127.0.0.1:4711/a.git'",
      "unable to clone '{{git}}/a.git'",
    ],
    ['stat /tmp/kustomization-1234/app: gone', 'stat {{tmp}}/app: gone'],
    ["not in or below '/tmp/kustomization-1'", "not in or below '{{tmp}}'"],
    ['a 2378a0b6-c711-4056-a91e-7156ac1707d9 b', 'a {{uid}} b'],
  ])('%s', (text, masked) => {
    expect(maskText(text, options)).toBe(masked);
  });

  it('keep the state of Flux, without times and identities', () => {
    expect(
      maskObject(
        {
          apiVersion: 'source.toolkit.fluxcd.io/v1',
          kind: 'GitRepository',
          metadata: {
            name: 'a',
            uid: 'u',
            resourceVersion: '1',
            creationTimestamp: 't',
            managedFields: [{ manager: 'x' }],
          },
          status: {
            artifact: { revision: 'r', digest: 'd', url: 'u', size: 1 },
            conditions: [{ type: 'Ready', lastTransitionTime: 't' }],
          },
        },
        options,
      ),
    ).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'a' },
      status: {
        artifact: { revision: 'r' },
        conditions: [{ type: 'Ready' }],
      },
    });
  });

  it('keep the managers of other objects, without what controllers made of them', () => {
    expect(
      maskObject(
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            name: 'a',
            annotations: { 'deployment.kubernetes.io/revision': '1' },
            managedFields: [
              { manager: 'kube-controller-manager', operation: 'Update' },
              { manager: 'a', operation: 'Apply', time: 't' },
            ],
          },
          spec: { clusterIP: '10.0.0.1', clusterIPs: [], type: 'ClusterIP' },
          status: { loadBalancer: {} },
        },
        options,
      ),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'a',
        managedFields: [{ manager: 'a', operation: 'Apply' }],
      },
      spec: { type: 'ClusterIP' },
    });
  });

  it('give managers an order of their own', () => {
    const managers = ['scenario', 'kustomize-controller'].map(manager => ({
      manager,
      operation: 'Apply',
    }));
    expect(
      withSortedManagers({ metadata: { managedFields: managers } }),
    ).toEqual({ metadata: { managedFields: [managers[1], managers[0]] } });
    expect(withSortedManagers(null)).toBeNull();
  });
});
