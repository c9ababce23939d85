import { hook, plainChart } from '../stories/charts';
import type { Line, Script } from './command-line';
import { many, plain, crd } from './script-charts';

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

export const status: Script = {
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

export const get: Script = {
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

/** Dry runs, which change nothing, in all their forms. */
export const dryRun: Script = {
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
export const unknownKind: Script = {
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

function chartOfVersion(apiVersion: string): Script['charts'][string] {
  return {
    'Chart.yaml': `${apiVersion}name: c\nversion: 1.0.0\n`,
    'templates/a.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  };
}

/** Charts of API versions that Helm reads, tries out, and does not know. */
export const apiVersions: Script = {
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
