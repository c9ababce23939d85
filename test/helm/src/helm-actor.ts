import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgePath } from '@sluice/test-judges';
import type { Actor, Flags, Step } from './step';

function flag(name: string, value: unknown): string[] {
  if (value === undefined || value === false) return [];
  return value === true ? [`--${name}`] : [`--${name}=${String(value)}`];
}

function flagsOf(flags: Flags, verb: Step['do']): string[] {
  const changes = verb === 'install' || verb === 'upgrade';
  return [
    ...flag('server-side', flags.serverSide),
    ...flag('force-conflicts', flags.forceConflicts),
    ...flag('force-replace', flags.forceReplace),
    ...flag('take-ownership', flags.takeOwnership),
    ...flag('description', flags.description),
    ...flag(
      'labels',
      flags.labels &&
        Object.entries(flags.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
    ),
    ...flag('history-max', flags.historyMax),
    ...flag('reuse-values', flags.reuseValues),
    ...flag('reset-values', flags.resetValues),
    ...flag('reset-then-reuse-values', flags.resetThenReuseValues),
    ...flag('rollback-on-failure', flags.rollbackOnFailure),
    ...flag('cleanup-on-fail', flags.cleanupOnFail),
    ...flag('install', flags.install),
    ...flag('replace', flags.replace),
    ...flag('no-hooks', flags.noHooks),
    ...flag('keep-history', flags.keepHistory),
    ...flag('ignore-not-found', flags.ignoreNotFound),
    ...flag('wait', verb === 'test' ? undefined : flags.wait),
    ...flag('timeout', flags.timeout && `${flags.timeout}s`),
    ...flag('create-namespace', changes && flags.createNamespace),
  ];
}

/** The words of an error, without what the command puts in front. */
function errorOf(stderr: string): string {
  const at = stderr.lastIndexOf('Error: ');
  return stderr
    .slice(at < 0 ? 0 : at + 'Error: '.length)
    .trim()
    .replace(/^(?:INSTALLATION|UPGRADE) FAILED: /, '');
}

/** The original, as a program. */
export class HelmActor implements Actor {
  readonly name = 'helm';
  readonly #kubeconfig: string;
  readonly #directory: string;

  /** @param directory for its caches and files of values */
  constructor(kubeconfig: string, directory: string) {
    this.#kubeconfig = kubeconfig;
    this.#directory = directory;
  }

  async act(options: Parameters<Actor['act']>[0]): Promise<string> {
    const { release, namespace, step, charts } = options;
    const { flags = {} } = step;
    const args: string[] = [step.do, release];
    if (step.do === 'install' || step.do === 'upgrade') {
      args.push(join(charts, step.chart));
      if (flags.values) {
        const folder = await mkdtemp(join(this.#directory, 'values-'));
        const file = join(folder, 'values.json');
        await writeFile(file, JSON.stringify(flags.values));
        args.push('--values', file);
      }
    }
    if (step.do === 'rollback' && step.version) args.push(String(step.version));
    args.push(...flagsOf(flags, step.do), '--namespace', namespace);
    const { code, stderr } = await this.run(args).ended;
    return code === 0 ? '' : errorOf(stderr);
  }

  /** Starts the program; `kill` ends it as a crash would. */
  run(args: readonly string[]): {
    ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
    kill(): void;
  } {
    const child = spawn(judgePath('helm'), [...args], {
      env: {
        PATH: process.env.PATH,
        HOME: this.#directory,
        KUBECONFIG: this.#kubeconfig,
        HELM_CACHE_HOME: join(this.#directory, 'cache'),
        HELM_CONFIG_HOME: join(this.#directory, 'config'),
        HELM_DATA_HOME: join(this.#directory, 'data'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += String(text);
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += String(text);
    });
    const ended = new Promise<{
      code: number | null;
      stdout: string;
      stderr: string;
    }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ code, stdout, stderr }));
    });
    return { ended, kill: () => child.kill('SIGKILL') };
  }
}
