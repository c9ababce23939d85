import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadChart } from '@sluice/helm';
import { packageCommand } from './package';
import { TestRun } from './testing';

const files = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
  'web/values.yaml': 'color: red\n',
  'web/templates/a.yaml': 'a: {{ .Values.color }}\n',
  'web/.helmignore': 'secret\n',
  'web/secret': 'x',
  'poor/Chart.yaml':
    'apiVersion: v2\nname: poor\nversion: 1.2.3\ndependencies:\n  - {name: db, version: "1", repository: ""}\n',
  'odd/Chart.yaml': 'apiVersion: v2\nname: odd\nversion: 1.2.3\ntype: foo\n',
  file: 'x',
};

let root: string;
let test: TestRun;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-package-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  test = new TestRun(root);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('sluice helm package', () => {
  it('packs what is not ignored, here', async () => {
    const path = join(root, 'web-1.2.3.tgz');
    expect(await test.run(packageCommand, ['web'])).toEqual({
      code: 0,
      out: `Successfully packaged chart and saved it to: ${path}\n`,
      err: '',
    });
    const chart = loadChart(path);
    expect(chart.templates.map(({ name }) => name)).toEqual([
      'templates/a.yaml',
    ]);
    expect(chart.files.map(({ name }) => name)).not.toContain('secret');
  });

  it('packs elsewhere, with other versions', async () => {
    const argv = ['-d', 'out/x', '--version', '2.0.0+b', '--app-version', '7'];
    const { out } = await test.run(packageCommand, ['web', ...argv]);
    expect(out).toBe(
      'Successfully packaged chart and saved it to: out/x/web-2.0.0+b.tgz\n',
    );
    const { metadata } = loadChart(join(root, 'out/x/web-2.0.0+b.tgz'));
    expect(metadata).toMatchObject({ version: '2.0.0+b', appVersion: '7' });
  });

  // As helm 4.2.1 says it, but for the last two.
  it.each([
    [[], 'need at least one argument, the path to the chart'],
    [['none'], 'stat none: no such file or directory'],
    [['poor'], 'found in Chart.yaml, but missing in charts/ directory: db'],
    [['odd'], 'validation: chart.metadata.type must be application or library'],
    [['web', '--version', 'nope'], 'invalid semantic version'],
    [['web', '-d', 'file'], 'failed to save: is not a directory: file'],
    [['web', '--sign', '--key', 'a'], 'archives are not signed: --sign'],
    [
      ['web', '-u'],
      "charts are not fetched by package: --dependency-update; use 'sluice helm dependency update'",
    ],
  ])('refuses %j', async (argv, problem) => {
    const before = readdirSync(root);
    expect(await test.run(packageCommand, argv)).toEqual({
      code: 1,
      out: '',
      err: `Error: ${problem}\n`,
    });
    expect(readdirSync(root)).toEqual(before);
    expect(existsSync(join(root, 'web-1.2.3.tgz'))).toBe(false);
  });
});
