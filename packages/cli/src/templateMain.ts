import { readFileSync } from 'node:fs';
import { setFlagsFromString, startupSnapshot } from 'node:v8';
import { toBytes } from '@sluice/golang/value';
import { type HelmContext, runHelmCommand } from './helm/helmCommand';
import { template } from './helm/template';
import { warmUp } from './helm/warmUp';
import { writeTo } from './writeTo';

/**
 * A chart is rendered before compilers that optimize pay: without the second, and without the first where a function is not called often,
 * large charts take a third less CPU time and small ones a tenth. (`npm run bench -- charts`.)
 */
const compilerFlags = [
  '--no-turbofan',
  '--no-maglev-inlining',
  '--invocation-count-for-maglev=1500',
];

/** The program of `sluice template` alone: it is started often, and loads nothing but what a chart takes. */
async function main(): Promise<void> {
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
  const code = runHelmCommand(template, context);
  process.exitCode = typeof code === 'number' ? code : await code;
}

async function start(): Promise<void> {
  compilerFlags.forEach(flag => setFlagsFromString(flag));
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}

// `node --build-snapshot` keeps the program as it is once everything is loaded and compiled: from there on it starts.
if (startupSnapshot.isBuildingSnapshot()) {
  warmUp();
  // What is left at its end is not worth taking apart; what it says has been written.
  startupSnapshot.setDeserializeMainFunction(() =>
    start().then(() => process.exit()),
  );
} else {
  start();
}
