import { parseInventoryEntry } from './inventory';
import { podProblem, splitImage } from './workload';

describe('parseInventoryEntry', () => {
  it.each([
    [
      { id: 'ns_web_apps_Deployment', v: 'v1' },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'ns',
        name: 'web',
      },
    ],
    [
      { id: '_team-a__Namespace', v: 'v1' },
      { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'team-a' },
    ],
    [
      { id: '_system__x_rbac.authorization.k8s.io_ClusterRole', v: 'v1' },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        namespace: '',
        name: 'system:x',
      },
    ],
  ])('reads %j', (entry, expected) => {
    expect(parseInventoryEntry(entry)).toEqual(expected);
  });

  it.each(['', 'x', 'a_b', 'a_b_c'])('refuses %j', id => {
    expect(parseInventoryEntry({ id, v: 'v1' })).toBeUndefined();
  });
});

describe('splitImage', () => {
  it.each([
    ['nginx', {}],
    ['nginx:1.25', { tag: '1.25' }],
    ['registry:5000/app', {}],
    ['registry:5000/app:v1@sha256:ab', { tag: 'v1', digest: 'sha256:ab' }],
  ])('splits %s', (image, expected) => {
    expect(splitImage(image)).toEqual(expected);
  });
});

describe('podProblem', () => {
  const pod = (status: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    status,
  });

  it('names what a container waits for', () => {
    expect(
      podProblem(
        pod({
          containerStatuses: [
            {
              name: 'main',
              state: {
                waiting: { reason: 'ImagePullBackOff', message: 'Back-off' },
              },
            },
          ],
        }),
      ),
    ).toEqual({ reason: 'ImagePullBackOff', message: 'Back-off' });
  });

  it('does not call a container that is being created a problem', () => {
    expect(
      podProblem(
        pod({
          containerStatuses: [
            {
              name: 'main',
              state: { waiting: { reason: 'ContainerCreating' } },
            },
          ],
        }),
      ),
    ).toBeUndefined();
  });
});
