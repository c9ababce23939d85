import {
  formatObjectId,
  parseObjectId,
  subjectOf,
  tryParseObjectId,
} from './objectId';
import { compareObjectIds } from './order';

describe('object ids', () => {
  it.each([
    [
      { namespace: 'ns', name: 'web', group: 'apps', kind: 'Deployment' },
      'ns_web_apps_Deployment',
      'Deployment/ns/web',
    ],
    [
      { namespace: '', name: 'ns', group: '', kind: 'Namespace' },
      '_ns__Namespace',
      'Namespace/ns',
    ],
    [
      {
        namespace: '',
        name: 'system:x',
        group: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
      },
      '_system__x_rbac.authorization.k8s.io_ClusterRole',
      'ClusterRole/system:x',
    ],
  ])('%j is %s', (id, text, subject) => {
    expect(formatObjectId(id)).toBe(text);
    expect(parseObjectId(text)).toEqual(id);
    expect(tryParseObjectId(text)).toEqual(id);
    expect(subjectOf(id)).toBe(subject);
  });

  it('refuses what is none', () => {
    expect(() => parseObjectId('nothing')).toThrow('unable to parse');
    expect(() => parseObjectId('a_b')).toThrow('unable to parse');
    expect(() => parseObjectId('ns_a_b_apps_Deployment')).toThrow('too many');
  });

  it.each(['', 'nothing', 'a_b', 'a_b_c', 'ns_a_b_apps_Deployment'])(
    'finds none in %j',
    text => {
      expect(tryParseObjectId(text)).toBeUndefined();
    },
  );

  it('leaves the namespace out where there is none', () => {
    expect(subjectOf({ kind: 'Namespace', name: 'a' })).toBe('Namespace/a');
  });

  it('sorts definitions first and webhooks last', () => {
    const id = (kind: string, name = 'a', group = '') => ({
      kind,
      name,
      group,
      namespace: '',
    });
    const sorted = [
      id('ValidatingWebhookConfiguration'),
      id('Widget', 'a', 'b.example.com'),
      id('Widget', 'a', 'a.example.com'),
      id('Deployment'),
      id('ConfigMap', 'b'),
      id('ConfigMap', 'a'),
      id('Namespace'),
      id('CustomResourceDefinition'),
    ].sort(compareObjectIds);
    expect(sorted.map(i => `${i.kind} ${i.group || i.name}`)).toEqual([
      'CustomResourceDefinition a',
      'Namespace a',
      'ConfigMap a',
      'ConfigMap b',
      'Deployment a',
      'Widget a.example.com',
      'Widget b.example.com',
      'ValidatingWebhookConfiguration a',
    ]);
  });
});
