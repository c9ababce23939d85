import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { errorCode } from '../errorCode';
import { GitError } from './errors';

/** Git configuration for one call; it travels in the environment, so that nothing of it shows in a list of processes. */
export type GitConfig = readonly (readonly [key: string, value: string])[];

export interface GitProcessOptions {
  /** Name or path of the program. Default `git`. */
  program?: string;
  /** A folder without git configuration, used as home. */
  home: string;
  /**
   * Whose git it is. Of `nobody` (the default), nothing of the machine counts and only the web is reached. Of the `user` who runs the
   * program, configuration, keys and credential helpers count, and `ssh` and `file` are reached, too; nothing is asked, and no hook runs.
   */
  identity?: 'nobody' | 'user';
}

/**
 * Configuration of every call: nothing of the machine, the user or the repository may run a program, ask a question or open another
 * protocol.
 */
const hardening: GitConfig = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['core.attributesFile', '/dev/null'],
  // Large blobs are streamed, not held in memory.
  ['core.bigFileThreshold', '4m'],
  ['core.packedGitLimit', '64m'],
  ['core.packedGitWindowSize', '16m'],
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['http.followRedirects', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.unpackLimit', '1'],
  ['fetch.writeCommitGraph', 'false'],
  ['transfer.bundleURI', 'false'],
  ['pack.threads', '1'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
];

/** What else nobody's git does not do. */
const ofNobody: GitConfig = [
  ['core.sshCommand', 'false'],
  ['core.gitProxy', ''],
  ['credential.helper', ''],
  ['http.emptyAuth', 'false'],
];

const ofUser: GitConfig = [
  ['protocol.ssh.allow', 'always'],
  ['protocol.file.allow', 'always'],
];

/** How a user's git is told to reach servers. */
const keptOfUser = /^GIT_(?:SSH|SSH_COMMAND|SSL_\w+|CONFIG_GLOBAL|PROXY_\w+)$/;

const passedOn = [
  'PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** What keeps every call from asking, prompting and reaching further. */
const alwaysSet = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
};

function environmentOfNobody(home: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...alwaysSet,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'http:https',
  };
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function environmentOfUser(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || keptOfUser.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    ...alwaysSet,
    // Being in a session of its own, ssh has no terminal to ask on either.
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:file',
  };
}

/** The environment of a call: built from nothing, and inherited only for the user's own git. */
export function gitEnvironment(
  { home, identity = 'nobody' }: Pick<GitProcessOptions, 'home' | 'identity'>,
  config: GitConfig = [],
): NodeJS.ProcessEnv {
  const ofUs = identity === 'nobody';
  const environment = ofUs ? environmentOfNobody(home) : environmentOfUser();
  const entries = [...hardening, ...(ofUs ? ofNobody : ofUser), ...config];
  environment.GIT_CONFIG_COUNT = String(entries.length);
  for (const [index, [key, value]] of entries.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

/** A running git with its pipes. */
export interface GitProcess {
  readonly child: ChildProcess;
  /** Resolves when it ended well; rejects with what it said, or with the signal's reason. */
  readonly ended: Promise<void>;
  /** Kills it and all it started. */
  kill(): void;
}

const longestStandardError = 16 * 1024;

/** Starts git in a process group of its own, which ends with the signal. */
export function startGit(
  options: GitProcessOptions,
  args: readonly string[],
  { config, signal }: { config?: GitConfig; signal: AbortSignal },
): GitProcess {
  signal.throwIfAborted();
  const child = spawn(options.program ?? 'git', args, {
    cwd: options.home,
    env: gitEnvironment(options, config),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let said = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    said = (said + text).slice(-longestStandardError);
  });
  // A process that ends early closes the pipe; what it says at its end tells why.
  child.stdin?.on('error', () => undefined);
  let killed = false;
  const kill = () => {
    killed = true;
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      // It ended in the meantime.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  };
  signal.addEventListener('abort', kill, { once: true });
  const ended = waitForEnd(child, () => said).then(
    () => {
      signal.removeEventListener('abort', kill);
      signal.throwIfAborted();
    },
    (error: unknown) => {
      signal.removeEventListener('abort', kill);
      signal.throwIfAborted();
      if (killed) throw new GitError('other', 'git was stopped');
      throw error;
    },
  );
  // Those who read its output see the failure there first.
  ended.catch(() => undefined);
  return { child, ended, kill };
}

async function waitForEnd(
  child: ChildProcess,
  said: () => string,
): Promise<void> {
  let code: unknown;
  let killer: unknown;
  try {
    [code, killer] = await once(child, 'close');
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT';
    throw new GitError(
      'other',
      missing
        ? 'the git program is not installed'
        : 'the git program cannot be started',
      error,
    );
  }
  if (code === 0) return;
  throw new GitError(
    'other',
    lastComplaint(said()) || `git ended with ${code ?? killer}`,
  );
}

/** The line that says what went wrong, without git's prefix. */
function lastComplaint(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const fatal = lines.filter(line => /^(fatal|error|remote): /.test(line));
  const line = fatal.find(entry => entry.startsWith('fatal: ')) ?? fatal[0];
  return (line ?? lines[lines.length - 1] ?? '')
    .replace(/^(fatal|error): /, '')
    .slice(0, 1024);
}
