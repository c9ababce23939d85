import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchRepo } from './searchRepo';
import { TestRun } from './testing';

const repositories = `apiVersion: ""
repositories:
  - {name: one, url: http://127.0.0.1/one}
  - {name: two, url: http://127.0.0.1/two}
`;

const one = `apiVersion: v1
entries:
  web:
    - {apiVersion: v2, name: web, version: 1.0.0, appVersion: "7", description: Serves pages, keywords: [http, Nginx]}
    - {apiVersion: v2, name: web, version: 1.10.0-rc.1, appVersion: "8", description: Serves pages}
    - {apiVersion: v2, name: web, version: 1.9.0, appVersion: "8", description: Serves pages}
  nginx:
    - {apiVersion: v2, name: nginx, version: 0.1.0, description: "A proxy that has a long description, longer than the column"}
`;

const two = `apiVersion: v1
entries:
  web:
    - {apiVersion: v2, name: web, version: 2.0.0, description: Köttbullar}
`;

const places = ['--repository-config', 'names', '--repository-cache', 'cache'];

let root: string;
let test: TestRun;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-search-'));
  mkdirSync(join(root, 'cache'));
  writeFileSync(join(root, 'names'), repositories);
  writeFileSync(join(root, 'cache/one-index.yaml'), one);
  writeFileSync(join(root, 'cache/two-index.yaml'), two);
  test = new TestRun(root);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('sluice helm search repo', () => {
  // The same files and arguments, given to helm 4.2.1.
  it.each([
    [
      ['web'],
      'NAME   \tCHART VERSION\tAPP VERSION\tDESCRIPTION \none/web\t1.9.0        \t8          \tServes pages\ntwo/web\t2.0.0        \t           \tKöttbullar  \n',
    ],
    [
      ['nginx'],
      'NAME     \tCHART VERSION\tAPP VERSION\tDESCRIPTION                                       \none/nginx\t0.1.0        \t           \tA proxy that has a long description, longer tha...\none/web  \t1.0.0        \t7          \tServes pages                                      \n',
    ],
    [
      ['WEB', '-l', '--devel'],
      'NAME   \tCHART VERSION\tAPP VERSION\tDESCRIPTION \none/web\t1.10.0-rc.1  \t8          \tServes pages\none/web\t1.9.0        \t8          \tServes pages\none/web\t1.0.0        \t7          \tServes pages\ntwo/web\t2.0.0        \t           \tKöttbullar  \n',
    ],
    [
      ['web', '--version', '^1.0.0', '-o', 'json'],
      '[{"name":"one/web","version":"1.9.0","app_version":"8","description":"Serves pages"}]\n',
    ],
    [
      ['^n|long', '-r', '-o', 'yaml'],
      '- app_version: ""\n  description: A proxy that has a long description, longer than the column\n  name: one/nginx\n  version: 0.1.0\n',
    ],
    [['none'], 'No results found\n'],
    [['none', '-o', 'json'], '[]\n'],
  ])('finds with %j', async (argv, out) => {
    expect(await test.run(searchRepo, [...argv, ...places])).toEqual({
      code: 0,
      out,
      err: '',
    });
  });

  it.each([
    [['none', '--fail-on-no-result'], 'no results found'],
    [
      ['web', '--version', 'nope'],
      'an invalid version/constraint format: improper constraint: "nope"',
    ],
    [['[', '-r'], 'error parsing regexp: missing closing ]: `[`'],
    [['web', '--repository-config', 'none'], 'no repositories configured'],
  ])('fails with %j', async (argv, problem) => {
    expect(await test.run(searchRepo, [...places, ...argv])).toEqual({
      code: 1,
      out: '',
      err: `Error: ${problem}\n`,
    });
  });

  it('takes the last of the entries that have one version', async () => {
    writeFileSync(
      join(root, 'cache/two-index.yaml'),
      `${two}    - {apiVersion: v2, name: web, version: 2.0.0, description: Later}\n`,
    );
    const { out } = await test.run(searchRepo, ['two/', '-l', ...places]);
    expect(out).toBe(
      'NAME   \tCHART VERSION\tAPP VERSION\tDESCRIPTION\ntwo/web\t2.0.0        \t           \tLater      \n',
    );
  });

  it('goes on without an index that is not there', async () => {
    rmSync(join(root, 'cache/one-index.yaml'));
    const { code, out, err } = await test.run(searchRepo, ['web', ...places]);
    expect(code).toBe(0);
    expect(out).toContain('two/web');
    expect(err).toMatch(
      /^level=WARN msg="repo is corrupt or missing" repo=one error="open .*one-index.yaml: no such file or directory"\n$/,
    );
  });
});
