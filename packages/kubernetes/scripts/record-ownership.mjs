/**
 * Plays writes against a real API server and records what it makes of metadata.managedFields:
 *
 *   node scripts/record-ownership.mjs KUBECONFIG > src/smd/managedFields/__fixtures__/ownership.json
 *
 * KUBECONFIG is that of a fresh control plane without controllers, in JSON, as test/judges writes it. Every step keeps the request and the stored object, or the error; a step starts from the
 * object of the last one that was accepted.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

function client(kubeconfigPath) {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfigPath, 'utf8'));
  const decode = base64 => Buffer.from(base64, 'base64');
  const agent = new Agent({
    ca: decode(clusters[0].cluster['certificate-authority-data']),
    key: decode(users[0].user['client-key-data']),
    cert: decode(users[0].user['client-certificate-data']),
  });
  return (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, clusters[0].cluster.server),
        { agent, method, headers: { 'content-type': contentType } },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', chunk => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              body: text.startsWith('{') ? JSON.parse(text) : text,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

const deployment = (name, spec, metadata = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default', ...metadata },
  spec,
});
const container = (name, more = {}) => ({ name, image: `${name}:1`, ...more });
const web = (more = {}, ...containers) => ({
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: containers.length
        ? containers
        : [
            container('web', {
              ports: [{ containerPort: 80 }],
              env: [{ name: 'A', value: '1' }],
              resources: { limits: { cpu: '1' } },
            }),
          ],
    },
  },
  ...more,
});
const configMap = (name, data, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...metadata },
  data,
});
const service = (name, ports, spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: 'web' }, ports, ...spec },
});
const widget = (name, spec, more = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace: 'default' },
  spec,
  ...more,
});

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const SERVICES = '/api/v1/namespaces/default/services';
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';

const create = (body, manager, url) => ({ op: 'create', body, manager, url });
const put = (change, manager, subresource) => ({
  op: 'put',
  change,
  manager,
  subresource,
});
const patch = (type, body, manager, subresource) => ({
  op: 'patch',
  type,
  body,
  manager,
  subresource,
});
const apply = (body, manager, force = false, subresource = undefined) => ({
  op: 'apply',
  body,
  manager,
  force,
  subresource,
});

export const widgetCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {
      kind: 'Widget',
      plural: 'widgets',
      singular: 'widget',
      listKind: 'WidgetList',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { 'x-kubernetes-int-or-string': true },
                  replicas: { type: 'integer', default: 1 },
                  ratio: { type: 'number' },
                  list: { type: 'array', items: { type: 'string' } },
                  set: {
                    type: 'array',
                    items: { type: 'string' },
                    'x-kubernetes-list-type': 'set',
                  },
                  ports: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['port', 'protocol'],
                    items: {
                      type: 'object',
                      required: ['port'],
                      properties: {
                        port: { type: 'integer' },
                        protocol: { type: 'string', default: 'TCP' },
                        name: { type: 'string' },
                      },
                    },
                  },
                  granular: {
                    type: 'object',
                    additionalProperties: { type: 'string' },
                  },
                  atomic: {
                    type: 'object',
                    'x-kubernetes-map-type': 'atomic',
                    properties: {
                      a: { type: 'string' },
                      b: { type: 'string' },
                    },
                  },
                  values: { 'x-kubernetes-preserve-unknown-fields': true },
                  template: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
              },
              status: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        },
      },
    ],
  },
};

const plays = [
  {
    name: 'deployment: create, edit, take over',
    url: DEPLOYMENTS,
    steps: [
      create(deployment('d1', web({ replicas: 2 })), 'kubectl-create'),
      patch('merge', { spec: { replicas: 3 } }, 'kubectl-edit'),
      patch(
        'strategic',
        {
          spec: {
            template: {
              spec: {
                containers: [
                  { name: 'web', resources: { requests: { memory: '1Mi' } } },
                ],
              },
            },
          },
        },
        'kubectl-patch',
      ),
      apply(deployment('d1', web({ replicas: 5 })), 'flux'),
      apply(deployment('d1', web({ replicas: 5 })), 'flux', true),
      apply(deployment('d1', web({ replicas: 5 })), 'flux', true),
      apply(deployment('d1', web()), 'flux', true),
      apply(
        deployment('d1', web({}, container('web'), container('side'))),
        'flux',
        true,
      ),
      apply(deployment('d1', web({}, container('web'))), 'flux', true),
      put(o => ({ ...o, spec: { ...o.spec, paused: true } }), 'putter'),
      patch(
        'merge',
        { status: { replicas: 1, readyReplicas: 1 } },
        'kcm',
        'status',
      ),
      patch('merge', { metadata: { managedFields: [{}] } }, 'resetter'),
      apply(deployment('d1', web({ replicas: 4 })), 'flux'),
      apply(deployment('d1', web({ replicas: 4 })), 'other'),
      apply(deployment('d1', web({ replicas: 9 })), 'other'),
    ],
  },
  {
    name: 'deployment: apply creates',
    url: DEPLOYMENTS,
    steps: [
      apply(deployment('d2', web({ replicas: 2 })), 'flux'),
      apply(deployment('d2', web({ replicas: 2 })), 'flux'),
      apply(deployment('d2', web({ replicas: 2 })), 'second'),
      apply(deployment('d2', web({ unknownField: 1 })), 'flux'),
      apply(deployment('d2', web({ replicas: 'x' })), 'flux'),
      apply(
        deployment('d2', web({ minReadySeconds: 1 }), {
          labels: { a: 'b' },
          annotations: { c: 'd' },
        }),
        'flux',
      ),
      apply(
        deployment('d2', web({}, container('web'), container('web'))),
        'flux',
      ),
      apply(
        {
          ...deployment('d2', web()),
          metadata: { name: 'd2', namespace: 'default', managedFields: [] },
        },
        'flux',
      ),
      patch(
        'json',
        [{ op: 'replace', path: '/spec/replicas', value: 7 }],
        'scaler',
        'scale',
      ),
    ],
  },
  {
    name: 'configmap: shared fields',
    url: CONFIGMAPS,
    steps: [
      create(configMap('c1', { a: '1', b: '2' }), 'creator'),
      apply(configMap('c1', { a: '1' }), 'one'),
      apply(configMap('c1', { a: '1' }), 'two'),
      apply(configMap('c1', { a: '2' }), 'two'),
      apply(configMap('c1', { a: '2' }), 'two', true),
      apply(configMap('c1', {}), 'one'),
      apply(configMap('c1', {}), 'two'),
      apply(configMap('c1', { '<&>': 'x', b: '2' }), 'two'),
      patch('merge', { data: null }, 'eraser'),
      patch(
        'merge',
        { metadata: { finalizers: ['example.com/f'], labels: { x: 'y' } } },
        'finalizer',
      ),
      patch('merge', { metadata: { finalizers: null } }, 'finalizer'),
    ],
  },
  {
    name: 'configmap: JSON patch on managedFields',
    url: CONFIGMAPS,
    steps: [
      create(configMap('c2', { a: '1' }), 'kubectl-client-side-apply'),
      patch(
        'json',
        [
          {
            op: 'replace',
            path: '/metadata/managedFields/0/manager',
            value: 'flux',
          },
          {
            op: 'replace',
            path: '/metadata/managedFields/0/operation',
            value: 'Apply',
          },
        ],
        'migrator',
      ),
      apply(configMap('c2', { b: '1' }), 'flux'),
      patch('merge', { metadata: { managedFields: [] } }, 'resetter'),
      patch('merge', { data: { z: '1' } }, 'later'),
      apply(configMap('c2', { b: '1' }), 'flux'),
      patch(
        'merge',
        {
          data: { y: '1' },
          metadata: {
            managedFields: [
              {
                manager: 'x',
                operation: 'Bad',
                apiVersion: 'v1',
                fieldsType: 'FieldsV1',
                fieldsV1: {},
              },
            ],
          },
        },
        'bad',
      ),
    ],
  },
  {
    name: 'configmap: last-applied of kubectl',
    url: CONFIGMAPS,
    steps: [
      create(
        configMap(
          'c3',
          { a: '1', b: '1' },
          {
            annotations: {
              [LAST_APPLIED]: `${JSON.stringify(
                configMap('c3', { a: '1', b: '1' }, { annotations: {} }),
              )}\n`,
            },
          },
        ),
        'kubectl-client-side-apply',
      ),
      apply(configMap('c3', { a: '2', b: '1' }), 'kubectl'),
      apply(configMap('c3', { a: '3' }), 'other'),
      apply(configMap('c3', { a: '2' }), 'kubectl'),
    ],
  },
  {
    name: 'configmap: many update managers',
    url: CONFIGMAPS,
    steps: [
      create(configMap('c4', { m: '0' }), 'm0'),
      ...Array.from({ length: 13 }, (_, i) =>
        patch(
          'merge',
          { data: { [`k${i}`]: 'x' } },
          `m${String(i + 1).padStart(2, '0')}`,
        ),
      ),
    ],
  },
  {
    name: 'service: ports by key',
    url: SERVICES,
    steps: [
      apply(service('s1', [{ port: 80 }]), 'flux'),
      apply(
        service('s1', [
          { name: 'a', port: 80 },
          { name: 'b', port: 81, protocol: 'UDP' },
        ]),
        'flux',
      ),
      apply(service('s1', [{ name: 'b', port: 81, protocol: 'UDP' }]), 'flux'),
      patch('merge', { spec: { sessionAffinity: 'ClientIP' } }, 'kubectl-edit'),
      apply(
        service('s1', [{ port: 81, protocol: 'UDP', name: 'b' }], {
          sessionAffinity: 'None',
        }),
        'flux',
      ),
    ],
  },
  {
    name: 'widget: custom resource',
    url: WIDGETS,
    steps: [
      create(
        widget('w1', {
          size: 3,
          set: ['a', 'b'],
          ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }],
          granular: { x: '1' },
          atomic: { a: '1' },
          values: { deep: { list: [1, 2], map: { k: 'v' } } },
          list: ['q'],
        }),
        'creator',
      ),
      patch(
        'merge',
        { spec: { size: '3', values: { deep: { more: true } } } },
        'editor',
      ),
      patch(
        'merge',
        {
          status: {
            phase: 'Ready',
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        },
        'controller',
        'status',
      ),
      apply(
        widget('w1', {
          set: ['c'],
          ports: [{ port: 1, name: 'one' }],
          ratio: 1.5,
        }),
        'flux',
      ),
      apply(widget('w1', { atomic: { b: '2' }, size: 4 }), 'flux'),
      apply(widget('w1', { atomic: { b: '2' }, size: 4 }), 'flux', true),
      apply(widget('w1', { set: ['c', 'c'] }), 'flux'),
      apply(widget('w1', { nope: 1 }), 'flux'),
      apply(
        widget('w1', {
          values: { deep: { list: [3] } },
          template: {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { labels: { a: 'b' } },
            data: { a: 'b' },
          },
        }),
        'flux',
        true,
      ),
      apply(
        widget('w1', {}, { status: { phase: 'Failed' } }),
        'flux',
        true,
        'status',
      ),
      apply(widget('w1', {}), 'flux'),
      apply(widget('w1', { granular: {}, list: [], set: [] }), 'flux', true),
    ],
  },
  {
    name: 'widget: apply creates',
    url: WIDGETS,
    steps: [
      apply(widget('w2', { replicas: 2, ports: [{ port: 5 }] }), 'one'),
      apply(
        widget('w2', { replicas: 2, ports: [{ port: 5, protocol: 'TCP' }] }),
        'two',
      ),
      apply(widget('w2', { replicas: 3 }), 'two'),
      apply(widget('w2', { replicas: null }), 'three', true),
      apply(widget('w2', { values: null, granular: null }), 'four', true),
    ],
  },
];

const [, , kubeconfig] = process.argv;
const send = client(kubeconfig);
await send(
  'POST',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  widgetCrd,
);
for (let i = 0; i < 100 && (await send('GET', WIDGETS)).status !== 200; i++) {
  await sleep(100);
}
const recorded = [];
for (const { name, url, steps } of plays) {
  const play = { name, steps: [] };
  let path;
  for (const { op, change, body: stated, ...options } of steps) {
    path ??= `${url}/${stated.metadata.name}`;
    const found = await send('GET', path);
    const live = found.status === 200 ? found.body : null;
    const query = new URLSearchParams({ fieldManager: options.manager });
    const target = options.subresource
      ? `${path}/${options.subresource}`
      : path;
    let answer;
    let body = stated;
    if (op === 'create') {
      answer = await send('POST', `${url}?${query}`, body);
    } else if (op === 'put') {
      body = change(live);
      answer = await send('PUT', `${target}?${query}`, body);
    } else {
      const type = op === 'apply' ? TYPES.apply : TYPES[options.type];
      if (options.force) {
        query.set('force', 'true');
      }
      answer = await send('PATCH', `${target}?${query}`, body, type);
    }
    const after = await send('GET', path);
    play.steps.push({
      op,
      ...options,
      body,
      status: answer.status,
      ...(answer.status < 300
        ? { after: after.body }
        : {
            error: {
              message: answer.body.message,
              causes: answer.body.details?.causes,
            },
          }),
    });
    await sleep(1100);
  }
  recorded.push(play);
}
const lines = (list, one) => `[\n${list.map(one).join(',\n')}\n]`;
process.stdout.write(
  `{"server": "v1.36.2",\n"crd": ${JSON.stringify(
    widgetCrd,
  )},\n"plays": ${lines(
    recorded,
    play =>
      `{"name": ${JSON.stringify(play.name)}, "steps": ${lines(
        play.steps,
        step => JSON.stringify(step),
      )}}`,
  )}}\n`,
);
