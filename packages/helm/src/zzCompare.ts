import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import {
  loadChart,
  renderChart,
  templateText,
  checkDependencies,
  checkInstallable,
  ReleaseRenderError,
  mergeUserValues,
} from './index';

const [dir, list, ...rest] = process.argv.slice(2);
const only = rest.length ? new Set(rest) : undefined;
const names = readFileSync(list, 'utf8')
  .split('\n')
  .filter(n => n && (!only || only.has(n)));
const valuesFile = process.env.VALUES;
let same = 0,
  diff = 0,
  skip = 0,
  goMs = 0,
  ourMs = 0;
const runs = names.flatMap((name): [string, string | undefined][] =>
  valuesFile
    ? existsSync(`${dir}/${name}/${valuesFile}`)
      ? readdirSync(`${dir}/${name}/${valuesFile}`)
          .filter(f => /ya?ml$/.test(f))
          .map(f => [name, `${valuesFile}/${f}`])
      : []
    : [[name, undefined]],
);
for (const [name, file] of runs) {
  const path = `${dir}/${name}`;
  const vf = file ? `${path}/${file}` : undefined;
  const args = ['template', 'rel', path, ...(vf ? ['-f', vf] : [])];
  const cache =
    '/tmp/charts/gold/' +
    name +
    (file ? '.' + file.replace(/\W/g, '_') : '') +
    '.txt';
  let expected: string;
  if (existsSync(cache)) expected = readFileSync(cache, 'utf8');
  else {
    const run = () => {
      const r = spawnSync('/tmp/judges-bin/helm', args, {
        encoding: 'utf8',
        maxBuffer: 1e9,
      });
      return (
        r.stdout +
        r.stderr
          .split('\n')
          .filter(l => !/^level=|^\d{4}\/|^coalesce|^warning/.test(l))
          .join('\n')
      );
    };
    expected = run();
    const again = run();
    if (again !== expected)
      expected = 'NONDETERMINISTIC\n' + expected + '\0' + again;
    writeFileSync(cache, expected);
  }
  const t = process.cpuUsage();
  let actual: string;
  try {
    const chart = loadChart(path);
    checkInstallable(chart);
    checkDependencies(chart);
    const values = mergeUserValues({ valueFiles: vf ? [vf] : [] }, p =>
      readFileSync(p, 'utf8'),
    );
    actual = templateText(
      renderChart(chart, { release: { name: 'rel' }, values }),
    );
  } catch (error) {
    actual =
      error instanceof ReleaseRenderError
        ? `Error: ${error.message}\n\nUse --debug flag to render out invalid YAML\n`
        : `Error: ${error instanceof Error ? error.message : error}\n`;
    if (
      error instanceof TypeError ||
      error instanceof RangeError ||
      error instanceof ReferenceError
    )
      console.log(error.stack);
  }
  const u = process.cpuUsage(t);
  ourMs += (u.user + u.system) / 1000;
  if (actual === expected) {
    same++;
    continue;
  }
  const nondet = expected.startsWith('NONDETERMINISTIC\n');
  const a = actual.split('\n'),
    [gA, gB] = (nondet ? expected.slice(17) : expected).split('\0'),
    b = gA.split('\n'),
    b2 = (gB ?? gA).split('\n');
  if (nondet) {
    // same number of lines, most of them equal
    const differing =
      a.length === b.length && b.length === b2.length
        ? b.filter((l, i) => l !== a[i] && b[i] === b2[i]).length
        : -1;
    if (differing === 0) {
      skip++;
      if (process.env.V) console.log(name, 'random, differing', differing);
      continue;
    }
  }
  diff++;
  const i = b.findIndex((l, k) => l !== a[k] && l === b2[k]);
  console.log(
    `${name} ${file ?? ''}${nondet ? ' (random)' : ''}: ${a.length} vs ${
      b.length
    } lines, at ${i + 1}\n   helm: ${JSON.stringify(
      b.slice(Math.max(0, i), i + 2),
    ).slice(0, 400)}\n   ours: ${JSON.stringify(
      a.slice(Math.max(0, i), i + 2),
    ).slice(0, 400)}`,
  );
}
console.log({ same, random: skip, diff, ourMs: Math.round(ourMs) });
