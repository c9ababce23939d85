import { withoutInvalidCaBundle } from './caBundle';
import { splitIntoStages } from './stages';

const object = (apiVersion: string, kind: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
});

describe('stages', () => {
  it('apply definitions first, then classes, custom kinds, and the rest', () => {
    const rbac = 'rbac.authorization.k8s.io';
    const stages = splitIntoStages(
      [
        object('v1', 'ConfigMap'),
        object(`${rbac}/v1`, 'Role'),
        object('storage.k8s.io/v1', 'StorageClass'),
        object(`${rbac}/v1`, 'ClusterRole'),
        object('v1', 'Namespace'),
        object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
        object('example.com/v1', 'Namespace'),
      ],
      new Set([`${rbac}/Role`]),
    );
    expect(
      stages.map(s => [s.name, s.wait, s.objects.map(o => o.kind)]),
    ).toEqual([
      [
        'definitions',
        true,
        ['ClusterRole', 'Namespace', 'CustomResourceDefinition'],
      ],
      ['classes', true, ['StorageClass']],
      ['custom', false, ['Role']],
      ['resources', false, ['ConfigMap', 'Namespace']],
    ]);
  });
});

describe('the CA bundle of a definition', () => {
  const definition = (caBundle: string) => ({
    ...object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    spec: {
      conversion: { webhook: { clientConfig: { caBundle, url: 'x' } } },
    },
  });

  it('is removed when it holds no certificate', () => {
    expect(withoutInvalidCaBundle(definition('Cg==')).spec).toEqual({
      conversion: { webhook: { clientConfig: { url: 'x' } } },
    });
  });

  it('stays when it is empty, and other objects stay as they are', () => {
    const empty = definition('');
    expect(withoutInvalidCaBundle(empty)).toBe(empty);
    const other = { ...definition('Cg=='), kind: 'Other' };
    expect(withoutInvalidCaBundle(other)).toBe(other);
  });
});
