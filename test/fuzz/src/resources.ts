import { type Random } from './random';

/** An object of a tree that is generated: what others refer to it by, and its text. */
export interface RandomResource {
  kind: string;
  name: string;
  yaml: string;
}

const images = [
  'nginx',
  'nginx:1.25',
  'docker.io/library/redis:7',
  'ghcr.io/a/b@sha256:0123456789012345678901234567890123456789012345678901234567890123',
  'localhost:5000/app:v1',
  'app',
];

const metadata = (random: Random, name: string): string => {
  const lines = [`  name: ${name}`];
  if (random.chance(0.25))
    lines.push(`  namespace: ${random.pick(['one', 'two', 'default'])}`);
  if (random.chance(0.4))
    lines.push(
      `  labels:\n    app: ${random.pick([
        'web',
        'db',
        '"1"',
      ])}\n    tier: back`,
    );
  if (random.chance(0.3))
    lines.push(
      `  annotations:\n    note: ${random.pick([
        '"a"',
        "'true'",
        'x: y'.replace(': ', '-'),
        '"1.0"',
      ])}`,
    );
  return random.chance(0.9) ? lines.join('\n') : lines.reverse().join('\n');
};

function podSpec(
  random: Random,
  names: (kind: string) => string,
  indent: string,
): string {
  const env = random.some(
    [
      `- name: A\n  value: ${random.pick(['"1"', 'x', '"true"', 'a b'])}`,
      `- name: B\n  valueFrom:\n    configMapKeyRef:\n      name: ${names(
        'ConfigMap',
      )}\n      key: a`,
      `- name: C\n  valueFrom:\n    secretKeyRef: {name: ${names(
        'Secret',
      )}, key: b}`,
    ],
    0.5,
  );
  const container = (name: string): string =>
    [
      `- name: ${name}`,
      `  image: ${random.pick(images)}`,
      ...(random.chance(0.4)
        ? [
            `  ports:\n  - containerPort: ${random.pick([
              '80',
              '8080',
            ])}\n    name: http\n  - containerPort: 81\n    protocol: UDP`,
          ]
        : []),
      ...(env.length > 0
        ? [`  env:\n${env.join('\n').replace(/^/gm, '  ')}`]
        : []),
      ...(random.chance(0.3)
        ? [
            `  envFrom:\n  - configMapRef:\n      name: ${names(
              'ConfigMap',
            )}\n  - secretRef: {name: ${names('Secret')}}`,
          ]
        : []),
      ...(random.chance(0.3) ? [`  args: ["--x=1", '-y', z]`] : []),
      ...(random.chance(0.3)
        ? [`  resources: {limits: {cpu: 100m, memory: 1Gi}}`]
        : []),
      ...(random.chance(0.3)
        ? [`  volumeMounts:\n  - mountPath: /a\n    name: v`]
        : []),
    ].join('\n');
  const text = [
    `containers:`,
    container('main'),
    ...(random.chance(0.3) ? [container('side')] : []),
    ...(random.chance(0.2) ? [`initContainers:`, container('init')] : []),
    ...(random.chance(0.3)
      ? [`serviceAccountName: ${names('ServiceAccount')}`]
      : []),
    ...(random.chance(0.3)
      ? [
          `volumes:\n- name: v\n  configMap:\n    name: ${names(
            'ConfigMap',
          )}\n- name: w\n  secret: {secretName: ${names('Secret')}}`,
        ]
      : []),
  ].join('\n');
  return text.replace(/^/gm, indent);
}

type Maker = (
  random: Random,
  meta: string,
  names: (kind: string) => string,
) => string;

const workload: (kind: string) => Maker = kind => (random, meta, names) =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n${meta}\nspec:\n${
    kind !== 'DaemonSet' && random.chance(0.7)
      ? `  replicas: ${random.below(4)}\n`
      : ''
  }  selector:\n    matchLabels:\n      app: web\n${
    kind === 'StatefulSet' ? `  serviceName: ${names('Service')}\n` : ''
  }  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${podSpec(
    random,
    names,
    '      ',
  )}\n`;

const makers: Readonly<Record<string, Maker>> = {
  Deployment: workload('Deployment'),
  StatefulSet: workload('StatefulSet'),
  DaemonSet: workload('DaemonSet'),
  CronJob: (random, meta, names) =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n${meta}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n${podSpec(
      random,
      names,
      '          ',
    )}\n`,
  Service: (random, meta) =>
    `apiVersion: v1\nkind: Service\nmetadata:\n${meta}\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    targetPort: ${random.pick(
      ['http', '8080', '"8080"'],
    )}\n`,
  ConfigMap: (random, meta) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n${meta}\ndata:\n  a: ${random.pick(
      ['"1"', 'x', 'a: b'.replace(': ', '='), '"y"', '|\n    line\n    two'],
    )}\n  b: "2"\n`,
  Secret: (random, meta) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n${meta}\ntype: Opaque\n${random.pick(
      ['data:\n  b: Yg==', 'stringData:\n  b: "1"'],
    )}\n`,
  ServiceAccount: (_, meta) =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n${meta}\n`,
  Namespace: (_, meta) =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n${meta.replace(
      /^ {2}namespace:.*\n?/m,
      '',
    )}\n`,
  Role: (random, meta, names) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n${meta}\nrules:\n- apiGroups: [""]\n  resources: [secrets]\n  resourceNames: [${names(
      'Secret',
    )}]\n  verbs: [${random.pick(['get', '"*"'])}]\n`,
  RoleBinding: (_, meta, names) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n${meta}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ${names(
      'Role',
    )}\nsubjects:\n- kind: ServiceAccount\n  name: ${names(
      'ServiceAccount',
    )}\n`,
  ClusterRoleBinding: (random, meta, names) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n${meta.replace(
      /^ {2}namespace:.*\n?/m,
      '',
    )}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n- kind: ServiceAccount\n  name: ${names(
      'ServiceAccount',
    )}\n  namespace: ${random.pick(['one', 'default'])}\n`,
  Ingress: (_, meta, names) =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n${meta}\nspec:\n  tls:\n  - secretName: ${names(
      'Secret',
    )}\n  rules:\n  - host: a.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: ${names(
      'Service',
    )}\n            port: {number: 80}\n`,
  HorizontalPodAutoscaler: (_, meta, names) =>
    `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n${meta}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${names(
      'Deployment',
    )}}\n  maxReplicas: 3\n`,
  PersistentVolumeClaim: (_, meta) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n${meta}\nspec:\n  storageClassName: fast\n  accessModes: [ReadWriteOnce]\n`,
  Thing: (random, meta, names) =>
    `apiVersion: fuzz.example.com/v1\nkind: Thing\nmetadata:\n${meta}\nspec:\n  replicas: ${random.below(
      5,
    )}\n  image: ${random.pick(images)}\n  ref: {name: ${names(
      'ConfigMap',
    )}}\n  list:\n  - name: a\n    value: 1\n  - name: b\n    value: ${random.pick(
      ['2', 'true', '1.5', 'null', '"x"'],
    )}\n  empty: ${random.pick(['{}', '[]', '""', '~'])}\n`,
};

const kinds = Object.keys(makers);

/** Objects that refer to each other, with unique names. */
export function randomResources(
  random: Random,
  prefix: string,
): RandomResource[] {
  const chosen = Array.from({ length: 2 + random.below(6) }, (_, i) => ({
    kind: random.pick(kinds),
    name: `${prefix}-${random.chance(0.2) ? 'x' : i}`,
  })).filter(
    (each, i, all) =>
      all.findIndex(
        ({ kind, name }) => kind === each.kind && name === each.name,
      ) === i,
  );
  const nameOf = (kind: string): string =>
    chosen.find(each => each.kind === kind)?.name ?? `${prefix}-none`;
  return chosen.map(({ kind, name }) => ({
    kind,
    name,
    yaml: makers[kind](random, metadata(random, name), nameOf),
  }));
}
