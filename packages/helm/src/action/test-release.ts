import { HelmError, messageOf } from '../kube/errors';
import { type Hook, hooksFor } from '../manifest';
import { type Release, validateReleaseName } from '../release';
import type { Configuration } from './configuration';
import { startHooks } from './execute-hooks';

export interface TestOptions {
  /** Of the release. */
  name: string;
  /** Names of the only hooks that run. Default: all. */
  include?: readonly string[];
  /** Names of hooks that do not run. */
  exclude?: readonly string[];
  /** Milliseconds for each single wait. */
  timeout?: number;
  signal?: AbortSignal;
}

/** What came of the tests of a release. */
export interface TestResult {
  release: Release;
  /** Why they did not pass. */
  failure?: unknown;
  /** Deletes the hooks that are to be deleted then; call it when their logs have been read. */
  finish(): Promise<void>;
}

function isChosen(hook: Hook, { include = [], exclude = [] }: TestOptions) {
  return (
    !exclude.includes(hook.name) &&
    (include.length === 0 || include.includes(hook.name))
  );
}

/**
 * Runs the tests of a release (`helm test`), and writes down how they went.
 *
 * @throws ReleaseNotFoundError, HelmError, StorageError
 */
export async function testRelease(
  config: Configuration,
  options: TestOptions,
): Promise<TestResult> {
  const { name, signal, timeout } = options;
  await config.kube.checkReachable({ signal });
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`releaseTest: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
  const release = await config.releases.last(name, { signal });
  const skipped = release.hooks.filter(hook => !isChosen(hook, options));
  release.hooks = release.hooks.filter(hook => isChosen(hook, options));
  const { failure, finish } = await startHooks(config, release, 'test', {
    waitStrategy: 'watcher',
    timeout,
    signal,
    serverSideApply: release.applyMethod === 'ssa',
  });
  release.hooks = [...skipped, ...release.hooks];
  try {
    await config.releases.update(release);
  } catch (error) {
    if (failure === undefined) throw error;
    config.warn(messageOf(error));
  }
  return { release, failure, finish };
}

/**
 * What the Pods of a release's tests have written, one after the other, as `helm test --logs` prints it.
 *
 * @throws HelmError at the first that cannot be read
 */
export async function* testLogs(
  config: Configuration,
  release: Release,
  options: Omit<TestOptions, 'name' | 'timeout'> = {},
): AsyncGenerator<string> {
  const { namespace } = config;
  const { signal } = options;
  for (const hook of hooksFor('test', release.hooks)) {
    if (!isChosen(hook, { name: release.name, ...options })) continue;
    let log: string;
    try {
      log = await config.client.podLog(
        { namespace, name: hook.name },
        { signal },
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw new HelmError(
        `unable to get pod logs for ${hook.name}: ${messageOf(error)}`,
        { cause: error },
      );
    }
    yield `POD LOGS: ${hook.name}\n${log}\n`;
  }
}
