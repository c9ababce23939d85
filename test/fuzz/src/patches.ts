import { type Random } from './random';
import { type RandomResource } from './resources';

/** A text as a YAML block. */
export function block(text: string): string {
  return `|-\n${text.replace(/^/gm, '  ')}`;
}

/** The API versions of kinds that are not `v1`. */
export const groups: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  CronJob: 'batch/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Thing: 'fuzz.example.com/v1',
};

function header({ kind, name }: RandomResource): string {
  return `apiVersion: ${
    groups[kind] ?? 'v1'
  }\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

/** A strategic merge patch of an object. */
export function mergePatch(random: Random, target: RandomResource): string {
  const pods = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(target.kind);
  const bodies = [
    'metadata:\n  annotations:\n    patched: "yes"\n',
    'metadata:\n  labels:\n    app: null\n    new: "1"\n',
    '$patch: delete\n',
    ...(target.kind === 'ConfigMap'
      ? [
          'data:\n  a: null\n  c: "3"\n',
          'data: null\n',
          'data:\n  $patch: replace\n  z: "1"\n',
        ]
      : []),
    ...(target.kind === 'Thing'
      ? [
          'spec:\n  list:\n  - name: a\n    value: 2\n  empty: null\n',
          'spec:\n  replicas: "7"\n  ref: {name: x}\n',
        ]
      : []),
    ...(target.kind === 'Service'
      ? [
          'spec:\n  ports:\n  - port: 80\n    nodePort: 30000\n  - port: 443\n    name: tls\n',
          'spec:\n  selector:\n    $patch: replace\n    x: y\n',
        ]
      : []),
    ...(pods
      ? [
          'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: patched:1\n        env:\n        - name: A\n          value: "9"\n        - name: Z\n          value: z\n',
          'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        ports:\n        - containerPort: 80\n          hostPort: 1\n        - containerPort: 9\n      - name: added\n        image: added\n      - name: side\n        $patch: delete\n',
          'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: only\n',
          'spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        emptyDir: {}\n        configMap: null\n      $setElementOrder/volumes:\n      - name: w\n      - name: v\n',
          'spec:\n  template:\n    metadata: null\n',
          'spec:\n  replicas: 5\n  strategy:\n    $retainKeys: [type]\n    type: Recreate\n',
        ]
      : []),
  ];
  const body = random.pick(bodies);
  return body.startsWith('metadata:\n')
    ? header(target) + body.slice('metadata:\n'.length)
    : header(target) + body;
}

/** A JSON patch, mostly one that fits the kind. */
export function jsonPatch(random: Random, kind: string): string {
  const isWorkload = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);
  const operations = [
    '- op: add\n  path: /metadata/annotations\n  value: {a: "b"}',
    '- op: add\n  path: /metadata/labels\n  value: {x/y: "1", app: "n"}',
    '- op: replace\n  path: /metadata/name\n  value: renamed',
    '- op: copy\n  from: /metadata/name\n  path: /metadata/copied',
    `- op: test\n  path: /kind\n  value: ${kind}`,
    ...(kind === 'Thing'
      ? [
          '- op: add\n  path: /spec/list/-\n  value: {name: c, value: 1.0}',
          '- op: add\n  path: /spec/list/0\n  value: [1, "2", null, 3e5, 0x10, 1_000, yes]',
          '- op: move\n  from: /spec/replicas\n  path: /spec/moved',
          '- op: replace\n  path: /spec/empty\n  value: {a: {b: [c]}, d: ""}',
          '- op: remove\n  path: /spec/list/1',
        ]
      : []),
    ...(isWorkload
      ? [
          '- op: add\n  path: /spec/replicas\n  value: 9',
          '- op: add\n  path: /spec/template/spec/containers/0/args\n  value: [one]',
          '- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: json:1',
          '- op: add\n  path: /spec/template/spec/containers/-\n  value: {name: j, image: nginx}',
          '- op: remove\n  path: /spec/template/spec/containers/0/env/0',
        ]
      : []),
    ...(kind === 'ConfigMap'
      ? [
          '- op: add\n  path: /data/n\n  value: "1"',
          '- op: remove\n  path: /data/a',
        ]
      : []),
    '- op: remove\n  path: /metadata/labels/app',
  ];
  const chosen = [
    random.pick(operations),
    ...random.list(1, () => random.pick(operations)),
  ];
  return random.chance(0.1)
    ? JSON.stringify(
        chosen.map(() => ({ op: 'add', path: '/metadata/x', value: 1.5 })),
      )
    : chosen.join('\n');
}

/** A label selector, seldom one that is wrong. */
function labelSelector(random: Random): string {
  const requirement = (): string =>
    random.pick([
      'app=web',
      'app == db',
      'app!=web',
      'tier',
      '!tier',
      'note',
      'app in (web,1)',
      'app notin (,db)',
      'app in ()',
      'app=',
      'note>0',
      ...(random.chance(0.1)
        ? ['a b', 'app=-x', 'a/b/c', 'app in (x', 'app=a=b', 'note>x', '(', '']
        : []),
    ]);
  return [requirement(), ...random.list(1, requirement)].join(
    random.pick([',', ' , ']),
  );
}

function selector(random: Random, { kind, name }: RandomResource): string {
  return random.pick([
    `kind: ${kind}`,
    `kind: ${kind}\nname: ${name}`,
    `name: ${name.slice(0, -1)}.*`,
    `kind: Dep.*|Thing`,
    `${random.pick(['labelSelector', 'annotationSelector'])}: ${JSON.stringify(
      labelSelector(random),
    )}`,
    `version: v1`,
    `group: ${(groups[kind] ?? 'v1').split('/')[0]}\nkind: ${kind}`,
    `namespace: one`,
  ]);
}

/** An entry of `patches`. */
export function patch(
  random: Random,
  resources: readonly RandomResource[],
): string {
  const target = random.pick(resources);
  if (random.chance(0.5)) {
    const text = `patch: ${block(mergePatch(random, target).trimEnd())}`;
    return random.chance(0.3)
      ? `${text}\ntarget:\n  kind: ${target.kind}${
          random.chance(0.3) ? '\noptions:\n  allowNameChange: true' : ''
        }`
      : text;
  }
  return `target:\n${selector(random, target).replace(
    /^/gm,
    '  ',
  )}\npatch: ${block(jsonPatch(random, target.kind))}`;
}
