import { quote } from '@sluice/golang/fmt';
import type { GoMap } from '@sluice/golang/value';
import type { Chart } from '../chart';
import { type Resource, UpdateError } from '../kube';
import { HelmError, JoinedError, messageOf, wrapped } from '../kube/errors';
import {
  type ApplyMethod,
  type Release,
  isPending,
  latest,
  validateReleaseName,
} from '../release';
import { NoDeployedReleasesError, ReleaseNotFoundError } from '../storage';
import { coalesceTables, coalesceValues, copyTable } from '../values';
import type { Configuration } from './configuration';
import { ActionError, PendingError, failureText } from './error';
import { executeHooks } from './execute-hooks';
import {
  type ChangeOptions,
  renderOptions,
  waitStrategyOf,
} from './change-options';
import { findAdoptable, setOwner } from './ownership';
import { checkLabels, mergeLabels } from './release-labels';
import { rollback } from './rollback';

/** `auto`: as the last revision was applied. */
export type ServerSideApply = boolean | 'auto';

export interface UpgradeOptions extends ChangeOptions {
  /** Default `auto`. */
  serverSideApply?: ServerSideApply;
  /** Forget the values of the last revision. */
  resetValues?: boolean;
  /** Put the new values over those of the last revision and its chart's. */
  reuseValues?: boolean;
  /** Put the new values over those of the last revision, and these over the new chart's. */
  resetThenReuseValues?: boolean;
  /** Revisions that are kept; 0 for any number. */
  maxHistory?: number;
  /** Delete what was created when the upgrade fails. */
  cleanupOnFail?: boolean;
}

/** Whether objects are applied on the server. */
export function appliesServerSide(
  option: ServerSideApply | undefined,
  last: ApplyMethod,
): boolean {
  return option === undefined || option === 'auto' ? last === 'ssa' : option;
}

function keyOf({ type, namespace, name }: Resource): string {
  return `${type.apiVersion}/${type.kind}/${namespace}/${name}`;
}

/** What an upgrade goes by. */
interface Plan {
  /** What is in the cluster. */
  current: Release;
  upgraded: Release;
  serverSideApply: boolean;
}

/** One upgrade. */
class Upgrade {
  readonly #config: Configuration;
  readonly #options: UpgradeOptions;

  constructor(config: Configuration, options: UpgradeOptions) {
    this.#config = config;
    this.#options = { ...options, waitStrategy: waitStrategyOf(options) };
  }

  get #request() {
    return { signal: this.#options.signal };
  }

  get #dryRun(): boolean {
    return (this.#options.dryRun ?? 'none') !== 'none';
  }

  async run(): Promise<Release> {
    const { name, description, maxHistory, signal } = this.#options;
    await this.#config.kube.checkReachable(this.#request);
    try {
      validateReleaseName(name);
    } catch (error) {
      throw new HelmError(`release name is invalid: ${name}`, { cause: error });
    }
    const plan = await this.#plan();
    const { upgraded } = plan;
    const { originals, targets } = await this.#resources(plan);
    if (this.#dryRun) {
      upgraded.info.description = description || 'Dry run complete';
      return upgraded;
    }
    await this.#config.releases.create(upgraded, maxHistory, this.#request);
    try {
      await this.#perform(plan, originals, targets);
    } catch (error) {
      throw await this.#fail(upgraded, this.#created, error);
    }
    // It is done: the record of that is not given up any more.
    await this.#config.releases.update(upgraded, {
      signal: signal?.aborted ? undefined : signal,
    });
    return upgraded;
  }

  /** Objects that this upgrade has created. */
  #created: readonly Resource[] = [];

  async #plan(): Promise<Plan> {
    const { name, hideSecrets, labels = new Map() } = this.#options;
    if (hideSecrets && !this.#dryRun) {
      throw new HelmError('hiding Kubernetes secrets requires a dry-run mode');
    }
    const last = await this.#last();
    if (isPending(last.info.status)) throw new PendingError(last);
    const current = await this.#baseline(last);
    const { chart, values } = this.#reuseValues(current);
    const version = last.version + 1;
    const online = this.#options.dryRun !== 'client';
    const rendered = await this.#config.render(
      chart,
      {
        ...renderOptions(this.#options),
        values,
        capabilities:
          this.#options.capabilities ??
          (await this.#config.capabilities(true, this.#request)),
        release: {
          name,
          namespace: current.namespace,
          revision: version,
          isUpgrade: true,
        },
      },
      { online, request: this.#request },
    );
    checkLabels(labels);
    const serverSideApply = appliesServerSide(
      this.#options.serverSideApply,
      last.applyMethod,
    );
    const upgraded: Release = {
      name,
      namespace: current.namespace,
      version,
      chart: rendered.chart,
      config: values,
      manifest: rendered.manifest,
      hooks: rendered.hooks,
      labels: mergeLabels(last.labels, labels),
      applyMethod: serverSideApply ? 'ssa' : 'csa',
      info: {
        firstDeployed: current.info.firstDeployed,
        lastDeployed: this.#config.now(),
        status: 'pending-upgrade',
        description: 'Preparing upgrade',
        notes: rendered.notes,
      },
    };
    await this.#config.kube.build(upgraded.manifest, this.#request);
    return { current, upgraded, serverSideApply };
  }

  async #last(): Promise<Release> {
    const { name } = this.#options;
    try {
      return await this.#config.releases.last(name, this.#request);
    } catch (error) {
      if (error instanceof ReleaseNotFoundError) {
        throw new NoDeployedReleasesError(name);
      }
      throw error;
    }
  }

  /** What an upgrade is compared with: what is deployed; without that, what was tried last. */
  async #baseline(last: Release): Promise<Release> {
    const { status } = last.info;
    if (status === 'deployed') return last;
    try {
      return await this.#config.releases.deployed(
        this.#options.name,
        this.#request,
      );
    } catch (error) {
      if (
        error instanceof NoDeployedReleasesError &&
        (status === 'failed' || status === 'superseded')
      ) {
        return last;
      }
      throw error;
    }
  }

  #reuseValues(current: Release): { chart: Chart; values: GoMap } {
    const { chart, values = new Map() } = this.#options;
    if (this.#options.resetValues) return { chart, values };
    const merged = () =>
      coalesceTables(copyTable(values), copyTable(current.config)) ?? values;
    if (this.#options.reuseValues) {
      const reused = chart.copy();
      if (current.chart) {
        try {
          reused.values = coalesceValues(current.chart, current.config);
        } catch (error) {
          throw wrapped('failed to rebuild old values', error);
        }
      }
      return { chart: reused, values: merged() };
    }
    if (this.#options.resetThenReuseValues) return { chart, values: merged() };
    return values.size === 0 && current.config.size > 0
      ? { chart, values: current.config }
      : { chart, values };
  }

  async #resources({
    current,
    upgraded,
  }: Plan): Promise<{ originals: Resource[]; targets: Resource[] }> {
    const { kube, client } = this.#config;
    const build = async (which: 'current' | 'new', release: Release) => {
      try {
        return await kube.build(release.manifest, this.#request);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        throw wrapped(
          `unable to build kubernetes objects from ${which} release manifest`,
          error,
        );
      }
    };
    const originals = await build('current', current);
    const targets = await build('new', upgraded);
    setOwner(targets, upgraded);
    const known = new Set(originals.map(keyOf));
    try {
      const adopted = await findAdoptable(
        client,
        targets.filter(target => !known.has(keyOf(target))),
        this.#options.takeOwnership ? undefined : upgraded,
        this.#request,
      );
      return { originals: [...originals, ...adopted], targets };
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped('unable to continue with update', error);
    }
  }

  async #perform(
    { current, upgraded, serverSideApply }: Plan,
    originals: readonly Resource[],
    targets: readonly Resource[],
  ): Promise<void> {
    const { disableHooks, description } = this.#options;
    const hooks = async (event: 'pre-upgrade' | 'post-upgrade') => {
      if (disableHooks) return;
      try {
        await executeHooks(this.#config, upgraded, event, {
          ...this.#options,
          serverSideApply,
        });
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        throw wrapped(`${event} hooks failed`, error);
      }
    };
    await hooks('pre-upgrade');
    try {
      const { created } = await this.#config.kube.update(originals, targets, {
        ...this.#request,
        serverSideApply,
        forceReplace: this.#options.forceReplace,
        forceConflicts: this.#options.forceConflicts,
        upgradeClientSideFieldManager:
          serverSideApply && current.applyMethod !== 'ssa',
      });
      this.#created = created;
      await this.#config.waitFor(targets, this.#options);
    } catch (error) {
      if (error instanceof UpdateError) this.#created = error.result.created;
      await this.#config.record(current);
      throw error instanceof UpdateError ? error.cause : error;
    }
    await hooks('post-upgrade');
    current.info.status = 'superseded';
    await this.#config.record(current);
    upgraded.info.status = 'deployed';
    upgraded.info.description = description || 'Upgrade complete';
  }

  /** Writes down that it failed, cleans up and rolls back when that was asked; nothing ends that. */
  async #fail(
    release: Release,
    created: readonly Resource[],
    error: unknown,
  ): Promise<ActionError> {
    const { name, cleanupOnFail, rollbackOnFailure, signal } = this.#options;
    const text = failureText(error, signal);
    this.#config.warn('upgrade failed', {
      level: 'WARN',
      fields: { name, error: text },
    });
    release.info.status = 'failed';
    release.info.description = `Upgrade ${quote(name)} failed: ${text}`;
    await this.#config.record(release);
    const failed = (message: string, others: readonly unknown[] = []) =>
      new ActionError(message, {
        cause:
          others.length > 0 ? new JoinedError([error, ...others], '\n') : error,
        release,
      });
    if (cleanupOnFail && created.length > 0) {
      const { errors } = await this.#config.kube.delete(created, 'Background');
      if (errors.length > 0) {
        return failed(
          `an error occurred while cleaning up resources. original upgrade error: ${text}: unable to cleanup resources: ${errors
            .map(messageOf)
            .join(', ')}`,
          errors,
        );
      }
    }
    if (!rollbackOnFailure) return failed(text);
    let good: Release | undefined;
    try {
      const history = await this.#config.releases.history(name);
      good = latest(
        history.filter(
          ({ info: { status } }) =>
            status === 'superseded' || status === 'deployed',
        ),
      );
    } catch (historyError) {
      return failed(
        `an error occurred while finding last successful release. original upgrade error: ${text}: ${messageOf(
          historyError,
        )}`,
        [historyError],
      );
    }
    if (!good) {
      return failed(
        `unable to find a previously successful release when attempting to rollback. original upgrade error: ${text}`,
      );
    }
    try {
      const { waitStrategy, waitForJobs, timeout, disableHooks } =
        this.#options;
      const { forceReplace, forceConflicts, serverSideApply } = this.#options;
      await rollback(this.#config, {
        name,
        version: good.version,
        waitStrategy,
        waitForJobs,
        timeout,
        disableHooks,
        forceReplace,
        forceConflicts,
        serverSideApply,
      });
    } catch (rollbackError) {
      return failed(
        `an error occurred while rolling back the release. original upgrade error: ${text}: ${messageOf(
          rollbackError,
        )}`,
        [rollbackError],
      );
    }
    return failed(
      `release ${name} failed, and has been rolled back due to rollback-on-failure being set: ${text}`,
    );
  }
}

/**
 * Upgrades a release (`helm upgrade`). The new revision is written down as pending before anything of it is applied.
 *
 * @throws ActionError with the release when it failed after that; PendingError when another operation holds the release;
 * NoDeployedReleasesError, HelmError, GoError, StorageError before
 */
export async function upgrade(
  config: Configuration,
  options: UpgradeOptions,
): Promise<Release> {
  return await new Upgrade(config, options).run();
}
