/** The objects that record-fixtures.mjs sends to a real API server. Inputs of our own. */

const meta = (name, more = {}) => ({ name, namespace: 'default', ...more });
const labels = { app: 'web' };
const selector = { matchLabels: labels };
const container = (more = {}) => ({
  name: 'web',
  image: 'nginx:1.29',
  ...more,
});
const template = (spec = {}, templateLabels = labels) => ({
  metadata: { labels: templateLabels },
  spec: { containers: [container()], ...spec },
});
const of = (apiVersion, kind, name, rest = {}) => ({
  apiVersion,
  kind,
  metadata: meta(name),
  ...rest,
});
const cluster = (apiVersion, kind, name, rest = {}) => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
});
const deployment = (name, spec = {}) =>
  of('apps/v1', 'Deployment', name, {
    spec: { selector, template: template(), ...spec },
  });
const service = (name, spec = {}) =>
  of('v1', 'Service', name, {
    spec: { selector: labels, ports: [{ port: 80 }], ...spec },
  });
const job = (name, spec = {}, podSpec = {}) =>
  of('batch/v1', 'Job', name, {
    spec: {
      template: {
        spec: { restartPolicy: 'Never', containers: [container()], ...podSpec },
      },
      ...spec,
    },
  });
const cronJob = (name, spec = {}) =>
  of('batch/v1', 'CronJob', name, {
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'OnFailure', containers: [container()] },
          },
        },
      },
      ...spec,
    },
  });
const statefulSet = (name, spec = {}) =>
  of('apps/v1', 'StatefulSet', name, {
    spec: { serviceName: 'web', selector, template: template(), ...spec },
  });
const daemonSet = (name, spec = {}) =>
  of('apps/v1', 'DaemonSet', name, {
    spec: { selector, template: template(), ...spec },
  });
const claim = (name, spec = {}) =>
  of('v1', 'PersistentVolumeClaim', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
  });
const hpa = (apiVersion, name, spec = {}) =>
  of(apiVersion, 'HorizontalPodAutoscaler', name, {
    spec: {
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'web',
      },
      maxReplicas: 3,
      ...spec,
    },
  });
const pathRule = (path, pathType, backend) => ({
  http: {
    paths: [
      {
        path,
        pathType,
        backend: backend ?? { service: { name: 'web', port: { number: 80 } } },
      },
    ],
  },
});
const ingress = (name, spec = {}) =>
  of('networking.k8s.io/v1', 'Ingress', name, {
    spec: { rules: [pathRule('/', 'Prefix')], ...spec },
  });
const pod = (name, spec = {}) =>
  of('v1', 'Pod', name, { spec: { containers: [container()], ...spec } });
const binding = (name, rest = {}) =>
  of('rbac.authorization.k8s.io/v1', 'RoleBinding', name, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [
      { kind: 'ServiceAccount', name: 'default', namespace: 'default' },
    ],
    ...rest,
  });

const volumes = [
  { name: 'empty' },
  { name: 'tmp', emptyDir: {} },
  { name: 'cm', configMap: { name: 'cm' } },
  { name: 'secret', secret: { secretName: 's' } },
  { name: 'host', hostPath: { path: '/x' } },
  {
    name: 'projected',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token' } },
        { configMap: { name: 'cm' } },
        {
          downwardAPI: {
            items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }],
          },
        },
      ],
    },
  },
  {
    name: 'down',
    downwardAPI: {
      items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }],
    },
  },
  { name: 'claim', persistentVolumeClaim: { claimName: 'c' } },
  { name: 'nfs', nfs: { server: 'a', path: '/b' } },
  {
    name: 'iscsi',
    iscsi: {
      targetPortal: '1.2.3.4:3260',
      iqn: 'iqn.2001-04.com.example:storage.disk1',
      lun: 0,
    },
  },
  {
    name: 'ephemeral',
    ephemeral: {
      volumeClaimTemplate: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    },
  },
];
const fullPod = {
  volumes,
  initContainers: [{ name: 'init', image: 'busybox' }],
  containers: [
    container({
      image: 'nginx',
      ports: [
        { containerPort: 80 },
        { name: 'udp', containerPort: 53, protocol: 'UDP' },
      ],
      livenessProbe: { httpGet: { port: 80 } },
      readinessProbe: { tcpSocket: { port: 'http' } },
      startupProbe: { grpc: { port: 9 } },
      lifecycle: {
        preStop: { httpGet: { port: 80 } },
        postStart: { exec: { command: ['x'] } },
      },
      resources: { limits: { cpu: '1', memory: '100Mi' } },
      env: [
        { name: 'A', value: 'a' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'E', value: '' },
      ],
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      securityContext: { privileged: false },
    }),
    {
      name: 'digest',
      image:
        'nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123',
    },
    { name: 'latest', image: 'nginx:latest' },
    { name: 'port', image: 'localhost:5000/nginx' },
    {
      name: 'exec',
      image: 'a:1',
      livenessProbe: { exec: { command: ['x'] }, periodSeconds: 3 },
      resources: { requests: { cpu: 0.5, memory: 1000 } },
    },
  ],
  serviceAccountName: 'builder',
  hostNetwork: true,
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
  ],
  tolerations: [{ key: 'a', operator: 'Exists' }],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: { topologyKey: 'z', labelSelector: selector },
        },
      ],
    },
  },
};

export const creations = {
  // Defaults
  'deployment minimal': deployment('d'),
  'deployment full pod': deployment('d', { template: template(fullPod) }),
  'deployment recreate': deployment('d', {
    strategy: { type: 'Recreate' },
    replicas: 0,
  }),
  'deployment partial rolling update': deployment('d', {
    strategy: { rollingUpdate: { maxSurge: 1 } },
    revisionHistoryLimit: 2,
    minReadySeconds: 4,
  }),
  'deployment quantities': deployment('d', {
    template: template({
      containers: [
        container({
          resources: {
            limits: { cpu: '0.5', memory: '1024Mi' },
            requests: { cpu: '1000m', memory: '0.5Gi' },
          },
        }),
      ],
    }),
  }),
  'deployment with status': { ...deployment('d'), status: { replicas: 7 } },
  'statefulset minimal': statefulSet('s'),
  'statefulset claims': statefulSet('s', {
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
  }),
  'statefulset on delete': statefulSet('s', {
    updateStrategy: { type: 'OnDelete' },
    podManagementPolicy: 'Parallel',
  }),
  'statefulset partial': statefulSet('s', {
    updateStrategy: { type: 'RollingUpdate' },
    replicas: 3,
  }),
  'daemonset minimal': daemonSet('d'),
  'daemonset on delete': daemonSet('d', {
    updateStrategy: { type: 'OnDelete' },
  }),
  'replicaset minimal': of('apps/v1', 'ReplicaSet', 'r', {
    spec: { selector, template: template() },
  }),
  'replicationcontroller minimal': of('v1', 'ReplicationController', 'r', {
    spec: { template: template() },
  }),
  'job minimal': job('j'),
  'job parallel': job('j', { parallelism: 3 }),
  'job completions': job('j', {
    completions: 3,
    ttlSecondsAfterFinished: 10,
    completionMode: 'Indexed',
  }),
  'job with template labels': of('batch/v1', 'Job', 'j', {
    spec: {
      backoffLimit: 1,
      template: template({ restartPolicy: 'OnFailure' }),
    },
  }),
  'cronjob minimal': cronJob('c'),
  'pod minimal': pod('p'),
  'pod full': pod('p', { ...fullPod, serviceAccountName: 'default' }),
  'service minimal': service('s'),
  'service headless': service('s', { clusterIP: 'None' }),
  'service headless without selector': of('v1', 'Service', 's', {
    spec: { clusterIP: 'None' },
  }),
  'service external name': of('v1', 'Service', 's', {
    spec: { type: 'ExternalName', externalName: 'example.com' },
  }),
  'service node port': service('s', { type: 'NodePort' }),
  'service load balancer': service('s', {
    type: 'LoadBalancer',
    ports: [
      { name: 'a', port: 80, targetPort: 'http' },
      { name: 'b', port: 443, targetPort: 8443, protocol: 'TCP' },
    ],
  }),
  'service affinity': service('s', { sessionAffinity: 'ClientIP' }),
  'service internal policy': service('s', {
    internalTrafficPolicy: 'Local',
    ports: [{ port: 53, protocol: 'UDP' }],
  }),
  configmap: of('v1', 'ConfigMap', 'c', {
    data: { a: 'b' },
    binaryData: { b: 'AAE=' },
  }),
  'secret stringData': of('v1', 'Secret', 's', {
    data: { a: 'YQ==' },
    stringData: { b: 'x', a: 'override' },
  }),
  'secret tls': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': 'x', 'tls.key': 'y' },
  }),
  'service account': of('v1', 'ServiceAccount', 's'),
  'service account with secrets': of('v1', 'ServiceAccount', 's', {
    secrets: [{ name: 'x' }],
    imagePullSecrets: [{ name: 'y' }],
    automountServiceAccountToken: false,
  }),
  namespace: cluster('v1', 'Namespace', 'n'),
  pvc: claim('c'),
  'pvc filesystem': claim('c', { storageClassName: '', volumeMode: 'Block' }),
  pv: cluster('v1', 'PersistentVolume', 'p', {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/x' },
    },
  }),
  'resource quota': of('v1', 'ResourceQuota', 'q', {
    spec: { hard: { pods: 10, 'requests.cpu': '0.5' } },
  }),
  'limit range': of('v1', 'LimitRange', 'l', {
    spec: {
      limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '1' } }],
    },
  }),
  endpoints: of('v1', 'Endpoints', 'e', {
    subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }],
  }),
  'endpoint slice': of('discovery.k8s.io/v1', 'EndpointSlice', 'e', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 80 }],
  }),
  event: of('v1', 'Event', 'e', {
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' },
    reason: 'R',
    message: 'm',
    type: 'Normal',
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
    source: { component: 'x' },
  }),
  'event new': of('events.k8s.io/v1', 'Event', 'e', {
    eventTime: '2026-01-01T00:00:00.000000Z',
    regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
    reason: 'R',
    note: 'm',
    type: 'Normal',
    action: 'A',
    reportingController: 'x.io/y',
    reportingInstance: 'z',
  }),
  node: cluster('v1', 'Node', 'node-a'),
  'hpa v2': hpa('autoscaling/v2', 'h'),
  'hpa v2 metrics': hpa('autoscaling/v2', 'h', {
    minReplicas: 2,
    metrics: [
      {
        type: 'Resource',
        resource: {
          name: 'memory',
          target: { type: 'Utilization', averageUtilization: 50 },
        },
      },
    ],
    behavior: { scaleDown: { stabilizationWindowSeconds: 10 } },
  }),
  'hpa v1': hpa('autoscaling/v1', 'h', { targetCPUUtilizationPercentage: 70 }),
  ingress: ingress('i'),
  'ingress tls': ingress('i', {
    ingressClassName: 'nginx',
    tls: [{ hosts: ['a.example.com'], secretName: 't' }],
    rules: [
      { host: 'a.example.com', ...pathRule('/a', 'ImplementationSpecific') },
    ],
  }),
  'ingress class': cluster('networking.k8s.io/v1', 'IngressClass', 'i', {
    spec: { controller: 'example.com/c', parameters: { kind: 'X', name: 'x' } },
  }),
  'network policy': of('networking.k8s.io/v1', 'NetworkPolicy', 'n', {
    spec: { podSelector: {} },
  }),
  'network policy egress': of('networking.k8s.io/v1', 'NetworkPolicy', 'n', {
    spec: {
      podSelector: {},
      egress: [{ ports: [{ port: 53 }] }],
      ingress: [{ ports: [{ port: 'x' }], from: [{ podSelector: {} }] }],
    },
  }),
  pdb: of('policy/v1', 'PodDisruptionBudget', 'p', {
    spec: { minAvailable: 1, selector },
  }),
  role: of('rbac.authorization.k8s.io/v1', 'Role', 'r', {
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  }),
  'role binding': binding('b'),
  'role binding defaults': of(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    'b',
    {
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      ],
    },
  ),
  'cluster role': cluster('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', {
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['/x'], verbs: ['get'] },
    ],
  }),
  'cluster role without rules': cluster(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    'r',
    { rules: [] },
  ),
  'cluster role aggregation': cluster(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    'r',
    {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
    },
  ),
  'cluster role binding': cluster(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'b',
    {
      roleRef: { kind: 'ClusterRole', name: 'r' },
      subjects: [{ kind: 'User', name: 'u' }],
    },
  ),
  'storage class': cluster('storage.k8s.io/v1', 'StorageClass', 's', {
    provisioner: 'example.com/p',
  }),
  'priority class': cluster('scheduling.k8s.io/v1', 'PriorityClass', 'p', {
    value: 10,
  }),
  lease: of('coordination.k8s.io/v1', 'Lease', 'l', {
    spec: {
      holderIdentity: 'x',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-01T00:00:00.000000Z',
    },
  }),
  'runtime class': cluster('node.k8s.io/v1', 'RuntimeClass', 'r', {
    handler: 'runc',
  }),
  'validating webhook': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'v',
    {
      webhooks: [
        {
          name: 'a.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { name: 's', namespace: 'n' } },
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
            },
          ],
        },
      ],
    },
  ),
  'mutating webhook': cluster(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'v',
    {
      webhooks: [
        {
          name: 'a.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { url: 'https://x.example.com' },
        },
      ],
    },
  ),
  'validating policy': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'v',
    {
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['apps'],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['deployments'],
            },
          ],
        },
        validations: [{ expression: 'object.spec.replicas <= 5' }],
      },
    },
  ),
  'validating policy binding': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicyBinding',
    'v',
    { spec: { policyName: 'v', validationActions: ['Deny'] } },
  ),
  'api service': cluster(
    'apiregistration.k8s.io/v1',
    'APIService',
    'v1.example.com',
    {
      spec: {
        group: 'example.com',
        version: 'v1',
        groupPriorityMinimum: 10,
        versionPriority: 10,
        service: { name: 's', namespace: 'n' },
        insecureSkipTLSVerify: true,
      },
    },
  ),
  'crd minimal': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object' } },
              },
            },
          },
        ],
      },
    },
  ),
  'crd webhook conversion': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        conversion: {
          strategy: 'Webhook',
          webhook: {
            conversionReviewVersions: ['v1'],
            clientConfig: { service: { name: 'a', namespace: 'b' } },
          },
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    },
  ),

  // Refusals
  'deployment without selector': of('apps/v1', 'Deployment', 'd', {
    spec: { template: template() },
  }),
  'deployment empty': of('apps/v1', 'Deployment', 'd', { spec: {} }),
  'deployment without spec': of('apps/v1', 'Deployment', 'd'),
  'deployment selector mismatch': deployment('d', {
    template: template({}, { app: 'other' }),
  }),
  'deployment empty selector': deployment('d', { selector: {} }),
  'deployment bad name': deployment('Bad_Name'),
  'deployment bad label': {
    ...deployment('d'),
    metadata: meta('d', { labels: { 'a b': 'x', ok: 'not ok!' } }),
  },
  'deployment bad annotation': {
    ...deployment('d'),
    metadata: meta('d', { annotations: { 'a b': 'x' } }),
  },
  'deployment negative replicas': deployment('d', { replicas: -1 }),
  'deployment bad strategy': deployment('d', { strategy: { type: 'Nope' } }),
  'deployment recreate with rolling': deployment('d', {
    strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
  }),
  'deployment zero surge': deployment('d', {
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 0, maxUnavailable: 0 },
    },
  }),
  'deployment bad percent': deployment('d', {
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: '10', maxUnavailable: '110%' },
    },
  }),
  'deployment deadline': deployment('d', {
    progressDeadlineSeconds: 5,
    minReadySeconds: 10,
  }),
  'deployment restart policy': deployment('d', {
    template: template({ restartPolicy: 'Never' }),
  }),
  'deployment no containers': deployment('d', {
    template: template({ containers: [] }),
  }),
  'deployment container without image': deployment('d', {
    template: template({ containers: [{ name: 'a' }] }),
  }),
  'deployment container without name': deployment('d', {
    template: template({ containers: [{ image: 'a' }] }),
  }),
  'deployment duplicate container': deployment('d', {
    template: template({ containers: [container(), container()] }),
  }),
  'deployment bad container name': deployment('d', {
    template: template({ containers: [container({ name: 'A_b' })] }),
  }),
  'deployment image with space': deployment('d', {
    template: template({ containers: [container({ image: ' nginx' })] }),
  }),
  'deployment bad port': deployment('d', {
    template: template({
      containers: [
        container({
          ports: [
            { containerPort: 70000 },
            { containerPort: 80, protocol: 'HTTP' },
            { containerPort: 80, name: 'x' },
            { containerPort: 81, name: 'x' },
            { name: 'WAY_too_long_port_name' },
          ],
        }),
      ],
    }),
  }),
  'deployment bad env': deployment('d', {
    template: template({
      containers: [
        container({
          env: [
            { name: '' },
            { name: '=a', value: 'x' },
            {
              name: 'A',
              value: 'a',
              valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
            },
            { name: 'B', valueFrom: {} },
          ],
        }),
      ],
    }),
  }),
  'deployment bad quantity limit': deployment('d', {
    template: template({
      containers: [
        container({
          resources: { limits: { cpu: '100m' }, requests: { cpu: '1' } },
        }),
      ],
    }),
  }),
  'deployment bad quantity text': deployment('d', {
    template: template({
      containers: [container({ resources: { limits: { cpu: 'lots' } } })],
    }),
  }),
  'deployment negative quantity': deployment('d', {
    template: template({
      containers: [container({ resources: { requests: { cpu: '-1' } } })],
    }),
  }),
  'deployment missing volume': deployment('d', {
    template: template({
      containers: [
        container({ volumeMounts: [{ name: 'nope', mountPath: '/x' }] }),
      ],
    }),
  }),
  'deployment bad mounts': deployment('d', {
    template: template({
      volumes: [
        { name: 'a', emptyDir: {} },
        { name: 'a', emptyDir: {} },
        { name: 'two', emptyDir: {}, configMap: { name: 'x' } },
      ],
      containers: [
        container({
          volumeMounts: [
            { name: 'a', mountPath: '/x' },
            { name: 'a', mountPath: '/x' },
            { name: 'a' },
          ],
        }),
      ],
    }),
  }),
  'deployment bad probe': deployment('d', {
    template: template({
      containers: [
        container({
          livenessProbe: {},
          readinessProbe: { httpGet: { port: 0, path: 'x' } },
          startupProbe: { exec: {}, tcpSocket: { port: 1 }, periodSeconds: -1 },
        }),
      ],
    }),
  }),
  'deployment bad pull policy': deployment('d', {
    template: template({
      containers: [container({ imagePullPolicy: 'Sometimes' })],
    }),
  }),
  'deployment bad dns policy': deployment('d', {
    template: template({ dnsPolicy: 'X', serviceAccountName: 'A b' }),
  }),
  'deployment bad selector operator': deployment('d', {
    selector: {
      matchExpressions: [
        { key: 'app', operator: 'Nope', values: ['x'] },
        { key: 'a b', operator: 'In' },
      ],
    },
  }),
  'deployment wrong type': deployment('d', { replicas: 'three' }),
  'deployment wrong type list': deployment('d', {
    template: { spec: { containers: {} } },
  }),
  'deployment wrong type string': deployment('d', {
    template: template({
      containers: [container({ env: [{ name: 'A', value: 1 }] })],
    }),
  }),
  'deployment wrong type bool': deployment('d', { paused: 'yes' }),
  'deployment wrong type labels': {
    ...deployment('d'),
    metadata: meta('d', { labels: { a: 1 } }),
  },
  'deployment wrong type spec': of('apps/v1', 'Deployment', 'd', { spec: 'x' }),
  'deployment float replicas': deployment('d', { replicas: 1.5 }),
  'statefulset selector mismatch': statefulSet('s', {
    template: template({}, { app: 'other' }),
  }),
  'statefulset bad policies': statefulSet('s', {
    podManagementPolicy: 'X',
    updateStrategy: { type: 'Y' },
  }),
  'statefulset without service name': of('apps/v1', 'StatefulSet', 's', {
    spec: { selector, template: template() },
  }),
  'daemonset selector mismatch': daemonSet('d', {
    template: template({}, { app: 'other' }),
  }),
  'daemonset bad strategy': daemonSet('d', { updateStrategy: { type: 'X' } }),
  'replicaset mismatch': of('apps/v1', 'ReplicaSet', 'r', {
    spec: { selector, template: template({}, { x: 'y' }) },
  }),
  'job restart always': job('j', {}, { restartPolicy: 'Always' }),
  'job without restart policy': of('batch/v1', 'Job', 'j', {
    spec: { template: { spec: { containers: [container()] } } },
  }),
  'job selector': job('j', { selector }),
  'job negative': job('j', {
    completions: -1,
    parallelism: -1,
    backoffLimit: -1,
    activeDeadlineSeconds: -1,
    ttlSecondsAfterFinished: -1,
  }),
  'job no containers': of('batch/v1', 'Job', 'j', {
    spec: { template: { spec: { restartPolicy: 'Never' } } },
  }),
  'cronjob bad schedule': cronJob('c', {
    schedule: 'nope',
    concurrencyPolicy: 'X',
    startingDeadlineSeconds: -1,
  }),
  'cronjob no schedule': cronJob('c', { schedule: '' }),
  'cronjob long name': cronJob('c'.repeat(60)),
  'cronjob timezone': cronJob('c', { timeZone: 'Nowhere/City' }),
  'service no ports': of('v1', 'Service', 's', { spec: { selector: labels } }),
  'service bad ports': service('s', {
    ports: [{ port: 0 }, { port: 70000, protocol: 'X', targetPort: 0 }],
  }),
  'service unnamed ports': service('s', {
    ports: [{ port: 80 }, { port: 81 }],
  }),
  'service duplicate ports': service('s', {
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 80 },
      { name: 'a', port: 82 },
    ],
  }),
  'service bad type': service('s', { type: 'X' }),
  'service bad affinity': service('s', { sessionAffinity: 'X' }),
  'service bad name': service('1s.x'),
  'service bad selector': service('s', { selector: { 'a b': 'c d' } }),
  'service bad cluster ip': service('s', { clusterIP: '1.2.3' }),
  'service foreign cluster ip': service('s', { clusterIP: '192.0.2.1' }),
  'service external name missing': of('v1', 'Service', 's', {
    spec: { type: 'ExternalName' },
  }),
  'service node port range': service('s', {
    type: 'NodePort',
    ports: [{ port: 80, nodePort: 80 }],
  }),
  'service node port on cluster ip': service('s', {
    ports: [{ port: 80, nodePort: 30080 }],
  }),
  'service target port text': service('s', {
    ports: [{ port: 80, targetPort: 'NOT ok' }],
  }),
  'configmap bad key': of('v1', 'ConfigMap', 'c', {
    data: { 'a/b': 'c' },
    binaryData: { 'a b': 'AA==' },
  }),
  'configmap same key': of('v1', 'ConfigMap', 'c', {
    data: { a: 'c' },
    binaryData: { a: 'AA==' },
  }),
  'configmap bad base64': of('v1', 'ConfigMap', 'c', {
    binaryData: { a: '***' },
  }),
  'configmap number': of('v1', 'ConfigMap', 'c', { data: { a: 1 } }),
  'secret bad base64': of('v1', 'Secret', 's', { data: { a: '***' } }),
  'secret tls missing': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/tls',
    data: {},
  }),
  'secret bad key': of('v1', 'Secret', 's', { data: { 'a b': '' } }),
  'secret dockerconfigjson': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': 'nope' },
  }),
  'secret basic auth': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/basic-auth',
    stringData: {},
  }),
  'secret ssh auth': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/ssh-auth',
    stringData: {},
  }),
  'secret token': of('v1', 'Secret', 's', {
    type: 'kubernetes.io/service-account-token',
  }),
  'namespace bad name': cluster('v1', 'Namespace', 'a.b'),
  'namespace long name': cluster('v1', 'Namespace', 'a'.repeat(64)),
  'service account bad name': of('v1', 'ServiceAccount', 'A b'),
  'pvc empty': of('v1', 'PersistentVolumeClaim', 'c', { spec: {} }),
  'pvc bad': claim('c', {
    accessModes: ['X'],
    resources: { requests: { storage: '0' } },
    volumeMode: 'X',
  }),
  'pv empty': cluster('v1', 'PersistentVolume', 'p', { spec: {} }),
  'resource quota bad': of('v1', 'ResourceQuota', 'q', {
    spec: { hard: { pods: '-1', 'bad name': '1', cpu: 'x' } },
  }),
  'hpa empty': of('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', {
    spec: {},
  }),
  'hpa bad': hpa('autoscaling/v2', 'h', { minReplicas: 5, maxReplicas: 3 }),
  'hpa zero': hpa('autoscaling/v2', 'h', { minReplicas: 0, maxReplicas: 0 }),
  'ingress empty': of('networking.k8s.io/v1', 'Ingress', 'i', { spec: {} }),
  'ingress no path type': ingress('i', {
    rules: [
      {
        http: {
          paths: [
            {
              path: '/',
              backend: { service: { name: 'web', port: { number: 80 } } },
            },
          ],
        },
      },
    ],
  }),
  'ingress bad path': ingress('i', {
    rules: [
      pathRule('x', 'Prefix'),
      pathRule('/', 'X'),
      { host: 'Bad Host' },
      { host: '1.2.3.4' },
    ],
  }),
  'ingress bad backend': ingress('i', {
    rules: [
      pathRule('/', 'Prefix', { service: { name: 'web' } }),
      pathRule('/', 'Prefix', {}),
      pathRule('/', 'Exact', {
        service: { name: 'A b', port: { number: 70000, name: 'x' } },
      }),
    ],
  }),
  'ingress class bad': cluster('networking.k8s.io/v1', 'IngressClass', 'i', {
    spec: {},
  }),
  'network policy bad': of('networking.k8s.io/v1', 'NetworkPolicy', 'n', {
    spec: {
      podSelector: {},
      policyTypes: ['X'],
      ingress: [
        {
          from: [{ ipBlock: { cidr: 'x' } }, {}],
          ports: [{ port: 0, protocol: 'X' }],
        },
      ],
    },
  }),
  'pdb bad': of('policy/v1', 'PodDisruptionBudget', 'p', {
    spec: { minAvailable: 1, maxUnavailable: 1, selector },
  }),
  'role bad': of('rbac.authorization.k8s.io/v1', 'Role', 'r', {
    rules: [
      { apiGroups: [''], resources: ['pods'] },
      { resources: ['pods'], verbs: ['get'] },
      { apiGroups: [''], verbs: ['get'] },
      { nonResourceURLs: ['/x'], verbs: ['get'] },
    ],
  }),
  'role binding bad': binding('b', {
    roleRef: { kind: 'Nope', name: '' },
    subjects: [
      { kind: 'ServiceAccount', name: 's' },
      { kind: 'X', name: 'y' },
      { kind: 'User' },
      { kind: 'ServiceAccount', name: 'a b', namespace: 'n', apiGroup: 'x' },
    ],
  }),
  'storage class bad': cluster('storage.k8s.io/v1', 'StorageClass', 's', {
    reclaimPolicy: 'X',
    volumeBindingMode: 'Y',
  }),
  'priority class bad': cluster(
    'scheduling.k8s.io/v1',
    'PriorityClass',
    'system-x',
    { value: 2000000000 },
  ),
  'lease bad': of('coordination.k8s.io/v1', 'Lease', 'l', {
    spec: { leaseDurationSeconds: 0, leaseTransitions: -1 },
  }),
  'lease wrong time': of('coordination.k8s.io/v1', 'Lease', 'l', {
    spec: { renewTime: 'yesterday' },
  }),
  'event other namespace': of('v1', 'Event', 'e', {
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'other' },
  }),
  'pod bad': pod('p', {
    restartPolicy: 'X',
    terminationGracePeriodSeconds: -1,
    activeDeadlineSeconds: 0,
    nodeSelector: { 'a b': 'c' },
    hostAliases: [{ ip: 'x' }],
    imagePullSecrets: [{}],
    tolerations: [{ operator: 'X' }, { key: 'a b', effect: 'Y' }],
  }),
  'endpoints bad': of('v1', 'Endpoints', 'e', {
    subsets: [{ addresses: [{ ip: 'x' }], ports: [{ port: 0 }] }],
  }),
  'endpoint slice bad': of('discovery.k8s.io/v1', 'EndpointSlice', 'e', {
    addressType: 'X',
    endpoints: [{ addresses: [] }],
  }),
  'bad owner reference': {
    ...of('v1', 'ConfigMap', 'c'),
    metadata: meta('c', {
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: '', uid: '' },
        { apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'b' },
        { apiVersion: '', kind: '', name: 'x', uid: 'y' },
      ],
    }),
  },
  'two controllers': {
    ...of('v1', 'ConfigMap', 'c'),
    metadata: meta('c', {
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'a',
          uid: '1',
          controller: true,
        },
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'b',
          uid: '2',
          controller: true,
        },
      ],
    }),
  },
  'bad finalizer': {
    ...of('v1', 'ConfigMap', 'c'),
    metadata: meta('c', { finalizers: ['nope', 'a b', 'example.com/ok'] }),
  },
  'no name': {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default' },
  },
  'generate name': {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', generateName: 'Bad_' },
  },
  'long label': {
    ...of('v1', 'ConfigMap', 'c'),
    metadata: meta('c', {
      labels: {
        a: 'x'.repeat(64),
        ['y'.repeat(64)]: 'z',
        'a/b/c': 'd',
        '/x': 'y',
      },
    }),
  },
  'crd bad name': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'nope',
    {
      spec: {
        group: 'example.com',
        scope: 'X',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    },
  ),
  'crd no versions': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [],
      },
    },
  ),
  'crd no storage': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: false,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
          { name: 'v1', served: true, storage: false },
        ],
      },
    },
  ),
  'crd not structural': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    properties: {
                      a: { type: 'string' },
                      b: { type: 'array' },
                      c: {
                        type: 'object',
                        properties: { x: { type: 'string' } },
                        additionalProperties: { type: 'string' },
                      },
                    },
                  },
                  metadata: {
                    type: 'object',
                    properties: { labels: { type: 'object' } },
                  },
                },
              },
            },
          },
        ],
      },
    },
  ),
  'crd empty': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'x.y',
    { spec: {} },
  ),
  'crd bad cel': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-validations': [
                  { rule: 'self.nope == 1' },
                  { rule: '' },
                  { rule: '1 +' },
                  { rule: 'true', fieldPath: '.a' },
                ],
              },
            },
          },
        ],
      },
    },
  ),
  'crd bad default': cluster(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'widgets.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    properties: {
                      a: { type: 'integer', default: 'x' },
                      b: { type: 'string', pattern: '(' },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    },
  ),
};

const change = (object, ...path) => {
  const value = path.pop();
  const copy = structuredClone(object);
  let at = copy;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key];
  }
  if (value === undefined) {
    delete at[path.at(-1)];
  } else {
    at[path.at(-1)] = value;
  }
  return copy;
};
const update = (object, ...changes) => [
  object,
  changes.reduce((result, [...path]) => change(result, ...path), object),
];

const configMap = of('v1', 'ConfigMap', 'u-c', { data: { a: 'b' } });
const secret = of('v1', 'Secret', 'u-s', { data: { a: 'YQ==' } });
export const updates = {
  'deployment selector': update(
    deployment('u-d', { replicas: 0 }),
    ['spec', 'selector', { matchLabels: { app: 'x' } }],
    ['spec', 'template', 'metadata', 'labels', { app: 'x' }],
  ),
  'deployment image': update(deployment('u-d', { replicas: 0 }), [
    'spec',
    'template',
    'spec',
    'containers',
    [container({ image: 'b' })],
  ]),
  'deployment name': update(deployment('u-d', { replicas: 0 }), [
    'metadata',
    'uid',
    'x',
  ]),
  'replicaset selector': update(
    of('apps/v1', 'ReplicaSet', 'u-r', {
      spec: { replicas: 0, selector, template: template() },
    }),
    ['spec', 'selector', { matchLabels: { app: 'x' } }],
    ['spec', 'template', 'metadata', 'labels', { app: 'x' }],
  ),
  'daemonset selector': update(
    daemonSet('u-ds'),
    ['spec', 'selector', { matchLabels: { app: 'x' } }],
    ['spec', 'template', 'metadata', 'labels', { app: 'x' }],
  ),
  'statefulset service name': update(statefulSet('u-ss', { replicas: 0 }), [
    'spec',
    'serviceName',
    'x',
  ]),
  'statefulset selector': update(
    statefulSet('u-ss', { replicas: 0 }),
    ['spec', 'selector', { matchLabels: { app: 'x' } }],
    ['spec', 'template', 'metadata', 'labels', { app: 'x' }],
  ),
  'statefulset policy and claims': update(
    statefulSet('u-ss', { replicas: 0 }),
    ['spec', 'podManagementPolicy', 'Parallel'],
    [
      'spec',
      'volumeClaimTemplates',
      [
        {
          metadata: { name: 'd' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    ],
  ),
  'job template': update(job('u-j', { suspend: true }), [
    'spec',
    'template',
    'spec',
    'containers',
    [container({ image: 'b' })],
  ]),
  'job completions': update(job('u-j', { suspend: false }), [
    'spec',
    'completions',
    4,
  ]),
  'job running template': update(job('u-j'), [
    'spec',
    'template',
    'spec',
    'containers',
    [container({ image: 'b' })],
  ]),
  'job parallelism': update(job('u-j'), ['spec', 'parallelism', 2]),
  'service cluster ip': update(service('u-svc', { clusterIP: '10.0.0.77' }), [
    'spec',
    'clusterIP',
    '10.0.0.78',
  ]),
  'service remove cluster ip': update(
    service('u-svc', { clusterIP: '10.0.0.79' }),
    ['spec', 'clusterIP', undefined],
  ),
  'service to headless': update(service('u-svc'), [
    'spec',
    'clusterIP',
    'None',
  ]),
  'service to external name': update(
    service('u-svc'),
    ['spec', 'type', 'ExternalName'],
    ['spec', 'externalName', 'a.example.com'],
  ),
  'service to node port': update(service('u-svc'), [
    'spec',
    'type',
    'NodePort',
  ]),
  'service node port to cluster ip': update(
    service('u-svc', { type: 'NodePort' }),
    ['spec', 'type', 'ClusterIP'],
  ),
  'service node port kept': update(service('u-svc', { type: 'NodePort' }), [
    'spec',
    'selector',
    { a: 'b' },
  ]),
  'configmap immutable': update({ ...configMap, immutable: true }, [
    'data',
    { a: 'c' },
  ]),
  'configmap unset immutable': update({ ...configMap, immutable: true }, [
    'immutable',
    false,
  ]),
  'configmap binary immutable': update({ ...configMap, immutable: true }, [
    'binaryData',
    { x: 'AA==' },
  ]),
  'secret immutable': update({ ...secret, immutable: true }, [
    'data',
    { a: 'Yg==' },
  ]),
  'secret unset immutable': update({ ...secret, immutable: true }, [
    'immutable',
    undefined,
  ]),
  'secret type': update(secret, ['type', 'example.com/x']),
  'pvc spec': update(claim('u-pvc'), [
    'spec',
    'accessModes',
    ['ReadWriteMany'],
  ]),
  'pvc shrink': update(claim('u-pvc'), [
    'spec',
    'resources',
    'requests',
    'storage',
    '500Mi',
  ]),
  'pvc class': update(claim('u-pvc'), ['spec', 'storageClassName', 'x']),
  'role binding role': update(binding('u-b'), ['roleRef', 'name', 'x']),
  'cluster role binding role': update(
    cluster('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'u-b', {
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'r',
      },
    }),
    ['roleRef', 'name', 'x'],
  ),
  'storage class': update(
    cluster('storage.k8s.io/v1', 'StorageClass', 'u-s', {
      provisioner: 'example.com/p',
    }),
    ['provisioner', 'x'],
    ['parameters', { a: 'b' }],
    ['reclaimPolicy', 'Retain'],
  ),
  'priority class': update(
    cluster('scheduling.k8s.io/v1', 'PriorityClass', 'u-p', { value: 10 }),
    ['value', 11],
  ),
  'pod image': update(pod('u-p'), [
    'spec',
    'containers',
    [container({ image: 'b' })],
  ]),
  'pod spec': update(pod('u-p'), ['spec', 'restartPolicy', 'Never']),
  'pod add container': update(pod('u-p'), [
    'spec',
    'containers',
    [container(), { name: 'b', image: 'b' }],
  ]),
  'ingress class controller': update(
    cluster('networking.k8s.io/v1', 'IngressClass', 'u-i', {
      spec: { controller: 'example.com/c' },
    }),
    ['spec', 'controller', 'example.com/d'],
  ),
  'runtime class': update(
    cluster('node.k8s.io/v1', 'RuntimeClass', 'u-r', { handler: 'runc' }),
    ['handler', 'x'],
  ),
  'endpoint slice type': update(
    of('discovery.k8s.io/v1', 'EndpointSlice', 'u-e', {
      addressType: 'IPv4',
      endpoints: [],
    }),
    ['addressType', 'IPv6'],
  ),
  hpa: update(hpa('autoscaling/v2', 'u-h'), ['spec', 'maxReplicas', 0]),
  cronjob: update(cronJob('u-c'), ['spec', 'schedule', '@hourly']),
  'namespace finalizer': update(cluster('v1', 'Namespace', 'u-n'), [
    'spec',
    { finalizers: ['example.com/x'] },
  ]),
};
