import type { UnstructuredObject } from '../objects';
import {
  ignoredDifferences,
  isDriftedBeyond,
  withResolvedDifferences,
} from './ignoreRules';

function deployment(
  replicas: number,
  image: string,
  managedFields: UnstructuredObject['metadata']['managedFields'] = [],
): UnstructuredObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', resourceVersion: '1', managedFields },
    spec: {
      replicas,
      template: { spec: { containers: [{ name: 'main', image }] } },
    },
  };
}

const image = '/spec/template/spec/containers/0/image';
const rules = [{ paths: ['/spec/replicas', image], matches: () => true }];

describe('ignored fields', () => {
  it('are no drift alone', () => {
    const live = deployment(3, 'a');
    expect(isDriftedBeyond(rules, live, deployment(1, 'b'))).toBe(false);
    const more = deployment(1, 'b');
    more.metadata.labels = { a: 'b' };
    expect(isDriftedBeyond(rules, live, more)).toBe(true);
    expect(
      isDriftedBeyond(
        [{ paths: ['/spec/replicas'], matches: () => false }],
        live,
        deployment(1, 'a'),
      ),
    ).toBe(true);
  });

  it('are left to another applier, or taken from the cluster', () => {
    const live = deployment(3, 'a', [
      {
        manager: 'autoscaler',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': { 'k:{"name":"main"}': { 'f:image': {} } },
              },
            },
          },
        },
      },
    ]);
    const dryRun = deployment(1, 'b');
    const differences = ignoredDifferences(rules, live, dryRun, 'me');
    expect(differences).toEqual([
      { kind: 'adopt', path: '/spec/replicas', value: 3 },
      { kind: 'strip', path: image },
    ]);
    const payload = deployment(1, 'b');
    expect(withResolvedDifferences(payload, differences).spec).toEqual({
      replicas: 3,
      template: { spec: { containers: [{ name: 'main' }] } },
    });
    // What is given is not changed.
    expect(payload.spec).toEqual(deployment(1, 'b').spec);
  });

  it('are stated when they do not differ', () => {
    const same = deployment(1, 'a');
    expect(ignoredDifferences(rules, same, deployment(1, 'a'), 'me')).toEqual(
      [],
    );
  });
});
