/**
 * Records what kubectl makes of patches:
 *
 *   node scripts/record-patches.mjs KUBECTL > src/patch/__fixtures__/kubectl.json
 *
 * Every case is `kubectl patch --local -f OBJECT --type TYPE --patch PATCH -o json`; KUBECTL is the path of the program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    labels: { app: 'web', tier: 'front' },
    annotations: { a: '1', b: '2' },
    finalizers: ['example.com/one', 'example.com/two', 'example.com/three'],
  },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' },
    },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'web:1',
            args: ['--a', '--b'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [
              { containerPort: 80, name: 'http' },
              { containerPort: 81, name: 'admin' },
            ],
            resources: { limits: { cpu: '1', memory: '1Gi' } },
          },
          { name: 'side', image: 'side:1' },
          { name: 'log', image: 'log:1' },
        ],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'conf', configMap: { name: 'conf' } },
        ],
        imagePullSecrets: [{ name: 'one' }, { name: 'two' }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        nodeSelector: { disk: 'ssd', zone: 'a' },
      },
    },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: {
    selector: { app: 'web' },
    ports: [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'https', port: 443, targetPort: 'tls' },
    ],
    externalIPs: ['10.0.0.1', '10.0.0.2'],
    loadBalancerSourceRanges: ['10.0.0.0/8', '172.16.0.0/12'],
  },
};
const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data: { a: '1', b: '2', 'x/y': '3', 'm~n': '4' },
};
const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'sa' },
  secrets: [{ name: 'a' }, { name: 'b' }],
  imagePullSecrets: [{ name: 'c' }],
};

const pod = spec => ({ spec: { template: { spec } } });
const strategic = [
  [deployment, { spec: { replicas: 3 } }],
  [deployment, { spec: { replicas: null } }],
  [
    deployment,
    { metadata: { labels: { tier: null, new: 'x' }, annotations: null } },
  ],
  [deployment, pod({ containers: [{ name: 'side', image: 'side:2' }] })],
  [deployment, pod({ containers: [{ name: 'new', image: 'new:1' }] })],
  [
    deployment,
    pod({
      containers: [
        { name: 'new', image: 'new:1' },
        {
          name: 'web',
          env: [
            { name: 'C', value: '3' },
            { name: 'A', value: null },
          ],
        },
      ],
    }),
  ],
  [deployment, pod({ containers: [{ $patch: 'delete', name: 'side' }] })],
  [
    deployment,
    pod({
      containers: [{ $patch: 'replace' }, { name: 'only', image: 'only:1' }],
    }),
  ],
  [
    deployment,
    pod({ containers: [{ name: 'only', image: 'only:1', $patch: 'replace' }] }),
  ],
  [
    deployment,
    pod({ $patch: 'replace', containers: [{ name: 'x', image: 'x:1' }] }),
  ],
  [deployment, pod({ nodeSelector: { $patch: 'delete' } })],
  [deployment, pod({ nodeSelector: { $patch: 'replace', only: 'this' } })],
  [deployment, pod({ containers: [{ name: 'web', args: ['--c'] }] })],
  [
    deployment,
    pod({
      containers: [
        {
          name: 'web',
          ports: [{ containerPort: 81, name: 'adm' }, { containerPort: 82 }],
        },
      ],
    }),
  ],
  [deployment, pod({ $setElementOrder: ['x'] })],
  [
    deployment,
    pod({
      '$setElementOrder/containers': [
        { name: 'log' },
        { name: 'web' },
        { name: 'side' },
      ],
    }),
  ],
  [
    deployment,
    pod({
      '$setElementOrder/containers': [
        { name: 'log' },
        { name: 'new' },
        { name: 'web' },
      ],
      containers: [
        { name: 'new', image: 'new:1' },
        { name: 'web', image: 'web:2' },
      ],
    }),
  ],
  [
    deployment,
    pod({
      '$setElementOrder/containers': [{ name: 'web' }],
      containers: [{ name: 'new', image: 'new:1' }],
    }),
  ],
  [
    deployment,
    pod({
      '$setElementOrder/containers': [{ name: 'web' }, { name: 'log' }],
      containers: [{ $patch: 'delete', name: 'side' }],
    }),
  ],
  [
    deployment,
    {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/two'] },
    },
  ],
  [
    deployment,
    {
      metadata: {
        '$deleteFromPrimitiveList/finalizers': ['example.com/two'],
        '$setElementOrder/finalizers': [
          'example.com/three',
          'example.com/four',
          'example.com/one',
        ],
        finalizers: ['example.com/four'],
      },
    },
  ],
  [
    deployment,
    { metadata: { finalizers: ['example.com/four', 'example.com/one'] } },
  ],
  [deployment, { metadata: { '$deleteFromPrimitiveList/finalizers': 'x' } }],
  [
    deployment,
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
  ],
  [
    deployment,
    {
      spec: {
        strategy: {
          $retainKeys: ['type'],
          type: 'Recreate',
          rollingUpdate: null,
        },
      },
    },
  ],
  [
    deployment,
    {
      spec: { strategy: { $retainKeys: ['rollingUpdate'], type: 'Recreate' } },
    },
  ],
  [
    deployment,
    { spec: { strategy: { $retainKeys: 'type', type: 'Recreate' } } },
  ],
  [
    deployment,
    { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } },
  ],
  [
    deployment,
    pod({
      volumes: [
        {
          name: 'data',
          $retainKeys: ['name', 'secret'],
          secret: { secretName: 's' },
        },
      ],
    }),
  ],
  [
    deployment,
    pod({
      volumes: [
        { name: 'new', emptyDir: {} },
        { name: 'conf', configMap: { defaultMode: 420 } },
      ],
    }),
  ],
  [deployment, pod({ tolerations: [{ key: 'b', operator: 'Exists' }] })],
  [
    deployment,
    pod({
      imagePullSecrets: [{ name: 'three' }, { $patch: 'delete', name: 'one' }],
    }),
  ],
  [deployment, pod({ containers: [{ image: 'nokey' }] })],
  [deployment, pod({ containers: [{ $patch: 'delete' }] })],
  [deployment, pod({ containers: [{ $patch: 'merge', name: 'web' }] })],
  [deployment, pod({ containers: [{ $patch: 'bogus', name: 'web' }] })],
  [deployment, pod({ $patch: 'bogus' })],
  [deployment, pod({ containers: ['web'] })],
  [deployment, pod({ containers: null })],
  [deployment, pod({ securityContext: { runAsUser: 1, fsGroup: null } })],
  [
    deployment,
    pod({
      initContainers: [
        {
          name: 'i',
          image: 'i:1',
          env: [
            { $patch: 'delete', name: 'x' },
            { name: 'y', value: 'z' },
          ],
        },
      ],
    }),
  ],
  [
    deployment,
    {
      $patch: 'replace',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { selector: {}, template: {} },
    },
  ],
  [service, { spec: { ports: [{ port: 443, targetPort: 9443 }] } }],
  [
    service,
    {
      spec: {
        ports: [
          { port: 8080, name: 'alt' },
          { port: 80, $patch: 'delete' },
        ],
      },
    },
  ],
  [
    service,
    {
      spec: {
        loadBalancerSourceRanges: ['192.168.0.0/16'],
        externalIPs: ['10.0.0.3'],
      },
    },
  ],
  [service, { spec: { '$deleteFromPrimitiveList/externalIPs': ['10.0.0.1'] } }],
  [service, { spec: { selector: { $patch: 'replace', only: 'x' } } }],
  [service, { spec: { ports: [{ port: 443, targetPort: null }] } }],
  [configMap, { data: { a: null, c: '3' } }],
  [configMap, { data: null }],
  [configMap, { data: { $patch: 'replace', z: '1' } }],
  [configMap, { data: { $patch: 'delete' } }],
  [
    configMap,
    {
      metadata: {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '1' },
        ],
      },
    },
  ],
  [
    serviceAccount,
    { secrets: [{ name: 'c' }], imagePullSecrets: [{ name: 'd' }] },
  ],
  [serviceAccount, { secrets: [{ name: 'a', $patch: 'delete' }] }],
];
const op = (name, path, value) => ({ op: name, path, value });
const json = [
  [configMap, [op('add', '/data/c', '3')]],
  [configMap, [op('replace', '/data/a', '9'), op('remove', '/data/b')]],
  [configMap, [op('replace', '/data/absent', '9')]],
  [configMap, [op('remove', '/data/absent')]],
  [configMap, [op('remove', '/absent/x')]],
  [configMap, [op('add', '/absent/x', '1')]],
  [configMap, [op('replace', '/absent/x', '1')]],
  [configMap, [op('test', '/absent/x', '1')]],
  [configMap, [op('test', '/data/a', '1'), op('add', '/data/a', '2')]],
  [configMap, [op('test', '/data/a', '2')]],
  [configMap, [op('test', '/data/absent', null)]],
  [
    configMap,
    [op('test', '/data', { a: '1', b: '2', 'x/y': '3', 'm~n': '4' })],
  ],
  [configMap, [op('remove', '/data/x~1y'), op('replace', '/data/m~0n', 'q')]],
  [configMap, [{ op: 'move', from: '/data/a', path: '/data/z' }]],
  [configMap, [{ op: 'move', from: '/data/absent', path: '/data/z' }]],
  [configMap, [{ op: 'copy', from: '/data/a', path: '/data/z' }]],
  [configMap, [{ op: 'copy', from: '/nope/a', path: '/data/z' }]],
  [configMap, [{ op: 'copy', from: '/data/absent', path: '/data/z' }]],
  [configMap, [{ op: 'move', path: '/data/z' }]],
  [configMap, [{ op: 'add' }]],
  [configMap, [{ op: 'replace' }]],
  [configMap, [{ op: 'test', path: 3 }]],
  [configMap, [{ op: 'bogus', path: '/data' }]],
  [configMap, [{ path: '/data' }]],
  [configMap, [op('add', 'data', { x: '1' })]],
  [configMap, [op('add', '', {})]],
  [configMap, [op('add', '/data/n', null)]],
  [
    deployment,
    [
      op('add', '/spec/template/spec/containers/-', {
        name: 'x',
        image: 'x:1',
      }),
    ],
  ],
  [
    deployment,
    [
      op('add', '/spec/template/spec/containers/0', {
        name: 'x',
        image: 'x:1',
      }),
    ],
  ],
  [
    deployment,
    [
      op('add', '/spec/template/spec/containers/9', {
        name: 'x',
        image: 'x:1',
      }),
    ],
  ],
  [
    deployment,
    [
      op('add', '/spec/template/spec/containers/x', {
        name: 'x',
        image: 'x:1',
      }),
    ],
  ],
  [deployment, [op('remove', '/spec/template/spec/containers/1')]],
  [deployment, [op('remove', '/spec/template/spec/containers/-1')]],
  [deployment, [op('remove', '/spec/template/spec/containers/7')]],
  [deployment, [op('remove', '/spec/template/spec/containers/x')]],
  [
    deployment,
    [op('replace', '/spec/template/spec/containers/0/image', 'web:9')],
  ],
  [deployment, [op('replace', '/spec/template/spec/containers/5', {})]],
  [deployment, [op('test', '/spec/template/spec/containers/x', 1)]],
  [deployment, [op('add', '/spec/replicas/x', 1)]],
  [deployment, [op('move', '/x', 1)]],
  [deployment, { op: 'add' }],
  [deployment, ['x']],
  [
    deployment,
    [
      {
        op: 'copy',
        from: '/spec/template/spec/containers/0',
        path: '/spec/template/spec/containers/1',
      },
    ],
  ],
  [
    deployment,
    [
      {
        op: 'move',
        from: '/spec/template/spec/containers/2',
        path: '/spec/template/spec/containers/0',
      },
    ],
  ],
];
const merge = [
  [configMap, { data: { a: null, c: '3' } }],
  [
    configMap,
    { data: { nested: null }, metadata: { labels: { x: null, y: 'z' } } },
  ],
  [
    deployment,
    pod({ containers: [{ name: 'x', image: 'x:1', command: null }] }),
  ],
  [deployment, pod({ nodeSelector: null, affinity: { nodeAffinity: null } })],
  [deployment, pod({ initContainers: [{ name: 'i', image: 'i', env: null }] })],
  [
    deployment,
    { spec: { replicas: 0, strategy: { rollingUpdate: { maxSurge: '50%' } } } },
  ],
  [configMap, { data: null }],
];

const directory = mkdtempSync(join(tmpdir(), 'patches-'));
const file = join(directory, 'object.json');
const [, , kubectl] = process.argv;
try {
  const cases = [];
  for (const [type, list] of Object.entries({ strategic, json, merge })) {
    for (const [object, patch] of list) {
      writeFileSync(file, JSON.stringify(object));
      const { stdout, stderr, status } = spawnSync(
        kubectl,
        [
          'patch',
          '--local',
          '-f',
          file,
          '--type',
          type,
          '--patch',
          JSON.stringify(patch),
          '-o',
          'json',
        ],
        { encoding: 'utf8', env: { HOME: directory } },
      );
      cases.push({
        type,
        object: object.kind,
        patch,
        ...(status === 0
          ? { result: JSON.parse(stdout) }
          : { error: stderr.replace(/^error: /, '').trim() }),
      });
    }
  }
  const objects = Object.fromEntries(
    [deployment, service, configMap, serviceAccount].map(o => [o.kind, o]),
  );
  process.stdout.write(
    `{"kubectl": "v1.36.2", "objects": ${JSON.stringify(
      objects,
    )}, "cases": [\n${cases.map(c => JSON.stringify(c)).join(',\n')}\n]}\n`,
  );
} finally {
  rmSync(directory, { recursive: true });
}
