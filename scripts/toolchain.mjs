/**
 * Brings what the repository's commands need, from scripts that run on any Node >= 20 without dependencies:
 * the Node version that Backstage wants, and the installed workspace. Both are skipped when nothing has changed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const nodeVersion = '24.16.0';
const toolsDir = join(root, '.tools');
const stateDir = join(root, '.sluice');

/** An error whose message is meant for the person at the terminal; printed without a stack. */
export class UserError extends Error {}

const started = Date.now();

/** Prints a line of progress with the seconds since the command started. */
export function progress(message) {
  const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(3);
  process.stderr.write(`[${seconds}s] ${message}\n`);
}

function hasProgram(name, args = ['--version']) {
  return spawnSync(name, args, { stdio: 'ignore' }).status === 0;
}

function requirePrograms() {
  const missing = [];
  if (!hasProgram('git')) missing.push('git');
  if (!hasProgram('python3') && !hasProgram('python')) missing.push('python3');
  if (!hasProgram('make')) missing.push('make');
  if (!hasProgram('c++') && !hasProgram('g++') && !hasProgram('clang++'))
    missing.push('a C++ compiler (g++ or clang++)');
  if (missing.length > 0) {
    throw new UserError(
      `Missing on this machine: ${missing.join(', ')}.\n` +
        `Install them with the system's package manager (Debian: apt-get install git python3 make g++) and run the command again.`,
    );
  }
}

/**
 * Backstage wants Node 22 or 24. From 24.19 on Node aborts when better-sqlite3 12, which Backstage's database layer asks for, lets go of a
 * statement (RemoveEnvironmentCleanupHook), so those are not used.
 */
function supported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === 22 || (major === 24 && minor < 19);
}

/** The directory of a Node installation that has bin/node and include/node, or undefined. */
function installationOf(execPath) {
  const prefix = dirname(dirname(execPath));
  return existsSync(join(prefix, 'include', 'node', 'node.h'))
    ? prefix
    : undefined;
}

function findToolsNode() {
  const bundled = join(toolsDir, 'node', 'node_modules');
  const candidates = [bundled, join(bundled, 'node', 'node_modules')];
  for (const directory of candidates) {
    if (!existsSync(directory)) continue;
    for (const entry of readdirSync(directory)) {
      const bin = join(directory, entry, 'bin', 'node');
      if (entry.startsWith('node-') && existsSync(bin)) {
        return { bin, prefix: join(directory, entry) };
      }
    }
  }
  return undefined;
}

/**
 * Returns the Node that everything runs on: the running one when it is a supported version with headers, else one from
 * the npm package `node`, kept below `.tools/`.
 */
export function ensureNode() {
  if (supported(process.versions.node)) {
    const prefix = installationOf(process.execPath);
    if (prefix) return { bin: process.execPath, prefix };
  }
  const stamp = join(toolsDir, 'node', `.version-${nodeVersion}`);
  const present = findToolsNode();
  if (present && existsSync(stamp)) return present;

  progress(
    `This is Node ${process.versions.node}; bringing Node ${nodeVersion} into .tools/ (once)`,
  );
  const work = join(toolsDir, `node-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({
      private: true,
      allowScripts: { node: true },
    }),
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(
    npm,
    ['install', '--no-audit', '--no-fund', '--no-save', `node@${nodeVersion}`],
    { cwd: work, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  );
  if (result.error || result.status !== 0) {
    throw new UserError(
      `Node ${nodeVersion} could not be installed from the npm registry:\n${
        result.error?.message ?? result.stderr
      }\nEither make the registry reachable, or run this with Node 22, or 24 before 24.19.`,
    );
  }
  rmSync(join(toolsDir, 'node'), { recursive: true, force: true });
  renameSync(work, join(toolsDir, 'node'));
  writeFileSync(stamp, '');
  const installed = findToolsNode();
  if (!installed) {
    throw new UserError(
      `The npm package node@${nodeVersion} brought no Node for ${process.platform} ${process.arch}. Run this with Node 22, or 24 before 24.19.`,
    );
  }
  return installed;
}

/** The environment in which commands run: the right Node first on the path, its headers for native modules. */
export function environment(node) {
  return {
    ...process.env,
    PATH: `${dirname(node.bin)}${delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: node.prefix,
    NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
    YARN_ENABLE_TELEMETRY: '0',
  };
}

/** SHA-256 over the text of the given files, in order; missing ones count as empty. */
export function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    if (existsSync(join(root, file)))
      hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function workspaceManifests() {
  const manifests = ['package.json'];
  for (const group of ['packages', 'plugins', 'test']) {
    if (!existsSync(join(root, group))) continue;
    for (const entry of readdirSync(join(root, group)).sort()) {
      const manifest = join(group, entry, 'package.json');
      if (existsSync(join(root, manifest))) manifests.push(manifest);
    }
  }
  return manifests;
}

function nodeVersionOf(node) {
  if (node.bin === process.execPath) return process.versions.node;
  return (
    readdirSync(join(toolsDir, 'node'))
      .find(name => name.startsWith('.version-'))
      ?.slice('.version-'.length) ?? ''
  );
}

/**
 * Waits until no other command installs in this checkout, and keeps others waiting until this process releases (or ends): two installs at
 * once build native modules over each other.
 */
function lockInstall() {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, 'install.lock');
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (holder > 0 && !isRunning(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) progress(`Waiting for the install of process ${holder}`);
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Installs the workspace unless the lockfile and the manifests are those of the last complete install. */
export function ensureInstalled(node) {
  if (isInstalled(node)) return;
  const release = lockInstall();
  try {
    if (!isInstalled(node)) install(node);
  } finally {
    release();
  }
}

const stampFile = join(root, 'node_modules', '.sluice-install');

/** What an install depends on: the lockfile, the manifests, and the Node that native modules are built for. */
function installDigest(node) {
  const files = ['yarn.lock', '.yarnrc.yml', ...workspaceManifests()];
  return `${digestOf(files)} ${node.bin} ${nodeVersionOf(node)}`;
}

function isInstalled(node) {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === installDigest(node)
  );
}

function install(node) {
  const builtFor = join(root, 'node_modules', '.sluice-built-for');
  requirePrograms();
  progress('Installing dependencies (a few minutes the first time)');
  const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');
  // In CI the lockfile must match; in a checkout that is being worked on, an install updates it.
  const args = process.env.CI ? ['install', '--immutable'] : ['install'];
  const log = join(stateDir, 'install.log');
  mkdirSync(stateDir, { recursive: true });
  const result = spawnSync(node.bin, [yarn, ...args], {
    cwd: root,
    env: environment(node),
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  writeFileSync(log, result.stdout ?? '');
  if (result.signal) throw new UserError('Interrupted; run the command again.');
  if (result.status !== 0) {
    const tail = (result.stdout ?? '').split('\n').slice(-25).join('\n');
    throw new UserError(
      `The install failed. Its last lines:\n${tail}\nThe whole log: .sluice/install.log. Running the command again continues where it stopped.`,
    );
  }
  // Native modules hold what the headers of their Node inlined; yarn does not notice that it is another one.
  const version = nodeVersionOf(node);
  if (existsSync(builtFor) && readFileSync(builtFor, 'utf8') !== version) {
    progress(`Building native modules for Node ${version}`);
    spawnSync(node.bin, [yarn, 'rebuild', 'better-sqlite3'], {
      cwd: root,
      env: environment(node),
      stdio: 'ignore',
    });
  }
  writeFileSync(builtFor, version);
  writeFileSync(stampFile, installDigest(node));
  progress('Dependencies installed');
}

/** Node and workspace, ready; the common start of every command. */
export function ensureReady() {
  const node = ensureNode();
  ensureInstalled(node);
  return node;
}

/** Runs a program in the foreground, passes on interrupts, and resolves with its exit code. */
export function run(node, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      ...options,
      env: { ...environment(node), ...options.env },
    });
    const forward = signal => child.kill(signal);
    const onInterrupt = () => forward('SIGINT');
    const onTerminate = () => forward('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      if (signal) process.stderr.write(`\n${command} ended by ${signal}\n`);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Runs a command's main function; a UserError is printed as its message alone. */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
