import { hook, keptMap, plainChart } from '../stories/charts';
import type { Line, Script } from './command-line';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  password: {{ .Values.password | default "hunter2" }}
`;

const many = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .Release.Name }}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}
spec:
  serviceName: {{ .Release.Name }}
  selector: { matchLabels: { set: {{ .Release.Name }} } }
  template:
    metadata: { labels: { set: {{ .Release.Name }} } }
    spec:
      containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { matchLabels: { daemon: {{ .Release.Name }} } }
  template:
    metadata: { labels: { daemon: {{ .Release.Name }} } }
    spec:
      containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .Release.Name }}
spec:
  rules:
    - host: example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: {{ .Release.Name }}, port: { number: 80 } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: none
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .Release.Name }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .Release.Name }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .Release.Name }} }
subjects: [{ kind: ServiceAccount, name: {{ .Release.Name }} }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Release.Name }}
spec:
  minAvailable: 1
  selector: { matchLabels: { app: {{ .Release.Name }} } }
`;

/** Waits until a Deployment has all its Pods. */
function pods(replicas: number): Line {
  return {
    title: `there are ${replicas} Pods`,
    async edit({ client, namespace }) {
      const deployments = client.watch(
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        {
          namespace,
          fieldSelector: 'metadata.name=web',
          signal: AbortSignal.timeout(60_000),
        },
      );
      for await (const { object } of deployments) {
        const { status = {} } = object;
        if (JSON.stringify(status).includes(`"updatedReplicas":${replicas}`)) {
          return;
        }
      }
    },
  };
}

const plain = plainChart('1.0.0', {
  'templates/before.yaml': hook('before', 'pre-install,pre-upgrade', {
    weight: -5,
  }),
  'templates/kept.yaml': keptMap,
  'templates/secret.yaml': secret,
});

const status: Script = {
  name: 'status',
  charts: {
    plain,
    many: plainChart('1.0.0', { 'templates/many.yaml': many }),
    hooksonly: {
      'Chart.yaml': 'apiVersion: v2\nname: hooksonly\nversion: 0.1.0\n',
      'templates/a.yaml': hook('a', 'post-install'),
    },
  },
  lines: [
    'install web CHARTS/plain',
    pods(1),
    'status web',
    'status web --revision 1 -o yaml',
    'status web -o json',
    'status nothing',
    'status web --revision 7',
    'status',
    'upgrade web CHARTS/many --set replicas=2',
    pods(2),
    'status web',
    'status web --revision 1',
    'install hooks CHARTS/hooksonly',
    'status hooks',
    'status hooks -o json',
    'uninstall web --keep-history',
    'status web',
    'status web --show-resources',
  ],
};

const get: Script = {
  name: 'get',
  charts: {
    plain: {
      ...plain,
      'Chart.yaml': `apiVersion: v2
name: plain
version: 1.0.0
appVersion: "7"
description: Of all
home: https://example.com
icon: https://example.com/icon.png
keywords: [a, b]
sources: [https://example.com/source]
maintainers:
  - name: somebody
    email: somebody@example.com
  - name: else
    url: https://example.com/else
annotations: {a: b, c: d}
dependencies:
  - name: sub
    version: 0.1.0
    repository: ""
    tags: [front]
    condition: sub.enabled
`,
      'charts/sub/Chart.yaml':
        'apiVersion: v2\nname: sub\nversion: 0.1.0\nappVersion: "3"\n',
      'charts/sub/values.yaml': 'a: 1\n',
    },
  },
  lines: [
    'install web CHARTS/plain --set greeting=hi,admin=true --labels team=a,tier=b --description Mine',
    'get all web',
    'get all web --revision 2',
    'get hooks web',
    'get manifest web',
    'get metadata web',
    'get metadata web -o json',
    'get metadata web -o yaml',
    'get notes web',
    'get values web',
    'get values web --all',
    'get values web --all -o json',
    'get values web -o yaml',
    'get values web -a -o table',
    ...[
      '{{.Release.Name}} {{.Release.Namespace}} {{.Release.Version}} {{.Release.ApplyMethod}}',
      '{{.Release.Info.Status}} {{eq .Release.Info.Status "deployed"}} {{.Release.Info.Description}}',
      '{{.Release.Info.LastDeployed.IsZero}} {{.Release.Info.Deleted.IsZero}} {{.Release.Info.Deleted}}',
      '{{.Release.Info.Notes}}',
      '{{.Release.Config}} {{.Release.Labels}} {{.Release.Labels.team}}',
      '{{.Release.Config.nothing}} {{.Release.Labels.nothing}}',
      '{{.Release.Chart.Name}} {{.Release.Chart.AppVersion}} {{.Release.Chart.Metadata.Version}} {{.Release.Chart.ChartFullPath}}',
      '{{range .Release.Chart.Metadata.Maintainers}}{{.Name}} {{.Email}} {{.URL}};{{end}}',
      '{{range .Release.Chart.Metadata.Dependencies}}{{.Name}} {{.Version}} {{.Tags}} {{.Condition}} {{.Enabled}};{{end}}',
      '{{.Release.Chart.Metadata.Annotations}} {{.Release.Chart.Metadata.Keywords}} {{.Release.Chart.Metadata.Sources}}',
      '{{range .Release.Chart.Templates}}{{.Name}} {{len .Data}};{{end}}',
      '{{range .Release.Chart.Files}}{{.Name}};{{end}}{{.Release.Chart.Values}}',
      '{{range .Release.Chart.Dependencies}}{{.Name}} {{.IsRoot}} {{.ChartFullPath}};{{end}}{{.Release.Chart.IsRoot}}',
      '{{range .Release.Hooks}}{{.Name}} {{.Kind}} {{.Path}} {{.Events}} {{.Weight}} {{.DeletePolicies}} {{.LastRun.Phase}};{{end}}',
      '{{.Release.Manifest}}',
      '{{printf "%T %T %d" .Release .Release.Info .Release.Version}}',
      '{{.Release.Nothing}}',
      '{{.Nothing}}',
      '{{.Release.Info.Nothing}}',
      '{{upper .Release.Name}}',
      '{{.Release.Name',
    ].map(template => `get all web --template '${template}'`),
    'get values nothing',
    'history web',
    'history web -o json',
    'history web -o yaml --max 1',
    'history nothing',
    'list',
    'list -o json',
    'list -o yaml -a',
    'list -q',
    'list -q -o json',
    'list --filter w.b',
    'list --filter (',
    'list -l team=a',
    'list -l team!=a',
    'list --no-headers --time-format 2006',
    'list --failed',
    'list extra',
    'list --max -1 --offset 3',
  ],
};

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gadgets.commands.example.com
spec:
  group: commands.example.com
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList }
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns:
        - { name: Size, type: integer, jsonPath: .spec.size }
        - { name: Wide, type: string, priority: 1, jsonPath: .spec.wide }
        - { name: Color, type: string, jsonPath: .spec.color }
      schema:
        openAPIV3Schema:
          type: object
          x-kubernetes-preserve-unknown-fields: true
`;

const gadget = `apiVersion: commands.example.com/v1
kind: Gadget
metadata:
  name: {{ .Release.Name }}
spec:
  size: 3
  wide: hidden
  color: red
`;

/** Dry runs, which change nothing, in all their forms. */
const dryRun: Script = {
  name: 'dry-run',
  charts: {
    plain,
    crds: plainChart('1.0.0', {
      'crds/gadget.yaml': crd,
      'templates/lookup.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: looked}\ndata:\n  ns: {{ (lookup "v1" "Namespace" "" "kube-system").metadata.name | default "nothing" | quote }}\n  v: {{ .Capabilities.KubeVersion.Version }}\n',
    }),
    bad: plainChart('1.0.0', {
      'templates/bad.yaml':
        'apiVersion: v1\nkind: Nothing\nmetadata: {name: x}\n',
    }),
    unknown: plainChart('1.0.0', {
      'templates/bad.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nwhat: 1\n',
    }),
  },
  lines: [
    'install web CHARTS/plain --dry-run',
    'install web CHARTS/plain --dry-run=client',
    'install web CHARTS/plain --dry-run=server',
    'install web CHARTS/plain --dry-run=true -o json',
    'install web CHARTS/plain --dry-run=false --dry-run=client -o yaml',
    'install web CHARTS/plain --dry-run=nonsense',
    'install web CHARTS/plain --dry-run=client --hide-secret',
    'install web CHARTS/plain --dry-run=server --hide-secret',
    'install web CHARTS/plain --hide-secret',
    'install web CHARTS/plain --dry-run=server --no-hooks --hide-notes --debug=false',
    'install web CHARTS/crds --dry-run=server',
    'install web CHARTS/crds --dry-run=client',
    'install web CHARTS/crds --dry-run=client --skip-crds',
    'install web CHARTS/bad --dry-run=client',
    'install web CHARTS/unknown --dry-run=server',
    'install web CHARTS/unknown --dry-run=server --disable-openapi-validation',
    'template web CHARTS/crds --dry-run=server',
    'template web CHARTS/crds --dry-run=server --include-crds',
    'template web CHARTS/crds --validate',
    'template web CHARTS/unknown --validate',
    'template web CHARTS/bad --dry-run=client',
    'template web CHARTS/plain --dry-run=none',
    'template web CHARTS/plain --validate --dry-run=server',
    'template CHARTS/plain --dry-run=server --kube-version 1.20',
    'template CHARTS/plain --dry-run=server -a x/y --is-upgrade',
    'template Bad_Name CHARTS/plain --dry-run=server',
    'upgrade web CHARTS/plain --dry-run=server',
    'upgrade web CHARTS/plain --dry-run=client --install',
    'upgrade web CHARTS/plain --dry-run=server --install',
    'install web CHARTS/plain',
    'install web CHARTS/plain --dry-run=client',
    'install web CHARTS/plain --dry-run=server',
    'template web CHARTS/plain --dry-run=server',
    'upgrade web CHARTS/plain --dry-run=client --set greeting=dry --hide-secret',
    'upgrade web CHARTS/plain --dry-run=server --set greeting=dry --description Mine',
    'upgrade web CHARTS/plain --hide-secret',
    'rollback web --dry-run=client',
    'rollback web 1 --dry-run=server',
    'rollback web 1 --dry-run',
    'uninstall web --dry-run',
    'uninstall nothing --dry-run',
    'history web',
    'list',
  ],
};

/** Dry runs of what the server does not know. */
const unknownKind: Script = {
  name: 'unknown-kind',
  onlyReal:
    'the embedded server has no /openapi/v2, of whose absence helm complains there',
  charts: {
    plain,
    bad: plainChart('1.0.0', {
      'templates/bad.yaml':
        'apiVersion: v1\nkind: Nothing\nmetadata: {name: x}\n',
    }),
  },
  lines: [
    'install web CHARTS/bad --dry-run=server',
    'template web CHARTS/bad --validate',
    'template web CHARTS/bad --validate --debug=false --disable-openapi-validation',
    'install web CHARTS/plain',
    'upgrade web CHARTS/bad --dry-run=server',
    'upgrade web CHARTS/bad',
    'history web',
  ],
};

/** The flags of what changes releases. */
const flags: Script = {
  name: 'flags',
  charts: {
    plain,
    crds: plainChart('1.0.0', {
      'crds/gadget.yaml': crd,
      'templates/gadget.yaml': gadget,
    }),
  },
  lines: [
    'install CHARTS/plain',
    'install web CHARTS/plain --generate-name',
    'install web CHARTS/plain --name-template x',
    'install CHARTS/plain --name-template {{"temp"|upper|lower}}-x --no-hooks -o json --description Given',
    'install CHARTS/plain --name-template Bad_{{1}}',
    'install CHARTS/plain --generate-name --dry-run=client --hide-notes',
    'install web CHARTS/plain extra words',
    'install web CHARTS/plain --set password=a --labels a=b,c=d',
    'install web CHARTS/plain',
    'install web CHARTS/plain --replace',
    'install other CHARTS/plain --labels owner=me',
    'install other CHARTS/plain --labels bad',
    'install other CHARTS/plain --set a=b=c[',
    'install other CHARTS/nothing',
    'install other CHARTS/plain --wait=sometimes',
    'install other CHARTS/plain --timeout 5x',
    'install other CHARTS/plain --force-replace --force-conflicts',
    'install other CHARTS/plain --server-side=maybe',
    'install other CHARTS/plain --post-renderer-args x',
    'install other CHARTS/plain --nonsense',
    'install Bad_Name CHARTS/plain',
    'install csa CHARTS/plain --server-side=false --set greeting=csa',
    'upgrade csa CHARTS/plain --server-side=false --force-conflicts',
    'upgrade csa CHARTS/plain --server-side=true --force-replace',
    'upgrade csa CHARTS/plain --server-side=nonsense',
    'upgrade csa CHARTS/plain --force-replace --set greeting=forced',
    'upgrade csa CHARTS/plain --force',
    'upgrade csa CHARTS/plain --server-side=true --take-ownership',
    'get metadata csa',
    'upgrade web CHARTS/plain --set password=b --labels a=null,e=f --description Second',
    'upgrade web CHARTS/plain --reuse-values --set greeting=again',
    'get values web',
    'upgrade web CHARTS/plain --reset-then-reuse-values --set extra=1',
    'get values web',
    'upgrade web CHARTS/plain --reset-values',
    'get values web',
    'upgrade web CHARTS/plain --reuse-values --reset-values --cleanup-on-fail --history-max 3',
    'upgrade web CHARTS/plain --history-max x',
    'upgrade fresh CHARTS/plain --install --skip-crds -o yaml --hide-notes',
    'upgrade fresh2 CHARTS/plain --install --create-namespace --render-subchart-notes',
    'upgrade nothing CHARTS/plain',
    'upgrade nothing CHARTS/plain --atomic',
    'history web',
    'rollback web',
    'rollback web 2 --force-conflicts',
    'rollback web 99',
    'rollback web nonsense',
    'rollback web 0 --server-side=false --cleanup-on-fail --no-hooks',
    'rollback web 1 2',
    'rollback nothing',
    'rollback',
    'history web --max 2',
    'test web',
    'test nothing',
    'test web --filter name=x --logs',
    'uninstall web --keep-history --description Gone',
    'history web -o yaml',
    'list --uninstalled',
    'install web CHARTS/plain --replace --description Back',
    'uninstall web fresh --no-hooks',
    'uninstall web',
    'uninstall web --ignore-not-found',
    'uninstall csa --cascade=sideways',
    'uninstall csa --cascade foreground --wait --timeout 20s',
    'uninstall',
    'list -q',
    // Without waiting, helm may be too early for its own definition.
    'install crds CHARTS/crds --wait',
    'status crds',
    'uninstall crds',
    'install crds CHARTS/crds --skip-crds --take-ownership',
    'uninstall crds',
  ],
};

const broken = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-broken
spec:
  ports:
    - port: 123456
`;

/** Changes that fail, and what is told of them later. */
const failures: Script = {
  name: 'failing',
  charts: {
    plain,
    bad: plainChart('2.0.0', { 'templates/broken.yaml': broken }),
    hook: plainChart('3.0.0', {
      'templates/hook.yaml': broken.replace(
        'metadata:\n',
        'metadata:\n  annotations: {helm.sh/hook: "pre-install,pre-upgrade,pre-rollback,pre-delete"}\n',
      ),
    }),
    fail: plainChart('4.0.0', { 'templates/fail.yaml': '{{ fail "no way" }}' }),
    yaml: plainChart('5.0.0', { 'templates/bad.yaml': 'a: b: c\n' }),
    schema: plainChart('6.0.0', {
      'values.schema.json': '{"properties":{"replicas":{"type":"string"}}}',
    }),
    kube: plainChart('7.0.0', {
      'Chart.yaml':
        'apiVersion: v2\nname: kube\nversion: 7.0.0\nkubeVersion: ">=99"\n',
    }),
    library: plainChart('8.0.0', {
      'Chart.yaml':
        'apiVersion: v2\nname: library\nversion: 8.0.0\ntype: library\n',
    }),
    missing: plainChart('9.0.0', {
      'Chart.yaml':
        'apiVersion: v2\nname: missing\nversion: 9.0.0\ndependencies:\n  - {name: sub, version: 1.0.0, repository: ""}\n',
    }),
    deprecated: plainChart('10.0.0', {
      'Chart.yaml':
        'apiVersion: v2\nname: deprecated\nversion: 10.0.0\ndeprecated: true\n',
    }),
    never: plainChart('11.0.0'),
  },
  lines: [
    'install bad CHARTS/bad',
    'status bad',
    'list',
    'list --failed',
    'list --deployed',
    'list -a -o json',
    'history bad',
    'install bad CHARTS/plain',
    'upgrade bad CHARTS/plain',
    'upgrade bad CHARTS/bad --description Mine',
    'upgrade bad CHARTS/bad --cleanup-on-fail',
    'upgrade bad CHARTS/bad --rollback-on-failure --wait=hookOnly --timeout 5s',
    'history bad',
    'history bad -o yaml',
    'list --superseded',
    'rollback bad 1',
    'rollback bad 1 --cleanup-on-fail',
    'get all bad',
    'install undone CHARTS/bad --rollback-on-failure --timeout 5s',
    'install undone CHARTS/bad --atomic --timeout 5s',
    'list -a -q',
    'install hook CHARTS/hook',
    'status hook',
    'upgrade hook CHARTS/hook --no-hooks',
    'upgrade hook CHARTS/hook',
    'rollback hook 2',
    'uninstall hook',
    'status hook',
    'uninstall hook --no-hooks',
    ...['fail', 'yaml', 'schema', 'kube', 'library', 'missing'].flatMap(
      name => [
        `install ${name} CHARTS/${name}`,
        `upgrade bad CHARTS/${name}`,
        `upgrade ${name} CHARTS/${name} --install`,
        `template ${name} CHARTS/${name} --dry-run=server`,
        `install ${name} CHARTS/${name} --debug=false --skip-schema-validation --dry-run=client`,
      ],
    ),
    'install deprecated CHARTS/deprecated --hide-notes',
    'upgrade deprecated CHARTS/deprecated --hide-notes',
    'install slow CHARTS/never --wait --timeout 2s',
    'upgrade slow CHARTS/never --wait=legacy --timeout 2s',
    'upgrade slow CHARTS/never --wait --wait-for-jobs --timeout 2s -o json',
    'status slow -o json --revision 2',
    'uninstall slow --wait --timeout 10s --cascade orphan',
    'list --pending --uninstalled --uninstalling',
    'list --max 1',
    'list --offset 1 --max 1 --reverse --date',
  ],
};

/** Tests, whose Pods no node runs. */
const testing: Script = {
  name: 'testing',
  charts: {
    tested: plainChart('1.0.0', {
      'templates/one.yaml': hook('one', 'test', { weight: 2 }),
      'templates/two.yaml': hook('two', 'test-success', {
        weight: 1,
        policy: 'hook-succeeded',
      }),
      'templates/three.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-three
  annotations: { helm.sh/hook: test, helm.sh/hook-weight: "3" }
spec:
  restartPolicy: Never
  containers: [{ name: main, image: "example.com/main:1" }]
`,
    }),
  },
  lines: [
    'install web CHARTS/tested',
    'status web',
    'test web --filter name=web-one --timeout 2s',
    'test web --filter !name=web-three --timeout 2s',
    'test web --filter name=web-one,name=web-two --logs --timeout 2s',
    'test web --timeout 2s',
    'test web --filter name=web-three --timeout 2s --logs',
    'status web',
    'status web -o json',
    'get hooks web',
    'test web --filter nonsense --timeout 2s',
    'uninstall web',
    'test web --timeout 2s',
  ],
};

function chartOfVersion(apiVersion: string): Script['charts'][string] {
  return {
    'Chart.yaml': `${apiVersion}name: c\nversion: 1.0.0\n`,
    'templates/a.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  };
}

/** Charts of API versions that Helm reads, tries out, and does not know. */
const apiVersions: Script = {
  name: 'api-versions',
  charts: {
    v1: chartOfVersion('apiVersion: v1\n'),
    v3: chartOfVersion('apiVersion: v3\n'),
    v4: chartOfVersion('apiVersion: v4\n'),
    none: chartOfVersion(''),
    capital: chartOfVersion('apiVersion: V2\n'),
    number: chartOfVersion('apiVersion: 2\n'),
  },
  lines: ['v1', 'v3', 'v4', 'none', 'capital', 'number'].flatMap(name =>
    [
      'template web',
      'install web --dry-run=client',
      'install web --dry-run=server',
      'upgrade web',
      'upgrade web --install --dry-run=client',
      'show chart',
      'show all',
      'show values',
      'lint',
      'dependency list',
    ].map(command => `${command} CHARTS/${name}`),
  ),
};

/** All scripts. */
export const scripts: readonly Script[] = [
  status,
  get,
  dryRun,
  unknownKind,
  flags,
  failures,
  testing,
  apiVersions,
];
