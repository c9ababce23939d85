import { quote } from '@sluice/golang/fmt';
import type { DeletionPropagation, Resource } from '../kube';
import { HelmError, JoinedError, messageOf, wrapped } from '../kube/errors';
import {
  type Manifest,
  isKept,
  sortManifestsInTurns,
  splitManifests,
  uninstallOrder,
} from '../manifest';
import { type Release, sortByRevision, validateReleaseName } from '../release';
import { NoDeployedReleasesError, ReleaseNotFoundError } from '../storage';
import type { Configuration, WaitingOptions } from './configuration';
import { ActionError } from './error';
import { executeHooks } from './execute-hooks';

export interface UninstallOptions extends Omit<WaitingOptions, 'waitForJobs'> {
  /** Of the release. */
  name: string;
  /** Only say which release it would be. */
  dryRun?: boolean;
  disableHooks?: boolean;
  /** Answer nothing, rather than fail, when there is no such release. */
  ignoreNotFound?: boolean;
  /** Keep the revisions, marked as uninstalled. */
  keepHistory?: boolean;
  /** Default `Background`. */
  deletionPropagation?: DeletionPropagation;
  /** In place of what Helm says when it went well. */
  description?: string;
  signal?: AbortSignal;
}

/** What has been uninstalled. */
export interface UninstallResult {
  release: Release;
  /** Which objects were kept, in Helm's words; empty for none. */
  info: string;
}

const policyAnnotation = 'helm.sh/resource-policy';

/** What is kept, and what goes; an object with another policy is neither. */
function partition(manifests: readonly Manifest[]): {
  kept: Manifest[];
  doomed: Manifest[];
} {
  return {
    kept: manifests.filter(({ head }) => isKept(head.annotations)),
    doomed: manifests.filter(
      ({ head }) => !head.annotations.has(policyAnnotation),
    ),
  };
}

/** One uninstall of a release whose history is known. */
class Uninstall {
  readonly #config: Configuration;
  readonly #options: UninstallOptions;
  readonly #history: readonly Release[];
  readonly #release: Release;
  readonly #errors: unknown[] = [];

  constructor(
    config: Configuration,
    options: UninstallOptions,
    history: readonly Release[],
    release: Release,
  ) {
    this.#config = config;
    this.#options = options;
    this.#history = history;
    this.#release = release;
  }

  get #request() {
    return { signal: this.#options.signal };
  }

  async run(): Promise<UninstallResult> {
    const { name, keepHistory } = this.#options;
    const release = this.#release;
    if (release.info.status === 'uninstalled') {
      if (keepHistory) {
        throw new HelmError(
          `the release named ${quote(name)} is already deleted`,
        );
      }
      await this.#purge();
      return { release, info: '' };
    }
    release.info.status = 'uninstalling';
    release.info.deleted = this.#config.now();
    release.info.description = 'Deletion in progress (or silently failed)';
    await this.#hooks('pre-delete');
    await this.#config.record(release, this.#request);
    const info = await this.#deleteObjects();
    try {
      await this.#hooks('post-delete');
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#errors.push(error);
    }
    release.info.status = 'uninstalled';
    release.info.description =
      this.#options.description || 'Uninstallation complete';
    if (keepHistory) await this.#keepHistory();
    else await this.#purge().catch(error => this.#errors.push(error));
    this.#throwErrors();
    return { release, info };
  }

  async #hooks(event: 'pre-delete' | 'post-delete'): Promise<void> {
    if (this.#options.disableHooks) return;
    await executeHooks(this.#config, this.#release, event, {
      ...this.#options,
      serverSideApply: true,
    });
  }

  async #deleteObjects(): Promise<string> {
    const { name, timeout = 0, waitStrategy = 'hookOnly' } = this.#options;
    let resources: Resource[] = [];
    let kept: Manifest[] = [];
    try {
      const parts = partition(await this.#manifests());
      kept = parts.kept;
      resources = await this.#config.kube.build(
        parts.doomed.map(({ content }) => `\n---\n${content}`).join(''),
        this.#request,
      );
      if (resources.length > 0) {
        const { errors } = await this.#config.kube.delete(
          resources,
          this.#options.deletionPropagation ?? 'Background',
          this.#request,
        );
        if (errors.length > 0) throw new JoinedError(errors, '; ');
      }
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#config.warn(
        `uninstall: Failed to delete release: ${messageOf(error)}`,
      );
      throw new ActionError(`failed to delete release: ${name}`, {
        cause: error,
        release: this.#release,
      });
    }
    try {
      await this.#config
        .waiter(waitStrategy)
        .waitForDelete(resources, { timeout, ...this.#request });
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#errors.push(error);
    }
    return kept.length === 0
      ? ''
      : `These resources were kept due to the resource policy:\n${kept
          .map(({ head }) => `[${head.kind}] ${head.name}\n`)
          .join('')}`;
  }

  async #manifests(): Promise<Manifest[]> {
    const documents = splitManifests(this.#release.manifest);
    try {
      const { manifests } = await sortManifestsInTurns(
        new Map(documents.map((text, i) => [`manifest-${i}`, text])),
        uninstallOrder,
        { reader: this.#config.readYaml, ...this.#request },
      );
      return manifests;
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw wrapped(
        'corrupted release record. You must manually delete the resources',
        error,
      );
    }
  }

  async #purge(): Promise<void> {
    try {
      for (const { name, version } of this.#history) {
        await this.#config.releases.delete(name, version, this.#request);
      }
    } catch (error) {
      throw wrapped('uninstall: Failed to purge the release', error);
    }
  }

  async #keepHistory(): Promise<void> {
    await this.#config.record(this.#release, this.#request);
    let deployed: Release[] = [];
    try {
      deployed = await this.#config.releases.deployedAll(
        this.#release.name,
        this.#request,
      );
    } catch (error) {
      if (!(error instanceof NoDeployedReleasesError)) throw error;
    }
    for (const release of deployed) {
      release.info.status = 'superseded';
      await this.#config.record(release, this.#request);
    }
  }

  #throwErrors(): void {
    const { length } = this.#errors;
    if (length === 0) return;
    const joined = new JoinedError(this.#errors, '; ');
    throw new ActionError(
      `uninstallation completed with ${length} error(s): ${joined.message}`,
      { cause: joined, release: this.#release },
    );
  }
}

async function dryRun(
  config: Configuration,
  { name, ignoreNotFound, signal }: UninstallOptions,
): Promise<UninstallResult | undefined> {
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`releaseContent: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
  try {
    return { release: await config.releases.last(name, { signal }), info: '' };
  } catch (error) {
    if (ignoreNotFound && error instanceof ReleaseNotFoundError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Deletes what a release has in the cluster, and the release (`helm uninstall`).
 *
 * @returns undefined when there is no such release and that is to be ignored
 * @throws ActionError, HelmError, StorageError
 */
export async function uninstall(
  config: Configuration,
  options: UninstallOptions,
): Promise<UninstallResult | undefined> {
  const { name, ignoreNotFound, signal } = options;
  await config.kube.checkReachable({ signal });
  config.waiter(options.waitStrategy ?? 'hookOnly');
  if (options.dryRun) return await dryRun(config, options);
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`uninstall: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
  let history: Release[];
  try {
    history = sortByRevision(await config.releases.history(name, { signal }));
  } catch (error) {
    signal?.throwIfAborted();
    if (ignoreNotFound) return undefined;
    throw wrapped(`uninstall: Release not loaded: ${name}`, error);
  }
  const release = history.at(-1);
  if (!release) throw new HelmError('no release provided');
  return await new Uninstall(config, options, history, release).run();
}
