import type { UnstructuredObject } from '@sluice/kubernetes';
import { entryOf } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { HelmError, JoinedError, messageOf, wrapped } from '../kube/errors';
import { isJsonObject } from '../kube/resource';
import { type Hook, type HookEvent, hooksFor } from '../manifest';
import type { Release } from '../release';
import type { Configuration, WaitingOptions } from './configuration';

export interface HookOptions extends Omit<WaitingOptions, 'waitForJobs'> {
  serverSideApply: boolean;
  signal?: AbortSignal;
}

/** What came of the hooks of an event. */
export interface HooksOutcome {
  /** Why they ended early. */
  failure?: unknown;
  /** Deletes the hooks that are to be deleted then, and shows logs. */
  finish(): Promise<void>;
}

const nothingToFinish = async () => {};

/** Runs the hooks of one event of a release. */
class HookRun {
  readonly #config: Configuration;
  readonly #release: Release;
  readonly #event: HookEvent;
  readonly #options: HookOptions;

  constructor(
    config: Configuration,
    release: Release,
    event: HookEvent,
    options: HookOptions,
  ) {
    this.#config = config;
    this.#release = release;
    this.#event = event;
    this.#options = options;
  }

  async run(): Promise<HooksOutcome> {
    const hooks = hooksFor(this.#event, this.#release.hooks);
    for (const [i, hook] of hooks.entries()) {
      try {
        await this.#execute(hook);
      } catch (failure) {
        return {
          failure,
          finish:
            hook.lastRun.phase === 'Failed' && this.#waited.has(hook)
              ? () => this.#finishFailed(hook, hooks.slice(0, i))
              : nothingToFinish,
        };
      }
    }
    return { finish: () => this.#finishSucceeded(hooks) };
  }

  /** Hooks that were created, so that they can be deleted. */
  readonly #waited = new Set<Hook>();

  get #request() {
    return { signal: this.#options.signal };
  }

  get #waiter() {
    return this.#config.waiter(this.#options.waitStrategy ?? 'hookOnly');
  }

  get #waiting() {
    return {
      timeout: this.#options.timeout ?? 0,
      signal: this.#options.signal,
    };
  }

  async #execute(hook: Hook): Promise<void> {
    const { kube } = this.#config;
    if (hook.deletePolicies.length === 0) {
      hook.deletePolicies = ['before-hook-creation'];
    }
    await this.#deleteByPolicy(hook, 'before-hook-creation');
    const what = `${this.#event} hook ${hook.path}`;
    const resources = await kube
      .build(hook.manifest, this.#request)
      .catch((error: unknown) => {
        throw wrapped(`unable to build kubernetes object for ${what}`, error);
      });
    hook.lastRun = { startedAt: this.#config.now(), phase: 'Running' };
    await this.#config.record(this.#release, this.#request);
    // Should nobody get as far as to say how it went.
    hook.lastRun.phase = 'Unknown';
    try {
      await kube.create(resources, {
        ...this.#request,
        serverSideApply: this.#options.serverSideApply,
      });
    } catch (error) {
      this.#complete(hook, 'Failed');
      this.#options.signal?.throwIfAborted();
      throw wrapped(`warning: Hook ${this.#event} ${hook.path} failed`, error);
    }
    this.#waited.add(hook);
    try {
      await this.#waiter.watchUntilReady(resources, this.#waiting);
    } catch (error) {
      this.#complete(hook, 'Failed');
      await this.#showLogs(hook, 'hook-failed');
      throw error;
    }
    this.#complete(hook, 'Succeeded');
  }

  #complete(hook: Hook, phase: 'Failed' | 'Succeeded'): void {
    hook.lastRun = {
      ...hook.lastRun,
      completedAt: this.#config.now(),
      phase,
    };
  }

  async #finishFailed(hook: Hook, succeeded: readonly Hook[]): Promise<void> {
    try {
      await this.#deleteByPolicy(hook, 'hook-failed');
    } catch (error) {
      this.#config.warn(
        `error deleting the hook resource on hook failure: ${messageOf(error)}`,
      );
    }
    for (const earlier of succeeded) {
      await this.#deleteByPolicy(earlier, 'hook-succeeded');
    }
  }

  async #finishSucceeded(hooks: readonly Hook[]): Promise<void> {
    for (const hook of [...hooks].reverse()) {
      await this.#showLogs(hook, 'hook-succeeded');
      await this.#deleteByPolicy(hook, 'hook-succeeded');
    }
  }

  async #deleteByPolicy(hook: Hook, policy: string): Promise<void> {
    // With a definition all its objects would go.
    if (hook.kind === 'CustomResourceDefinition') return;
    if (!hook.deletePolicies.includes(policy)) return;
    const { kube } = this.#config;
    const resources = await kube
      .build(hook.manifest, this.#request)
      .catch((error: unknown) => {
        throw wrapped(
          `unable to build kubernetes object for deleting hook ${hook.path}`,
          error,
        );
      });
    const { errors } = await kube.delete(
      resources,
      'Background',
      this.#request,
    );
    if (errors.length > 0) throw new JoinedError(errors, '; ');
    await this.#waiter.waitForDelete(resources, this.#waiting);
  }

  async #showLogs(hook: Hook, policy: string): Promise<void> {
    if (!hook.outputLogPolicies.includes(policy)) return;
    try {
      const namespace = namespaceOf(hook) || this.#release.namespace;
      const selector =
        hook.kind === 'Job'
          ? { labelSelector: `job-name=${hook.name}` }
          : { fieldSelector: `metadata.name=${hook.name}` };
      if (hook.kind !== 'Job' && hook.kind !== 'Pod') return;
      const { client } = this.#config;
      const { items } = await client.list(
        { apiVersion: 'v1', kind: 'Pod' },
        { ...this.#request, namespace, ...selector },
      );
      for (const pod of items) {
        for (const container of containersOf(pod)) {
          await this.#showLog(namespace, pod.metadata.name ?? '', container);
        }
      }
    } catch (error) {
      this.#config.warn(
        `error outputting logs for hook failure: ${messageOf(error)}`,
      );
    }
  }

  async #showLog(
    namespace: string,
    pod: string,
    container: string,
  ): Promise<void> {
    const { client, hookOutput } = this.#config;
    let text: string;
    try {
      text = await client.podLog(
        { namespace, name: pod, container },
        this.#request,
      );
    } catch (error) {
      throw new HelmError(
        `failed to stream pod logs for pod: ${pod}, container: ${container}`,
        { cause: error },
      );
    }
    hookOutput(text, { namespace, pod, container });
  }
}

function namespaceOf(hook: Hook): string {
  const object = parseSigsYaml(hook.manifest);
  const metadata = isJsonObject(object) ? entryOf(object, 'metadata') : null;
  const namespace = isJsonObject(metadata)
    ? entryOf(metadata, 'namespace')
    : '';
  return typeof namespace === 'string' ? namespace : '';
}

function containersOf({ spec }: UnstructuredObject): string[] {
  const containers = isJsonObject(spec) ? entryOf(spec, 'containers') : [];
  return (Array.isArray(containers) ? containers : []).flatMap(container => {
    const name = isJsonObject(container) ? entryOf(container, 'name') : null;
    return typeof name === 'string' ? name : [];
  });
}

/** Runs the hooks of an event one after the other until one fails; what is to be deleted then is left to `finish`. */
export async function startHooks(
  config: Configuration,
  release: Release,
  event: HookEvent,
  options: HookOptions,
): Promise<HooksOutcome> {
  return await new HookRun(config, release, event, options).run();
}

/**
 * Runs the hooks of an event one after the other, and deletes those that are to be deleted then.
 *
 * @throws what failed, in Helm's words
 */
export async function executeHooks(
  config: Configuration,
  release: Release,
  event: HookEvent,
  options: HookOptions,
): Promise<void> {
  const { failure, finish } = await startHooks(config, release, event, options);
  await finish();
  if (failure !== undefined) throw failure;
}
