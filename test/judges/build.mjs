/**
 * Builds the judges into the cache folder: `node test/judges/build.mjs [names...]`.
 * What is there already, in the version that `go.mod` pins, is left alone.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import {
  binDirectory,
  findJudges,
  isBuilt,
  judgePath,
  judges,
  judgeStamp,
  judgeVersion,
  moduleDirectory,
  stampPath,
} from './src/judges.mjs';

/** @typedef {import('./src/judges.mjs').Judge} Judge */

/** Packages that the Go command compiles at the same time. */
const parallelism = 2;

/** An error that is told to the reader without a stack. */
class BuildError extends Error {}

/**
 * @param {string} left
 * @param {string} right
 */
function isAtLeast(left, right) {
  const [leftParts, rightParts] = [left, right].map(version =>
    version.split('.').map(Number),
  );
  for (const [index, part] of rightParts.entries()) {
    const difference = (leftParts[index] ?? 0) - part;
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

/** @param {Judge} judge */
function requiredGoVersion(judge) {
  const goMod = readFileSync(join(moduleDirectory(judge), 'go.mod'), 'utf8');
  return /^go (\S+)$/m.exec(goMod)?.[1] ?? '1.21';
}

/**
 * The environment to run Go with for this judge. A Go that is new enough never downloads another
 * one; an older Go may, if the machine's settings and network let it.
 *
 * @param {Judge} judge
 * @returns {NodeJS.ProcessEnv}
 */
function goEnvironment(judge) {
  const required = requiredGoVersion(judge);
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const remedy = `Install Go ${required} or newer, for example with "apt-get install golang-go" where the distribution is new enough, or from https://go.dev/dl/.`;

  const local = spawnSync('go', ['env', 'GOVERSION'], {
    env: { ...env, GOTOOLCHAIN: 'local' },
    cwd: '/',
    encoding: 'utf8',
  });
  if (local.error) {
    throw new BuildError(
      `The judges are built with Go, and there is no "go" on the PATH. ${remedy}`,
    );
  }
  const version = local.stdout
    .trim()
    .replace(/^go/, '')
    .split(/[^\d.]/)[0];
  if (isAtLeast(version, required)) {
    return { ...env, GOTOOLCHAIN: 'local' };
  }
  const other = spawnSync('go', ['version'], {
    env,
    cwd: moduleDirectory(judge),
    encoding: 'utf8',
  });
  if (other.status !== 0) {
    throw new BuildError(
      `${
        judge.name
      } needs Go ${required} or newer; this is Go ${version}, which could not get a newer one:\n${other.stderr.trim()}\n${remedy}`,
    );
  }
  return env;
}

/**
 * @param {Judge} judge
 * @returns {Promise<void>}
 */
async function build(judge) {
  const env = goEnvironment(judge);
  const stamp = judgeStamp(judge);
  const flags = ['-s', '-w', ...judge.linkerFlags(judgeVersion(judge))].join(
    ' ',
  );
  const target = judgePath(judge.name);
  const unfinished = join(binDirectory(), `.${judge.name}.${process.pid}`);
  mkdirSync(binDirectory(), { recursive: true });
  mkdirSync(dirname(stampPath(judge)), { recursive: true });

  const args = [
    'build',
    '-p',
    String(parallelism),
    '-trimpath',
    '-buildvcs=false',
  ];
  args.push('-ldflags', flags, '-o', unfinished, `./${judge.package}`);
  try {
    await run('go', args, { cwd: moduleDirectory(judge), env });
    rmSync(stampPath(judge), { force: true });
    renameSync(unfinished, target);
    writeFileSync(stampPath(judge), stamp);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', chunk => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve();
      } else {
        const lines = errors.trim().split('\n').slice(-40).join('\n');
        reject(
          new BuildError(
            `${command} build ended with ${signal ?? code}:\n${lines}`,
          ),
        );
      }
    });
  });
}

/** @param {number} since milliseconds, of performance.now */
function seconds(since) {
  return `${Math.round((performance.now() - since) / 1000)} s`;
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {string[]} names */
async function main(names) {
  const wanted = names.length > 0 ? findJudges(names) : judges;
  for (const judge of wanted) {
    const label = `${judge.name} ${judgeVersion(judge)}`;
    if (isBuilt(judge)) {
      say(`${label}: there already`);
      continue;
    }
    const started = performance.now();
    say(`${label}: building`);
    const ticker = setInterval(
      () => say(`${label}: building, ${seconds(started)}`),
      30_000,
    );
    try {
      await build(judge);
    } finally {
      clearInterval(ticker);
    }
    say(`${label}: built in ${seconds(started)}`);
  }
  process.stdout.write(`${binDirectory()}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof BuildError ? error.message : inspect(error));
  process.exitCode = 1;
}
