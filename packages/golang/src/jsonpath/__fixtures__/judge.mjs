/**
 * Asks helm what it prints for the expressions of paths.json, and writes that there: `node judge.mjs [PATH OF HELM]`. An expression
 * whose answer depends on the order of a map in Go must not be among them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const helm = process.argv[2] ?? 'helm';
const file = fileURLToPath(new URL('./paths.json', import.meta.url));
const { values, cases } = JSON.parse(readFileSync(file, 'utf8'));
const chart = mkdtempSync(join(tmpdir(), 'jsonpath-'));

function answerOf(path) {
  const args = ['show', 'values', chart, '--jsonpath', path];
  const { status, stdout, stderr } = spawnSync(helm, args, {
    encoding: 'utf8',
  });
  return status === 0
    ? { path, output: stdout }
    : { path, error: stderr.trim() };
}

writeFileSync(
  join(chart, 'Chart.yaml'),
  'apiVersion: v2\nname: judged\nversion: 1.0.0\n',
);
writeFileSync(join(chart, 'values.yaml'), values);
const answered = cases.map(({ path }) => answerOf(path));
rmSync(chart, { recursive: true });
writeFileSync(
  file,
  `${JSON.stringify({ values, cases: answered }, null, 2)}\n`,
);
