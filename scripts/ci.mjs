/**
 * The stages of `.ci/run`. A stage passes when its command exits with 0; what it counts (`N passed, N failed`, or Jest's closing line) is added
 * up. A stage without a count counts as one.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  UserError,
  ensureReady,
  environment,
  main,
  root,
} from './toolchain.mjs';

const logs = join(root, '.sluice', 'ci');

/** Adds up every closing line that a runner prints. */
export function countOf(output) {
  const text = output.replace(/\u001b\[[0-9;]*m/g, '');
  let passed = 0;
  let failed = 0;
  for (const [, line] of text.matchAll(/^Tests:\s+(.*)$/gm)) {
    passed += Number(/(\d+) passed/.exec(line)?.[1] ?? 0);
    failed += Number(/(\d+) failed/.exec(line)?.[1] ?? 0);
  }
  for (const match of text.matchAll(
    /^(?:[\w-]+: )?(\d+) passed, (\d+) failed(?:, \d+ skipped)?$/gm,
  )) {
    passed += Number(match[1]);
    failed += Number(match[2]);
  }
  return { passed, failed };
}

/** The end of an output. */
function lastLines(output) {
  return output.trimEnd().split('\n').slice(-60).join('\n');
}

/** What an output says of failures: the lines that name one, each with the lines after it. */
function failuresOf(output) {
  const lines = output.trimEnd().split('\n');
  const shown = new Set();
  lines.forEach((line, index) => {
    if (!/^\s*(FAIL|●|✕|not ok|DIFF|.* ended by SIG)/.test(line)) return;
    const context = /^\s*●/.test(line) ? 15 : 0;
    for (let i = index; i <= index + context; i += 1) shown.add(i);
  });
  const named = lines.filter((_, index) => shown.has(index)).slice(0, 80);
  return named.length > 0 ? named.join('\n') : '(no line names it)';
}

/** Ends a stage with all that it started. */
function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function runStage(node, stage, logName) {
  return new Promise(resolve => {
    const path = join(logs, `${logName}.log`);
    // A file and no pipe: what a program has printed is there even if it ends at once.
    const log = openSync(path, 'w');
    const child = spawn(stage.command[0], stage.command.slice(1), {
      cwd: root,
      // A judge that is missing is a failure here, not a reason to leave something out.
      env: { ...environment(node), CI: 'true', SLUICE_JUDGES_REQUIRED: '1' },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const interrupt = signal => {
      kill(child);
      process.stderr.write(`\nEnded by ${signal} during ${stage.name}.\n`);
      process.exit(1);
    };
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    const words = [];
    const timer = setTimeout(() => {
      words.push(`The stage took longer than ${stage.minutes} minutes.`);
      kill(child);
    }, stage.minutes * 60_000);
    let ended = false;
    const end = code => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      resolve({
        code,
        output: [readFileSync(path, 'utf8'), ...words].join('\n'),
      });
    };
    child.on('error', error => {
      words.push(error.message);
      end(1);
    });
    child.on('exit', (code, signal) => {
      if (signal) words.push(`${stage.name} ended by ${signal}`);
      end(code ?? 1);
    });
  });
}

const yarn = ['.yarn/releases/yarn-4.13.0.cjs'];

function stages(node) {
  const withNode = (...args) => [node.bin, ...args];
  return [
    {
      name: 'judges',
      minutes: 15,
      command: withNode('test/judges/build.mjs'),
    },
    {
      name: 'tests',
      attempts: 2,
      minutes: 20,
      command: ['npm', 'test', '--silent'],
    },
    {
      name: 'types',
      minutes: 8,
      command: withNode(...yarn, 'tsc', '--noEmit'),
    },
    {
      name: 'lint',
      minutes: 10,
      command: withNode(
        ...yarn,
        'backstage-cli',
        'repo',
        'lint',
        '--max-warnings',
        '0',
      ),
    },
    {
      name: 'format',
      minutes: 8,
      command: withNode(...yarn, 'prettier', '--check', '.'),
    },
    {
      name: 'fuzz',
      minutes: 4,
      // The same input on every run: what new input finds is for whoever looks for it.
      command: withNode('scripts/fuzz.mjs', '--seed', '1', '--seconds', '50'),
    },
    {
      name: 'conformance',
      attempts: 2,
      minutes: 6,
      command: withNode('scripts/conformance.mjs'),
    },
    {
      name: 'scenarios',
      attempts: 2,
      minutes: 8,
      // The recordings are not part of the repository.
      needs: join(root, '..', 'shared', 'corpora'),
      command: withNode('scripts/scenarios.mjs', '--server', 'real'),
    },
    {
      name: 'controllers',
      attempts: 2,
      minutes: 12,
      command: withNode('scripts/controllers.mjs', '--server', 'real'),
    },
    {
      name: 'helm',
      attempts: 2,
      minutes: 20,
      command: withNode('scripts/helm.mjs'),
    },
    {
      name: 'postgres',
      attempts: 2,
      minutes: 5,
      command: withNode('scripts/postgres.mjs'),
    },
    {
      name: 'browser',
      attempts: 2,
      minutes: 10,
      command: withNode('scripts/e2e.mjs'),
    },
    {
      name: 'browser-real',
      attempts: 2,
      minutes: 10,
      command: withNode('scripts/e2e.mjs', '--server=real'),
    },
    {
      name: 'packed',
      attempts: 2,
      minutes: 12,
      command: withNode('scripts/packed.mjs'),
    },
    {
      name: 'bench',
      attempts: 2,
      minutes: 5,
      command: withNode('scripts/bench.mjs', '--smoke'),
    },
  ];
}

/** Seconds of the whole run after which nothing is tried again, so that it ends within the hour. */
const secondTriesUntil = 40 * 60;

/** Seconds since the run began, the installation of programs included. */
function secondsOfAll() {
  const began = Number(process.env.SLUICE_CI_BEGAN) * 1000 || startedAt;
  return Math.round((Date.now() - began) / 1000);
}

function row(name, seconds, words) {
  return `${name.padEnd(12)} ${String(seconds).padStart(5)} s   ${words}`;
}

const startedAt = Date.now();

await main(async () => {
  const only = process.argv.slice(2);
  mkdirSync(logs, { recursive: true });
  const node = ensureReady();
  const all = stages(node);
  const unknown = only.filter(name => all.every(stage => stage.name !== name));
  if (unknown.length > 0) {
    throw new UserError(
      `There is no stage ${unknown.join(', ')}; there are ${all
        .map(stage => stage.name)
        .join(', ')}.`,
    );
  }
  let passed = 0;
  let failed = 0;
  const summary = [row('install', secondsOfAll(), '')];
  const missing = process.env.SLUICE_CI_MISSING;
  if (missing) {
    failed += 1;
    summary.push(row('programs', 0, `0 ok, 1 not: ${missing} missing`));
    process.stdout.write(
      `== programs\n   Missing on this machine, and could not be installed: ${missing}\n`,
    );
  }
  for (const stage of all) {
    if (only.length > 0 && !only.includes(stage.name)) continue;
    if (stage.needs && !existsSync(stage.needs)) {
      summary.push(row(stage.name, 0, `left out: there is no ${stage.needs}`));
      continue;
    }
    const started = Date.now();
    process.stdout.write(`== ${stage.name}\n`);
    let log = stage.name;
    let { code, output } = await runStage(node, stage, log);
    if (
      code !== 0 &&
      stage.attempts === 2 &&
      secondsOfAll() < secondTriesUntil
    ) {
      // What depends on processes and a browser may stumble on a busy machine; a second failure is one.
      process.stdout.write(
        `   ${
          stage.name
        } ended with exit status ${code} and is run again; what failed:\n${failuresOf(
          output,
        )}\n`,
      );
      log = `${stage.name}-again`;
      ({ code, output } = await runStage(node, stage, log));
    }
    const seconds = Math.round((Date.now() - started) / 1000);
    const count = countOf(output);
    if (count.passed + count.failed === 0) {
      if (code === 0) count.passed = 1;
      else count.failed = 1;
    } else if (code !== 0 && count.failed === 0) {
      count.failed = 1;
    }
    passed += count.passed;
    failed += count.failed;
    const words = row(
      stage.name,
      seconds,
      `${count.passed} ok, ${count.failed} not`,
    );
    summary.push(words);
    process.stdout.write(`   ${words}\n`);
    if (code !== 0) {
      process.stdout.write(
        `   ${
          stage.name
        } ended with exit status ${code}; what failed:\n${failuresOf(
          output,
        )}\n   its last lines (all of it: .sluice/ci/${log}.log):\n${lastLines(
          output,
        )}\n`,
      );
    }
  }
  summary.push(row('total', secondsOfAll(), ''));
  process.stdout.write(
    `\n${summary.map(line => line.trimEnd()).join('\n')}\n\n`,
  );
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
