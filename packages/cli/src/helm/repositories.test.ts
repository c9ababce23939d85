import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyDependency, lockDigest, packArchive } from '@sluice/helm';
import {
  WebServer,
  content,
  makeTestCertificate,
  protectedBy,
  silent,
} from '@sluice/sources/testing';
import { dependencyBuild, dependencyUpdate } from './dependencyUpdate';
import type { HelmCommand } from './helmCommand';
import { install } from './install';
import { lint } from './lint';
import { pull } from './pull';
import { repoAdd, repoIndex, repoList, repoRemove, repoUpdate } from './repo';
import { showChartCommand } from './show';
import { template } from './template';
import { type Answer, TestRun } from './testing';
import { upgrade } from './upgrade';

function chart(version: string): Uint8Array {
  return packArchive([
    ['web/Chart.yaml', `apiVersion: v2\nname: web\nversion: ${version}\n`],
    ['web/values.yaml', 'color: red\n'],
    [
      'web/templates/cm.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {color: {{ .Values.color }}, v: {{ .Chart.Version }}}\n',
    ],
  ]);
}

const index = `apiVersion: v1
entries:
  web:
  - {name: web, version: 1.0.0, urls: [web-1.0.0.tgz]}
  - {name: web, version: 2.0.0-rc.1, urls: [web-2.0.0-rc.1.tgz]}
`;

let server: WebServer;
let root: string;
let test: TestRun;

beforeAll(async () => {
  server = await WebServer.start();
});
afterAll(() => server.close());
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-helm-repo-'));
  test = new TestRun(root);
  await test.createNamespace('default');
  server.reset();
  server.serve('/c/index.yaml', content(index));
  for (const version of ['1.0.0', '2.0.0-rc.1']) {
    server.serve(`/c/web-${version}.tgz`, content(chart(version)));
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function run(command: HelmCommand, line: string): Promise<Answer> {
  return test.run(
    command,
    line.replaceAll('URL', server.url).split(' ').filter(Boolean),
    { HOME: root },
  );
}

const found = (out: string) => ({ code: 0, err: '', out });

describe('repositories', () => {
  it('are given names, listed, updated and forgotten', async () => {
    expect(await run(repoList, '')).toEqual({
      code: 0,
      out: '',
      err: 'no repositories to show\n',
    });
    expect(await run(repoAdd, 'c URL/c')).toEqual(
      found('"c" has been added to your repositories\n'),
    );
    expect(await run(repoList, '-o yaml')).toEqual(
      found(`- name: c\n  url: ${server.url}/c\n`),
    );
    const cache = join(root, '.cache/helm/repository');
    expect(readFileSync(join(cache, 'c-index.yaml'), 'utf8')).toBe(index);
    expect(readFileSync(join(cache, 'c-charts.txt'), 'utf8')).toBe('web\n');
    expect((await run(repoUpdate, 'c')).out).toContain(
      '...Successfully got an update from the "c" chart repository\n',
    );
    server.serve('/c/index.yaml', content('entries: {}'));
    expect(await run(repoUpdate, '')).toMatchObject({
      code: 1,
      err: `Error: failed to update the following repositories: [${server.url}/c]\n`,
    });
    expect(readFileSync(join(cache, 'c-index.yaml'), 'utf8')).toBe(index);
    expect(await run(repoRemove, 'c')).toEqual(
      found('"c" has been removed from your repositories\n'),
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  it('are given up when they take too long', async () => {
    server.serve('/slow/index.yaml', silent);
    const { code, err } = await run(repoAdd, 's URL/slow --timeout 50ms');
    expect(code).toBe(1);
    expect(err).toContain('cannot be reached: Get "http://127.0.0.1:');
    expect(err).toContain(
      'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    );
    expect(existsSync(join(root, '.config/helm/repositories.yaml'))).toBe(
      false,
    );
  });

  it('are made of a directory', async () => {
    write('dir/web-1.0.0.tgz', chart('1.0.0'));
    await run(repoIndex, 'dir --url https://charts.example/x');
    const made = readFileSync(join(root, 'dir/index.yaml'), 'utf8');
    expect(made).toMatch(
      /^apiVersion: v1\nentries:\n {2}web:\n {2}- apiVersion: v2\n {4}created: "20.*"\n {4}digest: [0-9a-f]{64}\n {4}name: web\n {4}urls:\n {4}- https:\/\/charts\.example\/x\/web-1\.0\.0\.tgz\n {4}version: 1\.0\.0\ngenerated: "20/,
    );
  });

  it('are asked with certificates and passwords', async () => {
    const certificate = makeTestCertificate('charts.example');
    const secure = await WebServer.start(certificate);
    try {
      secure.serve(
        '/c/index.yaml',
        protectedBy('ada', 's3cret', content(index)),
      );
      write('ca.pem', certificate.cert);
      const at = `${secure.url}/c`;
      expect((await run(repoAdd, `c ${at}`)).err).toContain(
        'x509: certificate signed by unknown authority',
      );
      expect((await run(repoAdd, `c ${at} --ca-file none.pem`)).err).toContain(
        `can't create TLS config for client: can't read CA file: "none.pem": open none.pem: no such file or directory`,
      );
      expect((await run(repoAdd, `c ${at} --ca-file ca.pem`)).err).toContain(
        '401 Unauthorized',
      );
      const wrong = await run(
        repoAdd,
        `c ${at} --ca-file ca.pem --username ada --password wr0ng`,
      );
      expect(wrong.err).not.toContain('wr0ng');
      expect(
        await run(
          repoAdd,
          `c ${at} --ca-file ca.pem --username ada --password s3cret`,
        ),
      ).toMatchObject({ code: 0 });
      expect(
        await run(
          repoAdd,
          `d ${at} --insecure-skip-tls-verify --username ada --password s3cret`,
        ),
      ).toMatchObject({ code: 0 });
    } finally {
      await secure.close();
    }
  });
});

describe('charts of repositories', () => {
  it.each<[HelmCommand, string, string]>([
    [showChartCommand, 'c/web', 'version: 1.0.0\n'],
    [showChartCommand, 'c/web --devel', 'version: 2.0.0-rc.1\n'],
    [showChartCommand, 'web --repo URL/c --version 2.0.0-rc.1', '2.0.0-rc.1'],
    [showChartCommand, 'URL/c/web-1.0.0.tgz', 'version: 1.0.0\n'],
    [template, 'c/web --set color=blue', 'data: {color: blue, v: 1.0.0}'],
    [template, 'a c/web -f URL/v.yaml', 'color: green'],
    [template, 'a c/web --set-file color=URL/color', 'color: yellow'],
    [template, 'a c/web -f - -f URL/v.yaml', 'color: green'],
    [template, 'a c/web -f URL/v.yaml -f -', 'color: of-input'],
    [lint, 'local -f URL/v.yaml', '1 chart(s) linted, 0 chart(s) failed'],
    [install, 'a c/web --hide-notes', 'STATUS: deployed'],
    [upgrade, 'a c/web -i --version ~1.0', 'STATUS: deployed'],
  ])('are used: %#', async (command, line, expected) => {
    server.serve('/v.yaml', content('color: green\n'));
    server.serve('/color', content('yellow'));
    write('local/Chart.yaml', 'apiVersion: v2\nname: local\nversion: 1.0.0\n');
    write('local/templates/NOTES.txt', '');
    await run(repoAdd, 'c URL/c');
    const { code, out, err } = await run(command, line);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(expected);
  });

  it('say when another version is given', async () => {
    await run(repoAdd, 'c URL/c');
    const { err } = await run(showChartCommand, 'c/web --version 1');
    expect(err).toBe(
      'level=WARN msg="unable to find exact version requested; falling back to closest available version" chart=web requested=1 selected=1.0.0\n',
    );
  });

  it('are pulled', async () => {
    await run(pull, 'web --repo URL/c -d . --untar');
    expect(readFileSync(join(root, 'web/values.yaml'), 'utf8')).toBe(
      'color: red\n',
    );
    expect((await run(pull, 'web --repo URL/c --untar')).err).toBe(
      'Error: failed to untar: a file or directory with the name web already exists\n',
    );
    await run(pull, 'URL/c/web-1.0.0.tgz');
    expect(existsSync(join(root, 'web-1.0.0.tgz'))).toBe(true);
    expect((await run(pull, 'web --repo URL/c -d none')).err).toMatch(
      /^Error: open none\/web-1\.0\.0\.tgz: no such file or directory\n$/,
    );
  });

  it.each<[HelmCommand, string, string]>([
    [template, 'a c/web', 'repo c not found'],
    [template, 'a web', 'non-absolute URLs should be in form of repo_name'],
    [template, 'a web --repo URL/none', '/none/index.yaml : 404 Not Found'],
    [template, 'a none --repo URL/c', 'chart "none" not found in'],
    [template, 'a local -f oci://x/y', 'values of registries are not'],
    [template, 'a local -f URL/none', '/none : 404 Not Found'],
    [pull, 'oci://x/y', 'charts of registries are not supported: oci://x/y'],
    [repoAdd, 'c oci://x/y', 'charts of registries are not supported'],
    [repoAdd, '../c URL/c', "contains '/'"],
    [repoAdd, 'c URL/c --username ada', 'a password is not asked for'],
  ])('are refused: %#', async (command, line, message) => {
    write('local/Chart.yaml', 'apiVersion: v2\nname: local\nversion: 1.0.0\n');
    const { code, out, err } = await run(command, line);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^Error: /);
  });
});

it.each<[HelmCommand, string]>([
  [repoAdd, 'c NAMED/none?sig=t0ken'],
  [repoAdd, 'c NAMED/%zz?sig=t0ken'],
  [repoAdd, 'c ftp://ada:s3cret@h/c?sig=t0ken'],
  [pull, 'web --repo NAMED/none?sig=t0ken'],
  [pull, 'none --repo NAMED/c?sig=t0ken'],
  [pull, 'web --repo NAMED/cut?sig=t0ken'],
  [pull, 'NAMED/none.tgz?sig=t0ken'],
  [pull, 'NAMED/?sig=t0ken'],
  [pull, 'NAMED/c/web-1.0.0.tgz?sig=t0ken --verify'],
  [template, 'a local -f NAMED/none?sig=t0ken'],
  [template, 'a local --set-file a=NAMED/none?sig=t0ken'],
  [dependencyUpdate, 'dep'],
  [dependencyBuild, 'locked'],
])('secrets in URLs are not told: %#', async (command, line) => {
  const named = server.url.replace('//', '//ada:s3cret@');
  server.serve('/cut/index.yaml', content(index.slice(0, 60)));
  write('local/Chart.yaml', 'apiVersion: v2\nname: local\nversion: 1.0.0\n');
  const dependencies = `dependencies:\n- {name: none, version: ^1, repository: '${named}/c?sig=t0ken'}\n`;
  const chartFile = `apiVersion: v2\nname: dep\nversion: 1.0.0\n${dependencies}`;
  write('dep/Chart.yaml', chartFile);
  write('locked/Chart.yaml', chartFile);
  const digest = lockDigest(
    [
      {
        ...emptyDependency(),
        name: 'none',
        version: '^1',
        repository: `${named}/c?sig=t0ken`,
      },
    ],
    [
      {
        ...emptyDependency(),
        name: 'none',
        version: '^1',
        repository: `${named}/c?sig=t0ken`,
      },
    ],
  );
  write('locked/Chart.lock', `${dependencies}digest: ${digest}\n`);
  const { code, out, err } = await run(
    command,
    line.replaceAll('NAMED', named),
  );
  expect(code).toBe(1);
  expect(out + err).not.toMatch(/s3cret|t0ken/);
  expect(err).toMatch(/^Error: /m);
});

describe('dependencies', () => {
  beforeEach(() => {
    write(
      'shop/Chart.yaml',
      `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: web, version: ^1, repository: '${server.url}/c'}\n`,
    );
  });

  it('are fetched and built', async () => {
    expect((await run(dependencyUpdate, 'shop')).code).toBe(0);
    expect(readdirSync(join(root, 'shop/charts'))).toEqual(['web-1.0.0.tgz']);
    expect((await run(dependencyBuild, 'shop')).err).toBe(
      `Error: no repository definition for ${server.url}/c. Please add the missing repos via 'helm repo add'\n`,
    );
    await run(repoAdd, 'c URL/c');
    rmSync(join(root, 'shop/charts'), { recursive: true });
    expect((await run(dependencyBuild, 'shop/')).code).toBe(0);
    expect(readdirSync(join(root, 'shop/charts'))).toEqual(['web-1.0.0.tgz']);
  });

  it.each<[HelmCommand, string]>([
    [template, 'a shop'],
    [install, 'a shop'],
    [upgrade, '-i a shop'],
  ])('are fetched on demand: %#', async (command, line) => {
    expect((await run(command, line)).err).toContain(
      'found in Chart.yaml, but missing in charts/ directory: web',
    );
    const { code, err, out } = await run(
      command,
      `${line} --dependency-update`,
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Saving 1 charts\n');
  });
});
