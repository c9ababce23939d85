import type { UnstructuredObject } from '../objects';
import { normalizeObject, setCommonMetadata } from './normalize';

function object(
  apiVersion: string,
  kind: string,
  rest: Record<string, unknown>,
): UnstructuredObject {
  return { apiVersion, kind, metadata: { name: 'x' }, ...rest };
}

describe('normalizeObject', () => {
  it('prints a Deployment as its Go type does', () => {
    const pod = {
      metadata: { labels: { app: 'x' } },
      spec: {
        hostNetwork: false,
        automountServiceAccountToken: false,
        unknownField: 1,
        containers: [
          {
            name: 'main',
            image: 'nginx',
            env: [{ name: 'EMPTY', value: '' }],
            ports: [{ containerPort: 80 }],
            livenessProbe: { httpGet: { path: '/' }, initialDelaySeconds: 0 },
            args: [],
          },
        ],
        initContainers: [{ name: 'init', ports: [{ containerPort: 1 }] }],
      },
    };
    expect(
      normalizeObject(
        object('apps/v1', 'Deployment', {
          spec: {
            replicas: 0,
            minReadySeconds: 0,
            selector: { matchLabels: { app: 'x' } },
            template: pod,
          },
          status: { replicas: 1 },
        }),
      ),
    ).toEqual(
      object('apps/v1', 'Deployment', {
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: 'x' } },
          strategy: {},
          template: {
            metadata: { labels: { app: 'x' } },
            spec: {
              automountServiceAccountToken: false,
              containers: [
                {
                  name: 'main',
                  image: 'nginx',
                  env: [{ name: 'EMPTY' }],
                  ports: [{ containerPort: 80, protocol: 'TCP' }],
                  livenessProbe: { httpGet: { path: '/', port: 0 } },
                  resources: {},
                },
              ],
              initContainers: [
                { name: 'init', ports: [{ containerPort: 1 }], resources: {} },
              ],
            },
          },
        },
      }),
    );
  });

  it('keeps what is a pointer in Go although it is empty', () => {
    const claim = object('v1', 'PersistentVolumeClaim', {
      spec: { storageClassName: '', volumeName: '' },
    });
    expect(normalizeObject(claim)).toEqual(
      object('v1', 'PersistentVolumeClaim', {
        spec: { storageClassName: '', resources: {} },
      }),
    );
  });

  it('completes the ports of a Service', () => {
    expect(
      normalizeObject(
        object('v1', 'Service', { spec: { ports: [{ port: 80 }] } }),
      ),
    ).toEqual(
      object('v1', 'Service', {
        spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 0 }] },
      }),
    );
  });

  it('turns stringData into data, over what is there', () => {
    expect(
      normalizeObject(
        object('v1', 'Secret', {
          data: { a: 'YQ==', b: 'Yg==' },
          stringData: { b: 'new', __proto__x: 'p' },
        }),
      ),
    ).toEqual(
      object('v1', 'Secret', {
        data: { a: 'YQ==', b: 'bmV3', __proto__x: 'cA==' },
      }),
    );
  });

  it('leaves an object as it is when a value does not fit its type', () => {
    const wrong = object('apps/v1', 'Deployment', {
      spec: { replicas: 'two', unknown: 1 },
    });
    expect(normalizeObject(wrong)).toEqual(wrong);
    const encrypted = object('v1', 'Secret', {
      data: { a: 'ENC[AES256_GCM,data:x]' },
      sops: {},
    });
    expect(normalizeObject(encrypted)).toEqual(encrypted);
  });

  it('leaves roles and kinds that are not built in as they are', () => {
    for (const same of [
      object('rbac.authorization.k8s.io/v1', 'ClusterRole', {
        aggregationRule: {},
      }),
      object('example.com/v1', 'Widget', { spec: { empty: '', zero: 0 } }),
    ]) {
      expect(normalizeObject(same)).toEqual(same);
    }
  });

  it('drops status and creation time, but not the status of definitions', () => {
    const metadata = { name: 'x', creationTimestamp: null };
    expect(
      normalizeObject({
        ...object('example.com/v1', 'Widget', { status: { ready: true } }),
        metadata,
      }),
    ).toEqual(object('example.com/v1', 'Widget', {}));
    const definition = object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { status: { conditions: [] } },
    );
    expect(normalizeObject(definition)).toEqual(definition);
  });
});

describe('setCommonMetadata', () => {
  it('sets keys over those that are there, whatever they are called', () => {
    const target = object('v1', 'ConfigMap', {});
    target.metadata.labels = { a: 'old', b: 'kept' };
    const labels: Record<string, string> = JSON.parse(
      '{"a":"new","__proto__":"own"}',
    );
    setCommonMetadata([target], labels);
    expect(Object.entries(target.metadata.labels ?? {})).toEqual([
      ['a', 'new'],
      ['b', 'kept'],
      ['__proto__', 'own'],
    ]);
    expect(target.metadata.annotations).toBeUndefined();
  });
});
