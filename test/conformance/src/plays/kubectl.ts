import type { Play } from '../play';

const ns = 'kubectl';
const inNamespace = ['-n', ns];

const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: web}
data:
  colour: red
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 0
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
        resources: {limits: {memory: 64Mi}}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

const flux = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: app
spec:
  interval: 1m
  url: https://git.example.com/app.git
  ref: {branch: main}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: app
spec:
  interval: 10m
  path: ./deploy
  prune: true
  sourceRef: {kind: GitRepository, name: app}
`;

const applied = (text: string) => text.replace('red', 'green');

/** What people do with kubectl. */
export const kubectl: Play = {
  name: 'kubectl',
  namespace: ns,
  steps: [
    {
      kubectl: 'apply',
      args: [...inNamespace, 'apply', '-f', '-'],
      stdin: manifest,
    },
    {
      kubectl: 'apply again',
      args: [...inNamespace, 'apply', '-f', '-'],
      stdin: manifest,
    },
    {
      kubectl: 'diff',
      args: [...inNamespace, 'diff', '-f', '-'],
      stdin: manifest,
    },
    {
      kubectl: 'apply a change',
      args: [...inNamespace, 'apply', '-f', '-'],
      stdin: applied(manifest),
    },
    {
      kubectl: 'apply on the server',
      args: [
        ...inNamespace,
        'apply',
        '--server-side',
        '--field-manager=ci',
        '-f',
        '-',
      ],
      stdin: manifest,
    },
    {
      kubectl: 'apply on the server by force',
      args: [
        ...inNamespace,
        'apply',
        '--server-side',
        '--force-conflicts',
        '--field-manager=ci',
        '-f',
        '-',
      ],
      stdin: manifest,
    },
    {
      kubectl: 'apply what is wrong',
      args: [...inNamespace, 'apply', '-f', '-'],
      stdin: manifest.replace('replicas: 0', 'replica: 0'),
    },
    {
      kubectl: 'apply as a dry run',
      args: [...inNamespace, 'apply', '--dry-run=server', '-f', '-'],
      stdin: applied(manifest),
    },
    {
      kubectl: 'apply objects of Flux',
      args: [...inNamespace, 'apply', '-f', '-'],
      stdin: flux,
    },
    {
      kubectl: 'get kustomizations -A',
      args: [
        'get',
        'kustomizations.kustomize.toolkit.fluxcd.io',
        '-A',
        '--field-selector',
        `metadata.namespace=${ns}`,
      ],
    },
    {
      kubectl: 'get gitrepositories',
      args: [...inNamespace, 'get', 'gitrepo'],
    },
    {
      kubectl: 'get several kinds',
      args: [...inNamespace, 'get', 'deploy,svc,cm'],
    },
    {
      kubectl: 'get wide',
      args: [...inNamespace, 'get', 'deploy', '-o', 'wide'],
    },
    {
      kubectl: 'get with labels',
      args: [...inNamespace, 'get', 'cm', '-l', 'app=web', '--show-labels'],
    },
    {
      kubectl: 'get as YAML',
      args: [
        ...inNamespace,
        'get',
        'cm',
        'settings',
        '-o',
        'yaml',
        '--show-managed-fields',
      ],
    },
    {
      kubectl: 'get by JSON path',
      args: [
        ...inNamespace,
        'get',
        'deploy',
        'web',
        '-o',
        'jsonpath={.spec.template.spec.containers[*].image}',
      ],
    },
    { kubectl: 'get all', args: [...inNamespace, 'get', 'all'] },
    { kubectl: 'get nothing', args: [...inNamespace, 'get', 'secrets'] },
    {
      kubectl: 'get what is not there',
      args: [...inNamespace, 'get', 'cm', 'nothing'],
    },
    {
      kubectl: 'get a kind that is not there',
      args: [...inNamespace, 'get', 'nothings'],
    },
    {
      kubectl: 'wait',
      args: [
        ...inNamespace,
        'wait',
        '--for=condition=Available',
        '--timeout=20s',
        'deploy/web',
      ],
    },
    {
      kubectl: 'rollout status',
      args: [
        ...inNamespace,
        'rollout',
        'status',
        'deploy/web',
        '--timeout=20s',
      ],
    },
    {
      kubectl: 'describe a deployment',
      args: [...inNamespace, 'describe', 'deploy', 'web'],
    },
    {
      kubectl: 'describe a service',
      args: [...inNamespace, 'describe', 'svc', 'web'],
    },
    {
      kubectl: 'describe a Kustomization',
      args: [...inNamespace, 'describe', 'kustomization', 'app'],
    },
    {
      kubectl: 'describe the namespace',
      args: ['describe', 'ns', ns],
    },
    {
      kubectl: 'scale',
      args: [...inNamespace, 'scale', 'deploy/web', '--replicas=0'],
    },
    {
      kubectl: 'scale from a wrong count',
      args: [
        ...inNamespace,
        'scale',
        'deploy/web',
        '--current-replicas=5',
        '--replicas=1',
      ],
    },
    {
      kubectl: 'set image',
      args: [...inNamespace, 'set', 'image', 'deploy/web', 'web=nginx:1.28'],
    },
    {
      kubectl: 'rollout history',
      args: [...inNamespace, 'rollout', 'history', 'deploy/web'],
    },
    {
      kubectl: 'label',
      args: [...inNamespace, 'label', 'cm', 'settings', 'tier=front'],
    },
    {
      kubectl: 'annotate',
      args: [...inNamespace, 'annotate', 'kustomization', 'app', 'a=b'],
    },
    {
      kubectl: 'patch',
      args: [
        ...inNamespace,
        'patch',
        'kustomization',
        'app',
        '--type=merge',
        '-p',
        '{"spec":{"suspend":true}}',
      ],
    },
    {
      kubectl: 'edit',
      args: [...inNamespace, 'edit', 'cm', 'settings'],
      edit: 's/colour: .*/colour: blue/',
    },
    {
      kubectl: 'edit what cannot be',
      args: [...inNamespace, 'edit', 'cm', 'settings'],
      edit: 's/name: settings/name: other/',
    },
    {
      kubectl: 'create a service account',
      args: [...inNamespace, 'create', 'sa', 'robot'],
    },
    {
      kubectl: 'create a role',
      args: [
        ...inNamespace,
        'create',
        'role',
        'reader',
        '--verb=get,list',
        '--resource=configmaps',
      ],
    },
    {
      kubectl: 'create a role binding',
      args: [
        ...inNamespace,
        'create',
        'rolebinding',
        'reader',
        '--role=reader',
        `--serviceaccount=${ns}:robot`,
      ],
    },
    {
      kubectl: 'auth can-i',
      args: [
        ...inNamespace,
        'auth',
        'can-i',
        'list',
        'configmaps',
        `--as=system:serviceaccount:${ns}:robot`,
      ],
    },
    {
      kubectl: 'auth can-i not',
      args: [
        ...inNamespace,
        'auth',
        'can-i',
        'delete',
        'configmaps',
        `--as=system:serviceaccount:${ns}:robot`,
      ],
    },
    {
      kubectl: 'auth can-i --list',
      args: [
        ...inNamespace,
        'auth',
        'can-i',
        '--list',
        `--as=system:serviceaccount:${ns}:robot`,
      ],
    },
    { kubectl: 'auth whoami', args: ['auth', 'whoami'] },
    {
      kubectl: 'read as another',
      args: [
        ...inNamespace,
        'get',
        'secrets',
        `--as=system:serviceaccount:${ns}:robot`,
      ],
    },
    {
      kubectl: 'describe the role',
      args: [...inNamespace, 'describe', 'role', 'reader'],
    },
    { kubectl: 'api-versions', args: ['api-versions'] },
    { kubectl: 'api-resources', args: ['api-resources', '--sort-by=name'] },
    {
      kubectl: 'explain a Kustomization',
      args: ['explain', 'kustomization.spec'],
    },
    {
      kubectl: 'explain a deployment',
      args: ['explain', 'deployment.spec.strategy'],
    },
    { kubectl: 'version', args: ['version'] },
    {
      kubectl: 'create a job',
      args: [...inNamespace, 'create', 'job', 'one', '--image=busybox'],
    },
    {
      kubectl: 'replace',
      args: [...inNamespace, 'replace', '-f', '-'],
      stdin: `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: black}
`,
    },
    {
      kubectl: 'delete by selector',
      args: [...inNamespace, 'delete', 'cm', '-l', 'app=web'],
    },
    {
      kubectl: 'delete from files',
      args: [...inNamespace, 'delete', '-f', '-', '--ignore-not-found'],
      stdin: manifest,
    },
    {
      kubectl: 'delete and wait',
      args: [
        ...inNamespace,
        'delete',
        'kustomization,gitrepository',
        'app',
        '--wait',
        '--timeout=20s',
      ],
    },
    {
      kubectl: 'delete the namespace',
      args: ['delete', 'ns', ns, '--timeout=30s'],
    },
  ],
};
