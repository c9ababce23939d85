import type { KubernetesClient } from '../client/client';
import { ApiStatusError, isConflict, isInvalid } from '../client/errors';
import {
  type KubernetesObject,
  type UnstructuredObject,
  refOf,
} from '../objects';
import { withoutInvalidCaBundle } from './caBundle';
import { type ChangeSetEntry, changeSetEntry } from './changeSet';
import { type Deletions, waitUntilGone } from './deletion';
import { hasDrifted } from './drift';
import { ApplyError, DryRunError, isImmutableError } from './errors';
import {
  type CompiledIgnoreRules,
  ignoredDifferences,
  isDriftedBeyond,
  withResolvedDifferences,
} from './ignoreRules';
import { mapInParallel } from './mapInParallel';
import { type MetadataSelector, anyInMetadata } from './metadataSelector';
import { objectId } from './objectId';
import { compareObjectIds } from './order';
import { type CleanupOptions, cleanupPatch } from './takeover';

/** How objects are applied. */
export interface ApplyOptions {
  /** Delete and create again what cannot be changed otherwise. */
  force?: boolean;
  /** The same for objects that have one of these labels or annotations. */
  forceSelector?: MetadataSelector;
  /** Objects (as stated or as they are in the cluster) that are left alone. */
  exclusionSelector?: MetadataSelector;
  /** Objects, as stated, that are only created, never changed. */
  ifNotPresentSelector?: MetadataSelector;
  /** What is removed from objects in the cluster, but not from those that match `cleanupExclusions`. */
  cleanup?: CleanupOptions;
  cleanupExclusions?: MetadataSelector;
  ignoreRules?: CompiledIgnoreRules;
}

/** What happens while a stage is applied, for those who must know before or at once. */
export interface ApplyObserver {
  /** Called (and awaited) before the first write; may reject to prevent all of them. */
  beforeWrites?(): Promise<void>;
  /** Called (and awaited) when the stage is valid as a whole, with what is about to be created or changed. */
  beforeApply?(planned: readonly ChangeSetEntry[]): Promise<void>;
  /** The object as the server has it now: it was written, or found to be as it should. */
  observed?(object: UnstructuredObject, entry: ChangeSetEntry): void;
}

export interface ApplierOptions {
  client: KubernetesClient;
  /** Field manager of the applies, for example `kustomize-controller`. */
  fieldManager: string;
  /** Dry runs at once. Default 4, Flux's `--concurrent-ssa`. */
  concurrency?: number;
  deletions: Deletions;
}

/** What the dry run of an object found. */
interface Verdict {
  entry: ChangeSetEntry;
  /** What is to be applied; undefined when there is nothing to do. */
  payload?: KubernetesObject;
  /** The object as it is, when it exists. */
  live?: UnstructuredObject;
}

const takeoverAttempts = 5;

/**
 * Applies objects server-side as Flux does (fluxcd/pkg/ssa `ApplyAll`): every object of a stage is tried first, and nothing is written
 * unless all of them are valid; then those that differ from the cluster are applied, one after the other.
 *
 * An object that is not expected to exist is tried without reading it first, because the answer of the dry run tells whether it
 * does; others are read at the same time.
 */
export class Applier {
  readonly #options: Required<ApplierOptions>;

  constructor(options: ApplierOptions) {
    this.#options = { concurrency: 4, ...options };
  }

  /**
   * @param expected whether an object is believed to be in the cluster; a wrong answer costs a request and nothing else
   * @throws DryRunError, ApplyError, and what the observer throws
   */
  async applyStage(
    objects: readonly KubernetesObject[],
    options: ApplyOptions,
    context: {
      signal: AbortSignal;
      observer?: ApplyObserver;
      expected?: (object: KubernetesObject) => boolean;
    },
  ): Promise<ChangeSetEntry[]> {
    const { signal, observer, expected = () => true } = context;
    const sorted = objects
      .map(object => ({ object, id: objectId(object) }))
      .sort((a, b) => compareObjectIds(a.id, b.id))
      .map(({ object }) => withoutInvalidCaBundle(object));
    const writes = onceAsync(() => observer?.beforeWrites?.());
    const verdicts = await mapInParallel(
      sorted,
      this.#options.concurrency,
      object => this.#judge(object, options, { signal, writes, expected }),
    );
    const planned = verdicts.filter(v => v.payload).map(v => v.entry);
    if (planned.length > 0) {
      await writes();
      await observer?.beforeApply?.(planned);
    }
    for (const { entry, payload, live } of verdicts) {
      if (payload) {
        const applied = await this.#apply(payload, signal);
        observer?.observed?.(applied, entry);
      } else if (live && entry.action === 'unchanged') {
        observer?.observed?.(live, entry);
      }
    }
    return verdicts.map(v => v.entry);
  }

  async #judge(
    object: KubernetesObject,
    options: ApplyOptions,
    context: {
      signal: AbortSignal;
      writes: () => Promise<void>;
      expected: (object: KubernetesObject) => boolean;
    },
  ): Promise<Verdict> {
    const { signal } = context;
    await this.#requireNamespace(object, signal);
    const statedOut = anyInMetadata(object, options.exclusionSelector);
    const onlyCreate = anyInMetadata(object, options.ifNotPresentSelector);
    // What may be skipped is read first: the dry run of a skipped object must not fail the stage.
    if (statedOut || onlyCreate || context.expected(object)) {
      const live = await this.#find(object, signal);
      if (statedOut || (live && onlyCreate)) {
        return { entry: changeSetEntry(live ?? object, 'skipped'), live };
      }
      return this.#judgeAgainst(object, live, options, context);
    }
    const tried = await this.#tryApply(object, signal);
    if (!('error' in tried) && !tried.result.metadata.resourceVersion) {
      return {
        entry: changeSetEntry(tried.result, 'created'),
        payload: object,
      };
    }
    const live = await this.#find(object, signal);
    return this.#judgeAgainst(object, live, options, context, tried);
  }

  /** Compares an object with what is in the cluster. `tried`: the dry run, when there was one already. */
  async #judgeAgainst(
    object: KubernetesObject,
    found: UnstructuredObject | undefined,
    options: ApplyOptions,
    context: { signal: AbortSignal; writes: () => Promise<void> },
    tried?: DryRun,
  ): Promise<Verdict> {
    const { signal, writes } = context;
    let live = found;
    if (live && anyInMetadata(live, options.exclusionSelector)) {
      return { entry: changeSetEntry(live, 'skipped'), live };
    }
    let attempt = tried ?? (await this.#tryApply(object, signal));
    if (
      'error' in attempt &&
      live &&
      mayForce(object, live, options, attempt)
    ) {
      await writes();
      await this.#remove(object, live, signal);
      live = undefined;
      attempt = await this.#tryApply(object, signal);
    }
    if ('error' in attempt) throw new DryRunError(attempt.error, object);
    const dryRun = attempt.result;
    if (!live) {
      const action = dryRun.metadata.resourceVersion ? 'configured' : 'created';
      return { entry: changeSetEntry(dryRun, action), payload: object };
    }
    const cleaned = await this.#cleanUp(object, live, options, context);
    const rules = options.ignoreRules;
    const current = cleaned ?? live;
    const drifted = rules
      ? isDriftedBeyond(rules, current, dryRun)
      : hasDrifted(current, dryRun);
    if (!cleaned && !drifted) {
      return { entry: changeSetEntry(dryRun, 'unchanged'), live };
    }
    const payload = rules
      ? withResolvedDifferences(
          object,
          ignoredDifferences(
            rules,
            current,
            dryRun,
            this.#options.fieldManager,
          ),
        )
      : object;
    return { entry: changeSetEntry(dryRun, 'configured'), payload, live };
  }

  /** A namespaced object without a namespace is a 404 in Flux, whose client asks for a path that does not exist. */
  async #requireNamespace(
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<void> {
    if (object.metadata.namespace) return;
    let namespaced: boolean;
    try {
      ({ namespaced } = await this.#options.client.resourceFor(object, {
        signal,
      }));
    } catch (error) {
      signal.throwIfAborted();
      throw new DryRunError(error, object);
    }
    if (namespaced) {
      throw new DryRunError(
        new ApiStatusError({
          kind: 'Status',
          code: 404,
          reason: 'NotFound',
          message: 'the server could not find the requested resource',
        }),
        object,
      );
    }
  }

  async #find(
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<UnstructuredObject | undefined> {
    try {
      return await this.#options.client.find(refOf(object), { signal });
    } catch {
      signal.throwIfAborted();
      // As in Flux: what keeps an object from being read mostly keeps it from being applied, and that is what is reported.
      return undefined;
    }
  }

  async #tryApply(
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<DryRun> {
    try {
      return {
        result: await this.#options.client.apply(object, {
          fieldManager: this.#options.fieldManager,
          force: true,
          dryRun: true,
          signal,
        }),
      };
    } catch (error) {
      signal.throwIfAborted();
      return { error };
    }
  }

  async #apply(
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<UnstructuredObject> {
    try {
      return await this.#options.client.apply(object, {
        fieldManager: this.#options.fieldManager,
        force: true,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new ApplyError('apply failed', error, object);
    }
  }

  /** Deletes an object that cannot be changed, and waits until it is gone. */
  async #remove(
    object: KubernetesObject,
    live: UnstructuredObject,
    signal: AbortSignal,
  ): Promise<void> {
    const what = 'immutable field detected, failed to delete object';
    try {
      await this.#options.client.delete(refOf(live), {
        propagationPolicy: 'Background',
        signal,
        ...(live.metadata.uid
          ? { preconditions: { uid: live.metadata.uid } }
          : {}),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new ApplyError(what, error, object);
    }
    await waitUntilGone(this.#options.client, refOf(live), {
      signal,
      deletions: this.#options.deletions,
    });
  }

  /** Takes over fields and removes leftovers; the object after that, undefined when nothing was to be done. */
  async #cleanUp(
    object: KubernetesObject,
    found: UnstructuredObject,
    options: ApplyOptions,
    context: { signal: AbortSignal; writes: () => Promise<void> },
  ): Promise<UnstructuredObject | undefined> {
    const { cleanup, cleanupExclusions } = options;
    const { client, fieldManager } = this.#options;
    const { signal, writes } = context;
    if (!cleanup || anyInMetadata(object, cleanupExclusions)) return undefined;
    let live = found;
    for (let attempt = 1; ; attempt++) {
      if (anyInMetadata(live, cleanupExclusions)) return undefined;
      const patch = cleanupPatch(live, cleanup, fieldManager);
      if (patch.length === 0) return live === found ? undefined : live;
      await writes();
      try {
        return await client.patch<UnstructuredObject>(
          refOf(live),
          'json',
          patch,
          {
            fieldManager,
            signal,
          },
        );
      } catch (error) {
        signal.throwIfAborted();
        // The test failed: somebody wrote in between. Read again and decide anew.
        const again =
          isConflict(error) || isInvalid(error)
            ? await this.#find(object, signal)
            : undefined;
        if (!again || attempt >= takeoverAttempts) {
          throw new ApplyError(
            'metadata.managedFields cleanup failed',
            error,
            live,
          );
        }
        live = again;
      }
    }
  }
}

type DryRun = { result: UnstructuredObject } | { error: unknown };

function mayForce(
  object: KubernetesObject,
  live: KubernetesObject,
  options: ApplyOptions,
  attempt: { error: unknown },
): boolean {
  return (
    isImmutableError(attempt.error) &&
    (options.force === true ||
      anyInMetadata(object, options.forceSelector) ||
      anyInMetadata(live, options.forceSelector))
  );
}

/** Runs something at most once, however often it is asked for. */
function onceAsync(run: () => Promise<void> | undefined): () => Promise<void> {
  let started: Promise<void> | undefined;
  return async () => {
    started ??= Promise.resolve(run());
    await started;
  };
}
