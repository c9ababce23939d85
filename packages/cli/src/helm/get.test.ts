import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getMetadataCommand } from './get';
import { install } from './install';
import { TestRun } from './testing';

const files = {
  'web/Chart.yaml': `apiVersion: v2
name: web
version: 1.2.3
dependencies:
  - name: db
    version: 0.1.0
    repository: ""
    condition: db.enabled
    tags: [data]
    alias: store
`,
  'web/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-get-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

describe('sluice helm get metadata', () => {
  it('tells of dependencies with their fields in the order that Helm has', async () => {
    const test = new TestRun(root);
    await test.createNamespace('default');
    expect((await test.run(install, ['web', 'web'])).code).toBe(0);
    const { out } = await test.run(getMetadataCommand, ['web', '-o', 'json']);
    expect(out).toContain(
      '"dependencies":[{"name":"store","version":"0.1.0","repository":"","condition":"db.enabled","tags":["data"],"enabled":true,"alias":"store"}]',
    );
  });
});
