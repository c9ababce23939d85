import { chartYaml, hook, plainChart } from '../stories/charts';
import type { Script } from './command-line';
import { plain, crd, gadget, broken } from './script-charts';

/** The flags of what changes releases. */
export const flags: Script = {
  name: 'flags',
  charts: {
    plain,
    crds: {
      'Chart.yaml': chartYaml('crds', '1.0.0'),
      'crds/gadget.yaml': crd,
      'templates/gadget.yaml': gadget,
    },
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

/** Changes that fail, and what is told of them later. */
export const failures: Script = {
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
export const testing: Script = {
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
