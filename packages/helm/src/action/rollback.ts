import { quote } from '@sluice/golang/fmt';
import { type Resource, UpdateError } from '../kube';
import { HelmError, JoinedError, messageOf, wrapped } from '../kube/errors';
import { type Release, validateReleaseName } from '../release';
import { NoDeployedReleasesError } from '../storage';
import type { Configuration, WaitingOptions } from './configuration';
import { ActionError, failureText } from './error';
import { executeHooks } from './execute-hooks';
import { setOwner } from './ownership';

export interface RollbackOptions extends WaitingOptions {
  /** Of the release. */
  name: string;
  /** To which revision; 0, the default: to the one before the last. */
  version?: number;
  dryRun?: boolean;
  disableHooks?: boolean;
  /** Replace objects rather than patch them; only client-side. */
  forceReplace?: boolean;
  /** Take fields from other managers; only with server-side apply. */
  forceConflicts?: boolean;
  /** Default `auto`: as that revision was applied. */
  serverSideApply?: boolean | 'auto';
  /** Delete what was created when it fails. */
  cleanupOnFail?: boolean;
  /** Revisions that are kept; 0 for any number. */
  maxHistory?: number;
  signal?: AbortSignal;
}

interface Plan {
  current: Release;
  target: Release;
  serverSideApply: boolean;
}

async function planOf(
  config: Configuration,
  options: RollbackOptions,
): Promise<Plan> {
  const { name, version = 0, serverSideApply = 'auto' } = options;
  const request = { signal: options.signal };
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`prepareRollback: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
  if (version < 0) throw new HelmError('invalid release revision');
  const current = await config.releases.last(name, request);
  const wanted = version === 0 ? current.version - 1 : version;
  const history = await config.releases.history(name, request);
  if (history.every(release => release.version !== wanted)) {
    throw new HelmError(`release has no ${wanted} version`);
  }
  const previous = await config.releases.get(name, wanted, request);
  const onServer =
    serverSideApply === 'auto'
      ? previous.applyMethod === 'ssa'
      : serverSideApply;
  const target: Release = {
    ...previous,
    name,
    namespace: current.namespace,
    version: current.version + 1,
    applyMethod: onServer ? 'ssa' : 'csa',
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: config.now(),
      status: 'pending-rollback',
      notes: previous.info.notes,
      description: `Rollback to ${wanted}`,
    },
  };
  return { current, target, serverSideApply: onServer };
}

/** One rollback, from its plan on. */
class Rollback {
  readonly #config: Configuration;
  readonly #options: RollbackOptions;
  readonly #plan: Plan;

  constructor(config: Configuration, options: RollbackOptions, plan: Plan) {
    this.#config = config;
    this.#options = options;
    this.#plan = plan;
  }

  get #request() {
    return { signal: this.#options.signal };
  }

  async perform(): Promise<void> {
    const { current, target } = this.#plan;
    const originals = await this.#build('current', current);
    const targets = await this.#build('new', target);
    await this.#hooks('pre-rollback');
    setOwner(targets, target);
    await this.#update(originals, targets);
    await this.#wait(targets);
    await this.#hooks('post-rollback');
    for (const release of await this.#deployed()) {
      release.info.status = 'superseded';
      await this.#config.record(release);
    }
    target.info.status = 'deployed';
  }

  async #build(
    which: 'current' | 'new',
    release: Release,
  ): Promise<Resource[]> {
    try {
      return await this.#config.kube.build(release.manifest, this.#request);
    } catch (error) {
      throw wrapped(
        `unable to build kubernetes objects from ${which} release manifest`,
        error,
      );
    }
  }

  async #hooks(event: 'pre-rollback' | 'post-rollback'): Promise<void> {
    if (this.#options.disableHooks) return;
    const { target, serverSideApply } = this.#plan;
    await executeHooks(this.#config, target, event, {
      ...this.#options,
      serverSideApply,
    });
  }

  async #update(
    originals: readonly Resource[],
    targets: readonly Resource[],
  ): Promise<void> {
    const { current, target, serverSideApply } = this.#plan;
    const { forceReplace, forceConflicts, signal } = this.#options;
    try {
      await this.#config.kube.update(originals, targets, {
        ...this.#request,
        serverSideApply,
        forceReplace,
        forceConflicts,
        upgradeClientSideFieldManager: true,
      });
    } catch (error) {
      const cause = error instanceof UpdateError ? error.cause : error;
      const message = `Rollback ${quote(target.name)} failed: ${failureText(
        cause,
        signal,
      )}`;
      this.#config.warn(message);
      current.info.status = 'superseded';
      target.info.status = 'failed';
      target.info.description = message;
      await this.#config.record(current);
      await this.#config.record(target);
      if (this.#options.cleanupOnFail && error instanceof UpdateError) {
        await this.#cleanUp(error.result.created);
      }
      throw cause;
    }
  }

  async #cleanUp(created: readonly Resource[]): Promise<void> {
    const { errors } = await this.#config.kube.delete(created, 'Background');
    if (errors.length > 0) {
      throw new HelmError(
        `an error occurred while cleaning up resources. original rollback error: unable to cleanup resources: ${errors
          .map(messageOf)
          .join(', ')}`,
        { cause: new JoinedError(errors, ', ') },
      );
    }
  }

  async #wait(targets: readonly Resource[]): Promise<void> {
    const { current, target } = this.#plan;
    try {
      await this.#config.waitFor(targets, this.#options);
    } catch (error) {
      const text = failureText(error, this.#options.signal);
      target.info.status = 'failed';
      target.info.description = `Release ${quote(target.name)} failed: ${text}`;
      await this.#config.record(current);
      await this.#config.record(target);
      throw new HelmError(`release ${target.name} failed: ${text}`, {
        cause: error,
      });
    }
  }

  async #deployed(): Promise<Release[]> {
    try {
      return await this.#config.releases.deployedAll(this.#plan.current.name);
    } catch (error) {
      if (error instanceof NoDeployedReleasesError) return [];
      throw error;
    }
  }
}

/**
 * Rolls a release back to an earlier revision, as a new one (`helm rollback`).
 *
 * @returns the new revision
 * @throws ActionError with the new revision when it failed after that was written down; HelmError, StorageError before
 */
export async function rollback(
  config: Configuration,
  options: RollbackOptions,
): Promise<Release> {
  const { dryRun, maxHistory = 0, signal } = options;
  await config.kube.checkReachable({ signal });
  const plan = await planOf(config, options);
  const { target } = plan;
  if (dryRun) return target;
  await config.releases.create(target, maxHistory, { signal });
  try {
    await new Rollback(config, options, plan).perform();
    await config.releases.update(target);
  } catch (error) {
    throw new ActionError(failureText(error, signal), {
      cause: error,
      release: target,
    });
  }
  return target;
}
