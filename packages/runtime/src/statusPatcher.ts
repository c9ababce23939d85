import {
  isConflict,
  isNotFound,
  type KubernetesClient,
} from '@sluice/kubernetes/client';
import { refOf, type Condition } from '@sluice/kubernetes/objects';
import type { ConditionedObject, FluxStatus } from './conditions';
import { conditionsAgree } from './conditions';
import { mergeConditions } from './conditionMerge';
import { mergePatch } from './mergePatch';

export interface StatusPatcherOptions<T extends ConditionedObject> {
  client: KubernetesClient;
  /** The object as it was read: what changes are computed against. Its status is copied. */
  object: T;
  /** `gotk-<controller>`, for example `gotk-kustomize-controller`. */
  fieldManager: string;
  /** Condition types that belong to this controller; others are kept as the server has them. Default: all. */
  ownedConditions?: readonly string[];
}

/** Tries when others keep writing the same object. */
const tries = 5;

/**
 * Writes status as a merge patch of the status subresource, only when its meaning changed: neither an equal status nor one that
 * differs in transition times alone is written. The conditions are merged with those of other writers (optimistic lock, tried again on
 * conflict). Spec and metadata are never written.
 *
 * Flux writes conditions and the rest of the status in two patches; this sends one.
 */
export class StatusPatcher<T extends ConditionedObject> {
  readonly #options: StatusPatcherOptions<T>;
  #before: FluxStatus;

  constructor(options: StatusPatcherOptions<T>) {
    this.#options = options;
    this.#before = structuredClone(options.object.status ?? {});
  }

  /**
   * Writes what changed since the last call. The object's resourceVersion is brought up to date in place. True when something was
   * written; false also when the object is gone.
   */
  async patch(
    changing: T,
    options: { signal?: AbortSignal } = {},
  ): Promise<boolean> {
    // The run may go on while progress is being written: what it adds meanwhile is not part of this write.
    const object = { ...changing, status: structuredClone(changing.status) };
    const { conditions: beforeConditions = [], ...before } = this.#before;
    const { conditions = [], ...after } = object.status ?? {};
    const fields = mergePatch(before, after);
    const conditionsChanged = !sameConditions(beforeConditions, conditions);
    if (fields === undefined && !conditionsChanged) {
      return false;
    }
    const base = typeof fields === 'object' && fields !== null ? fields : {};
    const written = conditionsChanged
      ? await this.#writeConditions(object, base, options)
      : await this.#write(object, { status: base }, options);
    this.#before = object.status ?? {};
    return written;
  }

  async #writeConditions(
    object: T,
    fields: object,
    options: { signal?: AbortSignal },
  ): Promise<boolean> {
    let resourceVersion = object.metadata.resourceVersion;
    let conditions: Condition[] = this.#merge(
      object,
      this.#before.conditions ?? [],
    );
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#write(
          object,
          { metadata: { resourceVersion }, status: { ...fields, conditions } },
          options,
        );
      } catch (error) {
        if (!isConflict(error) || attempt >= tries) {
          throw error;
        }
      }
      const latest = await this.#options.client.find<ConditionedObject>(
        refOf(object),
        options,
      );
      if (!latest || latest.metadata.uid !== object.metadata.uid) {
        return false;
      }
      resourceVersion = latest.metadata.resourceVersion;
      conditions = this.#merge(object, latest.status?.conditions ?? []);
    }
  }

  #merge(object: T, latest: readonly Condition[]): Condition[] {
    const { ownedConditions } = this.#options;
    return mergeConditions({
      before: this.#before.conditions ?? [],
      after: object.status?.conditions ?? [],
      latest,
      owns: type => ownedConditions?.includes(type) ?? true,
    });
  }

  async #write(
    object: T,
    body: object,
    options: { signal?: AbortSignal },
  ): Promise<boolean> {
    const { client, fieldManager } = this.#options;
    try {
      const answer = await client.patch<T>(refOf(object), 'merge', body, {
        ...options,
        fieldManager,
        subresource: 'status',
      });
      object.metadata.resourceVersion = answer.metadata.resourceVersion;
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }
}

function sameConditions(
  a: readonly Condition[],
  b: readonly Condition[],
): boolean {
  return (
    a.length === b.length &&
    b.every(condition => {
      const other = a.find(({ type }) => type === condition.type);
      return (
        other !== undefined &&
        conditionsAgree(other, condition) &&
        other.observedGeneration === condition.observedGeneration
      );
    })
  );
}
