import type { Play } from '../play';
import { configMap, contentTypes, core, group } from './manifests';

const ns = 'crud';
const maps = core(ns, 'configmaps');

/** Creating, reading, replacing and deleting, and what is refused. */
export const crud: Play = {
  name: 'crud',
  namespace: ns,
  steps: [
    {
      call: 'create',
      request: `POST ${maps}?fieldManager=first`,
      body: configMap('a', { k: 'v' }, { labels: { x: '1' } }),
    },
    {
      call: 'create again',
      request: `POST ${maps}`,
      body: configMap('a', { k: 'v' }),
    },
    {
      call: 'create with a generated name',
      request: `POST ${maps}`,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { generateName: 'gen-' },
      },
    },
    {
      call: 'create without a name',
      request: `POST ${maps}`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} },
    },
    {
      call: 'create with a bad name',
      request: `POST ${maps}`,
      body: configMap('Bad_Name'),
    },
    {
      call: 'create with bad labels, annotations and keys',
      request: `POST ${maps}`,
      body: configMap(
        'b',
        { 'bad key': 'v' },
        {
          labels: { '-x': 'ok', ok: 'not ok' },
          annotations: { 'a b': '' },
        },
      ),
    },
    {
      call: 'create in another namespace than the path says',
      request: `POST ${maps}`,
      body: configMap('b', {}, { namespace: 'other' }),
    },
    {
      call: 'create in a namespace that is not there',
      request: `POST ${core('not-there', 'configmaps')}`,
      body: configMap('b'),
    },
    {
      call: 'create another kind than the path says',
      request: `POST ${maps}`,
      body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } },
    },
    {
      call: 'create another version than the path says',
      request: `POST ${maps}`,
      body: { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'b' } },
    },
    {
      call: 'create with a resource version',
      request: `POST ${maps}`,
      body: configMap('b', {}, { resourceVersion: '1' }),
    },
    {
      call: 'create from text that is not JSON',
      request: `POST ${maps}`,
      body: '{"apiVersion":',
    },
    {
      call: 'create from an empty body',
      request: `POST ${maps}`,
      body: '',
    },
    {
      call: 'create with the wrong types',
      request: `POST ${maps}`,
      body: configMap('b', { k: 1 }),
    },
    {
      call: 'create from YAML',
      request: `POST ${maps}`,
      contentType: contentTypes.yaml,
      body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  on: "yes"\nbinaryData:\n  b: aGk=\n',
    },
    {
      call: 'create from a type of content that is not known',
      request: `POST ${maps}`,
      contentType: 'text/plain',
      body: 'hello',
    },
    { call: 'get', request: `GET ${maps}/a` },
    { call: 'get what is not there', request: `GET ${maps}/nothing` },
    {
      call: 'get a resource that is not there',
      request: `GET ${core(ns, 'nothings')}`,
    },
    {
      call: 'get a group that is not there',
      request: `GET ${group('no.example/v1', ns, 'nothings')}`,
    },
    {
      call: 'get as YAML',
      request: `GET ${maps}/yaml`,
      headers: { Accept: 'application/yaml' },
    },
    {
      call: 'get as a type that is not known',
      request: `GET ${maps}/a`,
      headers: { Accept: 'text/html' },
    },
    {
      call: 'get the metadata alone',
      request: `GET ${maps}/a`,
      headers: {
        Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
      },
    },
    {
      call: 'replace',
      request: `PUT ${maps}/a?fieldManager=second`,
      body: configMap('a', { k: 'w', l: 'x' }),
    },
    {
      call: 'replace with the same',
      request: `PUT ${maps}/a?fieldManager=second`,
      body: configMap('a', { k: 'w', l: 'x' }),
    },
    {
      call: 'replace an old version',
      request: `PUT ${maps}/a`,
      body: configMap(
        'a',
        {},
        {
          resourceVersion: '{{create:metadata.resourceVersion}}',
        },
      ),
    },
    {
      call: 'replace with another uid',
      request: `PUT ${maps}/a`,
      body: configMap(
        'a',
        {},
        {
          uid: '11111111-2222-3333-4444-555555555555',
        },
      ),
    },
    {
      call: 'replace what is not there',
      request: `PUT ${maps}/nothing`,
      body: configMap('nothing'),
    },
    {
      call: 'replace under another name',
      request: `PUT ${maps}/a`,
      body: configMap('b'),
    },
    {
      call: 'make immutable',
      request: `PUT ${maps}/yaml`,
      body: { ...configMap('yaml', { k: '1' }), immutable: true },
    },
    {
      call: 'change what is immutable',
      request: `PUT ${maps}/yaml`,
      body: { ...configMap('yaml', { k: '2' }) },
    },
    {
      call: 'a method that is not allowed',
      request: `POST ${maps}/a`,
      body: configMap('a'),
    },
    {
      call: 'delete with a precondition that does not hold',
      request: `DELETE ${maps}/a`,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid: '11111111-2222-3333-4444-555555555555' },
      },
    },
    {
      call: 'delete with an old version',
      request: `DELETE ${maps}/a`,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: {
          resourceVersion: '{{create:metadata.resourceVersion}}',
        },
      },
    },
    {
      call: 'delete with a policy that is not known',
      request: `DELETE ${maps}/a?propagationPolicy=Sideways`,
    },
    { call: 'delete', request: `DELETE ${maps}/a` },
    { call: 'delete again', request: `DELETE ${maps}/a` },
    {
      call: 'create with a finalizer',
      request: `POST ${maps}`,
      body: configMap('f', {}, { finalizers: ['example.com/hold'] }),
    },
    { call: 'delete what is held', request: `DELETE ${maps}/f` },
    { call: 'delete what is held again', request: `DELETE ${maps}/f` },
    {
      call: 'add a finalizer while it goes',
      request: `PATCH ${maps}/f`,
      contentType: contentTypes.merge,
      body: {
        metadata: { finalizers: ['example.com/hold', 'example.com/more'] },
      },
    },
    {
      call: 'let go',
      request: `PATCH ${maps}/f`,
      contentType: contentTypes.merge,
      body: { metadata: { finalizers: null } },
    },
    { call: 'get what has gone', request: `GET ${maps}/f` },
    {
      call: 'delete a collection',
      request: `DELETE ${maps}?labelSelector=x%3Dnone`,
    },
    {
      call: 'create a secret from text',
      request: `POST ${core(ns, 'secrets')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's' },
        data: { a: 'aGk=' },
        stringData: { b: 'text' },
      },
    },
    {
      call: 'create a secret of a type that lacks its keys',
      request: `POST ${core(ns, 'secrets')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 't' },
        type: 'kubernetes.io/tls',
      },
    },
    {
      call: 'create a secret that is not base64',
      request: `POST ${core(ns, 'secrets')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 't' },
        data: { a: '!' },
      },
    },
    {
      call: 'create a service',
      request: `POST ${core(ns, 'services')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'svc' },
        spec: { selector: { app: 'a' }, ports: [{ port: 80 }] },
      },
    },
    {
      call: 'create a service without ports',
      request: `POST ${core(ns, 'services')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'svc2' },
        spec: { selector: { app: 'a' } },
      },
    },
    {
      call: 'create an ingress',
      request: `POST ${group('networking.k8s.io/v1', ns, 'ingresses')}`,
      body: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web' },
        spec: {
          rules: [
            {
              host: 'web.example.com',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'svc', port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      },
    },
    {
      call: 'create a deployment whose selector does not match',
      request: `POST ${group('apps/v1', ns, 'deployments')}`,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd' },
        spec: {
          replicas: -1,
          selector: { matchLabels: { app: 'a' } },
          template: {
            metadata: { labels: { app: 'b' } },
            spec: { containers: [{ name: 'C', image: '' }] },
          },
        },
      },
    },
  ],
};
