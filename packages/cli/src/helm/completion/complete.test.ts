import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '../env';
import { getValuesCommand } from '../get';
import type { HelmCommand } from '../helmCommand';
import type { HelmCommands } from '../helmCommands';
import { history } from '../history';
import { install } from '../install';
import { list } from '../list';
import { pull } from '../pull';
import { repoAdd, repoRemove } from '../repo';
import { rollback } from '../rollback';
import { searchRepo } from '../searchRepo';
import { showChartCommand } from '../show';
import { status } from '../status';
import { template } from '../template';
import { TestRun } from '../testing';
import { upgrade } from '../upgrade';
import { verify } from '../verify';
import { complete } from './complete';

function entry(command: HelmCommand, ...names: string[]) {
  return { names, summary: `Do ${names[0]}`, load: async () => command };
}

const commands: HelmCommands = [
  entry(list, 'list', 'ls'),
  entry(install, 'install'),
  entry(template, 'template'),
  entry(upgrade, 'upgrade'),
  entry(rollback, 'rollback'),
  entry(history, 'history'),
  entry(status, 'status'),
  entry(verify, 'verify'),
  entry(env, 'env'),
  entry(pull, 'pull'),
  { ...entry(list, 'secret'), hidden: true },
  {
    names: ['show'],
    summary: 'Do show',
    entries: [entry(showChartCommand, 'chart')],
  },
  {
    names: ['get'],
    summary: 'Do get',
    entries: [entry(getValuesCommand, 'values')],
  },
  {
    names: ['repo'],
    summary: 'Do repo',
    entries: [entry(repoAdd, 'add'), entry(repoRemove, 'remove')],
  },
  {
    names: ['search'],
    summary: 'Do search',
    entries: [entry(searchRepo, 'repo')],
  },
];

const chart = {
  'chart/Chart.yaml':
    'apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: "7"\n',
  'chart/templates/cm.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n',
};

const repositories = `apiVersion: ""
repositories:
  - {name: one, url: http://127.0.0.1/one}
  - {name: other, url: http://127.0.0.1/other}
`;

const index = `apiVersion: v1
entries:
  web:
    - {apiVersion: v2, name: web, version: 1.0.0, appVersion: "7", created: "2020-11-12T16:11:00Z", deprecated: true}
    - {apiVersion: v2, name: web, version: 2.0.0}
`;

const noFiles =
  'Completion ended with directive: ShellCompDirectiveNoFileComp\n';
const anyFile = 'Completion ended with directive: ShellCompDirectiveDefault\n';

let root: string;
let test: TestRun;

async function ask(
  line: readonly string[],
  {
    word = '__complete',
    environment = {},
  }: { word?: string; environment?: Record<string, string> } = {},
) {
  return await test.runWith(
    context => complete(word, { ...context, commands }),
    line,
    {
      HELM_REPOSITORY_CONFIG: join(root, 'names'),
      HELM_REPOSITORY_CACHE: join(root, 'cache'),
      ...environment,
    },
  );
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-complete-'));
  mkdirSync(join(root, 'chart/templates'), { recursive: true });
  mkdirSync(join(root, 'cache'));
  for (const [name, text] of Object.entries(chart)) {
    writeFileSync(join(root, name), text);
  }
  writeFileSync(join(root, 'names'), repositories);
  writeFileSync(join(root, 'cache/one-index.yaml'), index);
  test = new TestRun(root);
  await test.createNamespace('default');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('completion', () => {
  it('offers commands by their beginning, without hidden ones', async () => {
    expect(await ask(['s'])).toEqual({
      code: 0,
      out: 'search\tDo search\nshow\tDo show\nstatus\tDo status\n:4\n',
      err: noFiles,
    });
    expect((await ask(['get', ''])).out).toBe('values\tDo values\n:4\n');
    expect((await ask(['-n', 'x', 'ls', ''])).out).toMatch(/^_activeHelp_/);
    expect((await ask(['help', 'get', ''])).out).toBe(
      'values\tDo values\n:4\n',
    );
  });

  it('says why a line has no command', async () => {
    expect(await ask(['nosuch', ''])).toEqual({
      code: 0,
      out: ':0\n',
      err: `[Debug] [Error] unable to find a command for arguments: [nosuch]\n${anyFile}`,
    });
    expect((await ask(['list', '--nope', ''])).err).toBe(
      `[Debug] [Error] Error while parsing flags from args [--nope]: unknown flag: --nope\n${anyFile}`,
    );
    expect((await ask(['help', 'list', '--nope', ''])).err).toContain(
      'unknown flag: --nope',
    );
    expect((await ask(['-', 'list', ''])).out).toMatch(/^_activeHelp_/);
    expect((await ask(['list', '--='])).out).toMatch(/^_activeHelp_/);
    expect((await ask(['list', '--nope', 'x'])).err).toContain(
      'unknown flag: --nope',
    );
    expect((await ask([])).code).toBe(1);
  });

  it('offers flags that were not given, and not those that exclude them', async () => {
    expect((await ask(['history', '--m'])).out).toBe(
      '--max\tthe last ones; 256 by default\n:4\n',
    );
    expect((await ask(['history', '--max', '3', '--m'])).out).toBe(':4\n');
    expect((await ask(['install', '--set', 'a', '--set-l'])).out).toContain(
      '--set-literal',
    );
    expect((await ask(['install', '--set', 'a', '--set'])).out).toContain(
      '--set\t',
    );
    expect((await ask(['install', '--force-replace', '--force'])).out).toBe(
      ':4\n',
    );
    expect((await ask(['install', '--atom'])).out).toBe(':4\n');
    expect((await ask(['history', '-o'])).out).toBe('-o\n:4\n');
    expect((await ask(['list', '--', '--m'])).out).toMatch(/^_activeHelp_/);
  });

  it.each([
    ['history', '-o', ''],
    ['history', 'x', '--output', 'j'],
    ['history', '--output='],
    ['search', 'repo', '-o='],
  ])('offers formats to %s %s', async (...line) => {
    expect((await ask(line)).out).toBe(
      'json\tOutput result in JSON format\ntable\tOutput result in human-readable format\nyaml\tOutput result in YAML format\n:4\n',
    );
  });

  it('offers what is in the cluster', async () => {
    expect((await test.run(install, ['web', 'chart'])).code).toBe(0);
    expect((await test.run(upgrade, ['web', 'chart'])).code).toBe(0);
    const release = 'web\tshop-1.2.3 -> deployed\n:4\n';
    expect((await ask(['status', ''])).out).toBe(release);
    expect((await ask(['upgrade', 'w'])).out).toBe(release);
    expect((await ask(['rollback', 'web', ''])).out).toBe(
      '1\tApp: 7, Chart: shop-1.2.3\n2\tApp: 7, Chart: shop-1.2.3\n:4\n',
    );
    expect((await ask(['get', 'values', 'web', '--revision', ''])).out).toBe(
      '1\tApp: 7, Chart: shop-1.2.3\n2\tApp: 7, Chart: shop-1.2.3\n:4\n',
    );
    expect((await ask(['rollback', 'none', ''])).out).toBe(':1\n');
    expect((await ask(['list', '-n', ''])).out).toBe('default\n:4\n');
  });

  it('offers charts and versions of repositories', async () => {
    expect((await ask(['install', 'x', 'o'])).out).toBe(
      'one/\thttp://127.0.0.1/one\nother/\thttp://127.0.0.1/other\noci://\tChart OCI prefix\n:2\n',
    );
    expect((await ask(['install', 'x', 'one/'])).out).toBe('one/web\n:0\n');
    expect((await ask(['pull', 'one/'])).out).toBe('one/web\n:4\n');
    expect((await ask(['template', '-g', 'c'])).out).toBe(':0\n');
    const versions =
      '2.0.0\tCreated: January 1, 0001\n1.0.0\tApp: 7, Created: November 12, 2020 (deprecated)\n:4\n';
    for (const line of [
      ['show', 'chart', 'one/web', '--version', ''],
      ['install', 'x', 'one/web', '--version='],
      ['install', '--version', ''],
      ['upgrade', 'x', 'one/web', '--version', '1'],
    ]) {
      const whole = line.includes('one/web') ? versions : ':4\n';
      expect((await ask(line)).out).toBe(whole);
    }
    expect((await ask(['repo', 'remove', 'one', ''])).out).toBe(
      'other\thttp://127.0.0.1/other\n:4\n',
    );
  });

  it('leaves files to the shell where there can be files', async () => {
    expect(await ask(['verify', ''])).toEqual({
      code: 0,
      out: ':0\n',
      err: anyFile,
    });
    expect((await ask(['verify', 'x', ''])).out).toMatch(/^_activeHelp_/);
    expect((await ask(['install', '-f', ''])).out).toBe(':0\n');
  });

  it('leaves out descriptions and help where nobody wants them', async () => {
    const word = '__completeNoDesc';
    expect((await ask(['history', '-o', ''], { word })).out).toBe(
      'json\ntable\nyaml\n:4\n',
    );
    const environment = {
      HELM_COMPLETION_DESCRIPTIONS: 'false',
      HELM_ACTIVE_HELP: '0',
    };
    expect((await ask(['history', '-o', ''], { environment })).out).toBe(
      'json\ntable\nyaml\n:4\n',
    );
    expect((await ask(['list', ''], { environment })).out).toBe(':4\n');
  });

  it('offers contexts, colours and settings', async () => {
    writeFileSync(
      join(root, 'config'),
      'contexts:\n  - {name: here, context: {cluster: a}}\n  - {name: there, context: {cluster: b}}\n',
    );
    const environment = { KUBECONFIG: join(root, 'config') };
    expect(
      (await ask(['list', '--kube-context', ''], { environment })).out,
    ).toBe('here\ta\nthere\tb\n:4\n');
    expect((await ask(['list', '--color', ''])).out).toBe(
      'never\nauto\nalways\n:4\n',
    );
    expect((await ask(['env', 'HELM'])).out).toContain('HELM_NAMESPACE\n');
  });
});
