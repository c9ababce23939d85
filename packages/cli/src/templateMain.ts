import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { toBytes } from '@sluice/golang/value';
import { type HelmContext, runHelmCommand } from './helm/helmCommand';
import { template } from './helm/template';
import { writeTo } from './writeTo';

// A chart is rendered before the second compiler's work pays: without it, large ones take a quarter less CPU time. (`npm run bench -- charts`.)
setFlagsFromString('--no-turbofan');

const [, , first, ...rest] = process.argv;
const context: HelmContext = {
  argv: first === 'helm' ? rest.slice(1) : rest,
  env: process.env,
  cwd: process.cwd(),
  stdout: writeTo(1, toBytes),
  stderr: writeTo(2),
  readInput: () => readFileSync(0, 'utf8'),
  now: () => new Date(),
  signal: new AbortController().signal,
};

/** The program of `sluice template` alone: it is started often, and loads nothing but what a chart takes. */
async function main(): Promise<void> {
  const code = runHelmCommand(template, context);
  process.exitCode = typeof code === 'number' ? code : await code;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
