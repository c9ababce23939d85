import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ReleaseTooLargeError } from '@sluice/helm';
import { dependencyList } from './dependencyList';
import {
  getAll,
  getManifest,
  getMetadataCommand,
  getValuesCommand,
} from './get';
import type { HelmCommand } from './helmCommand';
import { history } from './history';
import { install } from './install';
import { lint } from './lint';
import { list } from './list';
import { rollback } from './rollback';
import { showAllCommand, showValuesCommand } from './show';
import { status } from './status';
import { template } from './template';
import { templateOnServer } from './templateOnServer';
import { TestRun } from './testing';
import { uninstall } from './uninstall';
import { upgrade } from './upgrade';

const files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.2.3\n',
  'chart/values.yaml': 'color: red\n',
  'chart/templates/cm.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-cm\n  namespace: {{ .Release.Namespace }}\ndata:\n  color: {{ .Values.color }}\n',
  'chart/templates/hook.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tried\n  annotations: {helm.sh/hook: test}\n',
  'chart/templates/NOTES.txt': 'Look at {{ .Release.Name }}.\n',
  'crds/Chart.yaml': 'apiVersion: v2\nname: crds\nversion: 1.2.3\n',
  'crds/values.yaml': '{}\n',
  'crds/crds/crd.yaml': 'kind: CustomResourceDefinition\n',
  'bad/Chart.yaml': 'apiVersion: v2\nname: bad\nversion: 1.2.3\n',
  'bad/templates/a.yaml': 'a: {{ fail "no way" }}\n',
  'noyaml/Chart.yaml': 'apiVersion: v2\nname: noyaml\nversion: 1.2.3\n',
  'noyaml/templates/a.yaml': 'a: b: c\n',
};

let root: string;
let test: TestRun;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-helm-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  test = new TestRun(root);
  await test.createNamespace('default');
});
afterEach(() => rmSync(root, { recursive: true }));

function run(command: HelmCommand, line: string) {
  return test.run(command, line.split(' ').filter(Boolean));
}

const configMap = `---
# Source: chart/templates/cm.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a-cm
  namespace: default
data:
  color: red
`;

describe('template', () => {
  it('prints objects, then hooks', async () => {
    const { code, out, err } = await run(template, 'a chart');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      `${configMap}---
# Source: chart/templates/hook.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: tried
  annotations: {helm.sh/hook: test}

`,
    );
    expect((await run(template, 'a chart --skip-tests')).out).toBe(configMap);
    expect((await run(template, 'a chart --no-hooks')).out).toBe(configMap);
  });

  it('takes values from everywhere, and the name of a template', async () => {
    const { out } = await run(
      template,
      'chart -f - --set color=blue --name-template={{"B"|lower}} -n there --skip-tests',
    );
    expect(out).toContain('name: b-cm\n  namespace: there\n');
    expect(out).toContain('color: blue');
    const input = await run(template, 'chart -f -');
    expect(input.out).toContain('color: of-input');
  });

  it('shows chosen templates, and CRDs', async () => {
    expect(
      (await run(template, 'a chart --show-only templates/cm.yaml')).out,
    ).toBe(configMap);
    const { code, err } = await run(template, 'a chart -s templates/no.yaml');
    expect([code, err]).toEqual([
      1,
      'Error: could not find template templates/no.yaml in chart\n',
    ]);
    expect((await run(template, 'a crds --include-crds')).out).toMatch(
      /^---\n# Source: crds\/crds\/crd.yaml\nkind: Custom/,
    );
  });

  it('writes files', async () => {
    const { out } = await run(
      template,
      'a chart --output-dir out --release-name',
    );
    expect(out).toBe(
      'wrote out/a/chart/templates/cm.yaml\nwrote out/a/chart/templates/hook.yaml\n\n',
    );
    expect(
      readFileSync(join(root, 'out/a/chart/templates/cm.yaml'), 'utf8'),
    ).toBe(`${configMap}\n`);
  });

  it.each([
    ['', '"helm template" requires at least 1 argument'],
    ['a b c', 'expected at most two arguments, unexpected arguments: c'],
    [
      'a none',
      'non-absolute URLs should be in form of repo_name/path_to_chart',
    ],
    ['a some/none', 'repo some not found'],
    ['a ./none', 'path "./none" not found'],
    ['a oci://host/x', 'charts of registries are not supported: oci://host/x'],
    ['a chart -f none.yaml', 'open none.yaml: no such file or directory'],
    ['a chart --set a.b=1,c', 'failed parsing --set data: key "c" has no'],
    ['A chart', 'release name check failed: release name "A": invalid'],
    ['a chart --dry-run=server', 'there is no cluster to ask'],
    ['a chart --dry-run=x', 'invalid dry-run value ("x"). Must be "none"'],
    ['a chart --validate --dry-run', 'if any flags in the group [validate'],
    ['a chart --post-renderer x', 'invalid argument "x" for "--post-renderer"'],
    ['a chart --kube-version x', "invalid kube version 'x': could not parse"],
    ['a chart --timeout 5x', 'time: unknown unit "x" in duration "5x"'],
    ['a chart --wait=x', 'invalid wait input "x". Valid inputs are watcher'],
    ['a chart -l x', 'x must be formatted as key=value'],
    ['a chart -g', 'cannot set --generate-name and also specify a name'],
    ['a bad', 'execution error at (bad/templates/a.yaml:1:6): no way'],
  ])('refuses %j', async (line, message) => {
    const { code, out, err } = await run(template, line);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`Error: `);
    expect(err).toContain(message);
  });

  it('asks a cluster what it can do, and whether it could be installed', async () => {
    const rendered = await run(template, 'a chart');
    expect(await run(templateOnServer, 'a chart --dry-run=server')).toEqual(
      rendered,
    );
    await run(install, 'a chart');
    expect((await run(templateOnServer, 'b noyaml --validate')).err).toContain(
      'Use --debug flag to render out invalid YAML',
    );
    expect(await run(templateOnServer, 'a chart --validate')).toMatchObject({
      code: 0,
      out: rendered.out,
    });
    const directory = join(root, 'out');
    await run(
      templateOnServer,
      `a chart --dry-run=server --output-dir ${directory}`,
    );
    expect(
      readFileSync(join(directory, 'chart/templates/cm.yaml'), 'utf8'),
    ).toContain('kind: ConfigMap');
  });

  it('shows what is no YAML when asked to', async () => {
    const plain = await run(template, 'a noyaml');
    expect(plain.out).toBe('');
    expect(plain.err).toMatch(
      /\n\nUse --debug flag to render out invalid YAML\n$/,
    );
    const debug = await run(template, 'a noyaml --debug');
    expect(debug.code).toBe(1);
    expect(debug.out).toBe('---\n# Source: noyaml/templates/a.yaml\na: b: c\n');
  });
});

describe('charts', () => {
  it('are shown', async () => {
    expect((await run(showValuesCommand, 'chart')).out).toBe('color: red\n\n');
    const found = (path: string) =>
      run(showValuesCommand, `chart --jsonpath ${path}`);
    expect((await found('{.color}')).out).toBe('red');
    expect(await found('{.shape}')).toEqual({ code: 0, out: '', err: '' });
    expect((await found('{.color')).err).toBe(
      'Error: error parsing jsonpath {.color: unclosed action\n',
    );
    expect((await run(showAllCommand, 'crds')).out).toContain(
      'kind: CustomResourceDefinition',
    );
  });

  it('are linted', async () => {
    const good = await run(lint, 'chart');
    expect(good.code).toBe(0);
    expect(good.out).toBe(
      '==> Linting chart\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n',
    );
    const missing = await run(lint, 'none');
    expect(missing).toEqual({
      code: 1,
      out: '==> Linting none\nError unable to check Chart.yaml file in chart: stat none/Chart.yaml: no such file or directory\n\n',
      err: 'Error: 1 chart(s) linted, 1 chart(s) failed\n',
    });
  });

  it('tell their dependencies', async () => {
    expect((await run(dependencyList, 'chart')).out).toBe(
      'WARNING: no dependencies at chart/charts\n',
    );
    writeFileSync(
      join(root, 'chart/Chart.yaml'),
      `${files['chart/Chart.yaml']}dependencies:\n- {name: sub, version: 1.x.x, repository: 'https://charts.example'}\n`,
    );
    expect((await run(dependencyList, 'chart/')).out).toBe(
      'NAME\tVERSION\tREPOSITORY            \tSTATUS \nsub \t1.x.x  \thttps://charts.example\tmissing\n\n',
    );
  });
});

describe('a command that fails', () => {
  it('says what can be done about it', async () => {
    const failing: HelmCommand = {
      use: 'helm fail',
      usage: '',
      flags: [],
      args: {},
      async run() {
        const cause = new ReleaseTooLargeError('too long', 12, 10);
        throw new Error('INSTALLATION FAILED: too long', { cause });
      },
    };
    const { code, err } = await run(failing, '');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^level=WARN msg="the release takes 12 bytes compressed, 2 more than .*"\nError: INSTALLATION FAILED: too long\n$/,
    );
  });
});

describe('releases', () => {
  it('live as with helm', async () => {
    const installed = await run(install, 'a chart --set color=blue');
    expect([installed.code, installed.err]).toEqual([0, '']);
    expect(installed.out).toMatch(
      /^NAME: a\nLAST DEPLOYED: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nNAMESPACE: default\nSTATUS: deployed\nREVISION: 1\nDESCRIPTION: Install complete\nNOTES:\nLook at a\.\n$/,
    );
    const upgraded = await run(upgrade, 'a chart --set color=green -o json');
    expect(upgraded.code).toBe(0);
    expect(JSON.parse(upgraded.out)).toMatchObject({
      name: 'a',
      version: 2,
      config: { color: 'green' },
    });
    expect((await run(rollback, 'a 1')).out).toBe(
      'Rollback was a success! Happy Helming!\n',
    );
    expect((await run(getManifest, 'a')).out).toContain('color: blue');
    expect((await run(getValuesCommand, 'a --revision 2')).out).toBe(
      'USER-SUPPLIED VALUES:\ncolor: green\n',
    );
    expect((await run(getValuesCommand, 'a --all -o json')).out).toBe(
      '{"color":"blue"}\n',
    );
    const told = await run(history, 'a -o json');
    expect(JSON.parse(told.out)).toMatchObject([
      { revision: 1, status: 'superseded', chart: 'chart-1.2.3' },
      { revision: 2, description: 'Upgrade complete' },
      { revision: 3, status: 'deployed', description: 'Rollback to 1' },
    ]);
    expect((await run(status, 'a')).out).toMatch(
      /RESOURCES:\n==> v1\/ConfigMap\nNAME {3}AGE\na-cm {3}/,
    );
    expect((await run(getMetadataCommand, 'a')).out).toContain(
      'APPLY_METHOD: server-side apply\n',
    );
    expect(
      (await run(getAll, 'a --template {{.Release.Name}}-{{.Release.Version}}'))
        .out,
    ).toBe('a-3');
    expect((await run(uninstall, 'a')).out).toBe('release "a" uninstalled\n');
    expect((await run(list, '-q')).out).toBe('');
  });

  it('are listed', async () => {
    const empty =
      'NAME\tNAMESPACE\tREVISION\tUPDATED\tSTATUS\tCHART\tAPP VERSION\n';
    expect((await run(list, '')).out).toBe(empty);
    await run(upgrade, '--install a chart');
    const { out } = await run(list, '--time-format 2006');
    expect(out).toMatch(
      /^NAME\tNAMESPACE\tREVISION\tUPDATED\tSTATUS {2}\tCHART {6}\tAPP VERSION\na {3}\tdefault {2}\t1 {7}\t\d{4} {3}\tdeployed\tchart-1\.2\.3\t {11}\n$/,
    );
    expect((await run(list, '-A -q -o yaml')).out).toBe('- a\n');
    expect((await run(list, '-n elsewhere -o json')).out).toBe('[]\n');
  });

  it.each<[HelmCommand, string, string]>([
    [install, 'chart', 'must either provide a name or specify --generate-name'],
    [install, 'a bad', 'execution error at'],
    [upgrade, 'a chart', '"a" has no deployed releases'],
    [upgrade, 'a', '"helm upgrade" requires 2 arguments'],
    [rollback, 'a x', 'could not convert revision to a number: strconv.Atoi'],
    [uninstall, 'a', 'uninstall: Release not loaded: a: release: not found'],
    [uninstall, 'a --cascade x', 'invalid cascade value (x)'],
    [status, 'a', 'release: not found'],
    [list, 'a', '"helm list" accepts no arguments'],
    [list, '-o x', 'invalid argument "x" for "-o, --output" flag: invalid'],
  ])('are refused: %#', async (command, line, message) => {
    const { code, out, err } = await run(command, line);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });
});

it.each([template, install, upgrade, list, getAll, lint])(
  'says what a command takes: %#',
  async command => {
    const { code, out } = await run(command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^usage: sluice /);
  },
);
