import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { baselineOf, judgeDrift, watchedMetadata } from './driftJudge';

const fields = { 'f:data': { 'f:password': {} } };

function secret(
  resourceVersion: string,
  ownFields: typeof fields | Record<string, never>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'login',
      namespace: 'apps',
      uid: 'u-1',
      resourceVersion,
      annotations: { 'last-applied': '{"password":"hunter2"}' },
      managedFields: [
        {
          manager: 'kustomize-controller',
          operation: 'Apply',
          time: '2026-01-01T00:00:00Z',
          fieldsV1: ownFields,
        },
        { manager: 'helper', operation: 'Update', fieldsV1: fields },
      ],
    },
  };
}

describe('what is kept of watched metadata', () => {
  it('holds neither annotations nor the names of fields', () => {
    const kept = JSON.stringify(watchedMetadata(secret('1', fields)));
    expect(kept).not.toContain('hunter2');
    expect(kept).not.toContain('f:password');
    expect(kept).toContain('helper');
  });

  it('is enough to see that nothing of ours was changed', () => {
    const baseline = baselineOf(secret('1', fields));
    const later = watchedMetadata(secret('2', fields));
    expect(judgeDrift(later, baseline, 'apps/app', [])).toBeUndefined();
  });

  it('is enough to see that somebody took one of our fields', () => {
    const baseline = baselineOf(secret('1', fields));
    const later = watchedMetadata(secret('2', {}));
    expect(judgeDrift(later, baseline, 'apps/app', [])).toEqual({
      kind: 'changed',
      managers: ['helper'],
    });
  });

  it('may be reduced twice', () => {
    const once = watchedMetadata(secret('1', fields));
    expect(watchedMetadata(once)).toEqual(once);
  });
});
