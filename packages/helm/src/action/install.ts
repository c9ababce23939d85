import { quote } from '@sluice/golang/fmt';
import { processDependencies } from '../dependencies';
import { type Resource, isAlreadyExists } from '../kube';
import { HelmError, JoinedError, messageOf, wrapped } from '../kube/errors';
import { type Release, latest, validateReleaseName } from '../release';
import { ReleaseNotFoundError } from '../storage';
import {
  type ChangeOptions,
  renderOptions,
  waitStrategyOf,
} from './change-options';
import type { Configuration } from './configuration';
import { ActionError, failureText } from './error';
import { executeHooks } from './execute-hooks';
import { installCrds } from './install-crds';
import { findAdoptable, setOwner } from './ownership';
import { checkLabels } from './release-labels';
import { uninstall } from './uninstall';

export interface InstallOptions extends ChangeOptions {
  createNamespace?: boolean;
  /** Take the name of a release that was uninstalled, or failed. */
  replace?: boolean;
  skipCrds?: boolean;
  /** Put the definitions of `crds/` into the manifest; for dry runs. */
  includeCrds?: boolean;
  /** Default true. */
  serverSideApply?: boolean;
  /** Render as for an upgrade; for dry runs. */
  isUpgrade?: boolean;
}

/** One install, with what its steps have found out. */
class Install {
  readonly #config: Configuration;
  readonly #options: InstallOptions;

  constructor(config: Configuration, options: InstallOptions) {
    this.#config = config;
    this.#options = { ...options, waitStrategy: waitStrategyOf(options) };
  }

  get #request() {
    return { signal: this.#options.signal };
  }

  get #dryRun(): boolean {
    return (this.#options.dryRun ?? 'none') !== 'none';
  }

  get #online(): boolean {
    return this.#options.dryRun !== 'client';
  }

  get #serverSideApply(): boolean {
    return this.#options.serverSideApply ?? true;
  }

  async run(): Promise<Release> {
    await this.#prepare();
    const release = await this.#render();
    const resources = await this.#build(release);
    const adopted = await this.#findAdoptable(resources, release);
    if (this.#dryRun) {
      release.info.description = 'Dry run complete';
      return release;
    }
    if (this.#options.createNamespace) await this.#createNamespace();
    if (this.#options.replace) await this.#supersede(release);
    await this.#config.releases.create(release, 0, this.#request);
    try {
      await this.#perform(release, resources, adopted);
    } catch (error) {
      throw await this.#fail(release, error);
    }
    return release;
  }

  async #prepare(): Promise<void> {
    const { chart, values = new Map(), hideSecrets, skipCrds } = this.#options;
    if (this.#online) {
      try {
        await this.#config.kube.checkReachable(this.#request);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        throw wrapped('cluster reachability check failed', error);
      }
    }
    if (hideSecrets && !this.#dryRun) {
      throw new HelmError('hiding Kubernetes secrets requires a dry-run mode');
    }
    try {
      await this.#checkName();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped('release name check failed', error);
    }
    checkLabels(this.#options.labels ?? new Map());
    if (skipCrds || !this.#online) return;
    const processed = chart.copy();
    try {
      processDependencies(processed, values);
    } catch (error) {
      throw wrapped('chart dependencies processing failed', error);
    }
    if (processed.crds.length === 0) return;
    if (this.#dryRun) {
      this.#config.warn(
        'This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies.',
      );
      return;
    }
    await installCrds(this.#config, processed.crds, {
      ...this.#request,
      waitStrategy: this.#options.waitStrategy,
      serverSideApply: this.#serverSideApply,
      forceConflicts: this.#options.forceConflicts ?? false,
    });
  }

  async #checkName(): Promise<void> {
    const { name, replace } = this.#options;
    try {
      validateReleaseName(name);
    } catch (error) {
      throw wrapped(`release name ${quote(name)}`, error);
    }
    if (this.#dryRun) return;
    const status = (await this.#last())?.info.status;
    const free =
      status === undefined ||
      (replace && (status === 'uninstalled' || status === 'failed'));
    if (!free) {
      throw new HelmError('cannot reuse a name that is still in use');
    }
  }

  async #last(): Promise<Release | undefined> {
    try {
      return latest(
        await this.#config.releases.history(this.#options.name, this.#request),
      );
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (error instanceof ReleaseNotFoundError) return undefined;
      // Helm takes the name for free; writing the release will tell.
      this.#config.warn(messageOf(error));
      return undefined;
    }
  }

  async #render(): Promise<Release> {
    const { name, chart, values = new Map(), labels } = this.#options;
    const capabilities =
      this.#options.capabilities ??
      (await this.#config.capabilities(this.#online, this.#request));
    const now = this.#config.now();
    const isUpgrade = this.#dryRun && this.#options.isUpgrade === true;
    const rendered = await this.#config.render(
      chart,
      {
        ...renderOptions(this.#options),
        values,
        capabilities,
        includeCrds: this.#options.includeCrds,
        release: { name, namespace: this.#config.namespace, isUpgrade },
      },
      { online: this.#online, request: this.#request },
    );
    return {
      name,
      namespace: this.#config.namespace,
      version: 1,
      chart: rendered.chart,
      config: values,
      manifest: rendered.manifest,
      hooks: rendered.hooks,
      labels: new Map(labels),
      applyMethod: this.#serverSideApply ? 'ssa' : 'csa',
      info: {
        firstDeployed: now,
        lastDeployed: now,
        status: 'pending-install',
        description: 'Initial install underway',
        notes: rendered.notes,
      },
    };
  }

  async #build(release: Release): Promise<Resource[]> {
    if (!this.#online) return [];
    let resources: Resource[];
    try {
      resources = await this.#config.kube.build(
        release.manifest,
        this.#request,
      );
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped(
        'unable to build kubernetes objects from release manifest',
        error,
      );
    }
    setOwner(resources, release);
    return resources;
  }

  async #findAdoptable(
    resources: readonly Resource[],
    release: Release,
  ): Promise<Resource[]> {
    if (this.#dryRun && this.#options.isUpgrade) return [];
    try {
      return await findAdoptable(
        this.#config.client,
        resources,
        this.#options.takeOwnership ? undefined : release,
        this.#request,
      );
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped('unable to continue with install', error);
    }
  }

  async #createNamespace(): Promise<void> {
    const { kube, namespace } = this.#config;
    const manifest = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { name: namespace } },
      spec: {},
      status: {},
    });
    try {
      await kube.create(await kube.build(manifest, this.#request), {
        ...this.#request,
        serverSideApply: this.#serverSideApply,
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  async #supersede(release: Release): Promise<void> {
    const last = await this.#last();
    if (!last) return;
    release.version = last.version + 1;
    if (last.info.status === 'failed') return;
    last.info.status = 'superseded';
    last.info.description = 'superseded by new release';
    await this.#config.releases.update(last, this.#request);
  }

  async #perform(
    release: Release,
    resources: readonly Resource[],
    adopted: readonly Resource[],
  ): Promise<void> {
    const { disableHooks, description } = this.#options;
    if (!disableHooks) await this.#hooks(release, 'pre-install');
    if (adopted.length > 0) {
      await this.#config.kube.update(adopted, resources, {
        ...this.#request,
        serverSideApply: this.#serverSideApply,
        forceReplace: this.#options.forceReplace,
        forceConflicts: this.#options.forceConflicts,
        threeWayMergeForUnstructured:
          this.#options.takeOwnership && !this.#serverSideApply,
        upgradeClientSideFieldManager: true,
      });
    } else if (resources.length > 0) {
      await this.#config.kube.create(resources, {
        ...this.#request,
        serverSideApply: this.#serverSideApply,
      });
    }
    await this.#config.waitFor(resources, this.#options);
    if (!disableHooks) await this.#hooks(release, 'post-install');
    release.info.status = 'deployed';
    release.info.description = description || 'Install complete';
    await this.#config.record(release);
  }

  async #hooks(
    release: Release,
    event: 'pre-install' | 'post-install',
  ): Promise<void> {
    try {
      await executeHooks(this.#config, release, event, {
        ...this.#options,
        serverSideApply: this.#serverSideApply,
      });
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped(`failed ${event}`, error);
    }
  }

  /** Writes down that it failed, and undoes it when that was asked; nothing ends that. */
  async #fail(release: Release, error: unknown): Promise<ActionError> {
    const { name, rollbackOnFailure, signal } = this.#options;
    const text = failureText(error, signal);
    release.info.status = 'failed';
    release.info.description = `Release ${quote(name)} failed: ${text}`;
    if (!rollbackOnFailure) {
      await this.#config.record(release);
      return new ActionError(text, { cause: error, release });
    }
    const { disableHooks, timeout, waitStrategy } = this.#options;
    try {
      await uninstall(this.#config, {
        name,
        disableHooks,
        timeout,
        waitStrategy,
      });
    } catch (uninstallError) {
      return new ActionError(
        `an error occurred while uninstalling the release. original install error: ${text}: ${messageOf(
          uninstallError,
        )}`,
        { cause: new JoinedError([error, uninstallError], '\n'), release },
      );
    }
    return new ActionError(
      `release ${name} failed, and has been uninstalled due to rollback-on-failure being set: ${text}`,
      { cause: error, release },
    );
  }
}

/**
 * Installs a chart (`helm install`). The release is written down as pending before anything of it is applied.
 *
 * @throws ActionError with the release when it failed after that; HelmError, GoError, StorageError before
 */
export async function install(
  config: Configuration,
  options: InstallOptions,
): Promise<Release> {
  return await new Install(config, options).run();
}
