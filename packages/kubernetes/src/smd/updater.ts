import { type Comparison, filterComparison } from './compare';
import { FieldSet } from './fieldSet';
import { ConflictsError, type Managers, type VersionedSet } from './managers';
import { reconcileWithSchema } from './reconcileSchema';
import type { TypedValue } from './typedValue';

/** Converts objects between the versions of their kind. */
export interface VersionConverter {
  /** Undefined when the version is not (or no longer) known; throws when the object cannot be converted. */
  convert(object: TypedValue, apiVersion: string): TypedValue | undefined;
}

export type FieldFilter = (set: FieldSet) => FieldSet;

export interface UpdaterOptions {
  converter: VersionConverter;
  /** By version: what of a set may be owned at all; absent or undefined: everything. */
  filterOf?(apiVersion: string): FieldFilter | undefined;
}

export interface UpdateResult {
  readonly managers: Managers;
}

export interface ApplyResult {
  readonly managers: Managers;
  /** The live object itself when nothing changed. */
  readonly object: TypedValue;
}

const NO_CHANGE: Comparison = {
  removed: new FieldSet(),
  modified: new FieldSet(),
  added: new FieldSet(),
};

/** Decides who owns what after a write, and what an apply makes of the live object. */
export class Updater {
  readonly #converter: VersionConverter;
  readonly #filterOf: (apiVersion: string) => FieldFilter | undefined;

  constructor(options: UpdaterOptions) {
    this.#converter = options.converter;
    this.#filterOf = apiVersion => options.filterOf?.(apiVersion);
  }

  /**
   * A write that is not an apply: the manager owns what it changed and everybody else loses that. `next` is the whole object
   * as it shall be stored; `live` is empty for a create.
   */
  update(
    live: TypedValue,
    next: TypedValue,
    apiVersion: string,
    managers: Managers,
    manager: string,
  ): UpdateResult {
    const { managers: result, comparison } = this.#transfer(
      live,
      next,
      apiVersion,
      this.#reconcile(live, managers),
      manager,
      true,
    );
    const set = this.#filter(
      (result.get(manager)?.set ?? new FieldSet())
        .difference(comparison.removed)
        .union(comparison.modified)
        .union(comparison.added),
      apiVersion,
    );
    if (set.isEmpty) {
      result.delete(manager);
    } else {
      result.set(manager, { set, apiVersion, applied: false });
    }
    return { managers: result };
  }

  /**
   * Server-side apply: merges, removes what the manager applied before and no longer does, and fails with a ConflictsError when
   * (without force) that changes what others own.
   */
  apply(
    live: TypedValue,
    config: TypedValue,
    apiVersion: string,
    managers: Managers,
    manager: string,
    force: boolean,
  ): ApplyResult {
    const current = this.#reconcile(live, managers);
    const merged = live.merge(config);
    const last = current.get(manager);
    current.set(manager, {
      set: this.#filter(config.fieldSet(), apiVersion),
      apiVersion,
      applied: true,
    });
    const next = this.#prune(merged, current, manager, last);
    const { managers: result } = this.#transfer(
      live,
      next,
      apiVersion,
      current,
      manager,
      force,
    );
    return {
      managers: result,
      object: next === live || next.equals(live) ? live : next,
    };
  }

  #filter(set: FieldSet, apiVersion: string): FieldSet {
    return this.#filterOf(apiVersion)?.(set) ?? set;
  }

  /** Takes what changed from all managers but the writer; without force only when nobody loses anything that way. */
  #transfer(
    live: TypedValue,
    next: TypedValue,
    apiVersion: string,
    managers: Map<string, VersionedSet>,
    writer: string,
    force: boolean,
  ): { managers: Map<string, VersionedSet>; comparison: Comparison } {
    const same = live.value === next.value;
    const comparison = same
      ? NO_CHANGE
      : filterComparison(live.compare(next), this.#filterOf(apiVersion));
    const comparisons = new Map([[apiVersion, comparison]]);
    const conflicts = new Map<string, VersionedSet>();
    const result = new Map<string, VersionedSet>();
    for (const [manager, owned] of managers) {
      if (manager === writer) {
        result.set(manager, owned);
        continue;
      }
      let change = comparisons.get(owned.apiVersion);
      if (!change) {
        change = this.#compareAt(live, next, owned.apiVersion);
        if (!change) {
          // The version is gone, and the manager's fields with it.
          continue;
        }
        comparisons.set(owned.apiVersion, change);
      }
      const lost = owned.set.intersection(change.modified.union(change.added));
      if (!lost.isEmpty) {
        conflicts.set(manager, { ...owned, set: lost });
      }
      result.set(manager, {
        ...owned,
        set: owned.set.difference(lost).difference(change.removed),
      });
    }
    if (!force && conflicts.size > 0) {
      throw ConflictsError.ofManagers(conflicts);
    }
    for (const [manager, owned] of result) {
      if (owned.set.isEmpty) {
        result.delete(manager);
      }
    }
    return { managers: result, comparison };
  }

  #compareAt(
    live: TypedValue,
    next: TypedValue,
    apiVersion: string,
  ): Comparison | undefined {
    const before = this.#converter.convert(live, apiVersion);
    if (!before) {
      return undefined;
    }
    const after =
      live === next ? before : this.#converter.convert(next, apiVersion);
    return (
      after &&
      filterComparison(before.compare(after), this.#filterOf(apiVersion))
    );
  }

  /** Removes what the manager applied last time and not this time, unless somebody else owns it. */
  #prune(
    merged: TypedValue,
    managers: Managers,
    manager: string,
    last: VersionedSet | undefined,
  ): TypedValue {
    const now = managers.get(manager);
    if (!last || last.set.isEmpty || !now) {
      return merged;
    }
    if (
      last.apiVersion === now.apiVersion &&
      last.set.difference(now.set).isEmpty
    ) {
      // Everything that was applied is applied again.
      return merged;
    }
    const converted = this.#converter.convert(merged, last.apiVersion);
    if (!converted) {
      return merged;
    }
    const withoutLast = converted.removeItems(
      last.set.withNamedParents(converted.type),
    );
    const withOwned = this.#addBackOwned(
      converted,
      withoutLast,
      last.apiVersion,
      managers,
    );
    const pruned = this.#addBackDangling(converted, withOwned, last);
    const result = this.#converter.convert(pruned, now.apiVersion);
    if (!result) {
      throw new Error(
        `failed to prune fields: no version ${now.apiVersion} of the object`,
      );
    }
    return result;
  }

  /** Puts back what was removed but is owned by anybody, the new configuration included. */
  #addBackOwned(
    merged: TypedValue,
    pruned: TypedValue,
    prunedVersion: string,
    managers: Managers,
  ): TypedValue {
    const owned = new Map<string, FieldSet>();
    for (const { set, apiVersion } of managers.values()) {
      owned.set(apiVersion, owned.get(apiVersion)?.union(set) ?? set);
    }
    // The version that was pruned first: other conversions may need fields that were pruned.
    const versions = [...owned.keys()].sort(
      (a, b) => Number(b === prunedVersion) - Number(a === prunedVersion),
    );
    let whole = merged;
    let result = pruned;
    for (const apiVersion of versions) {
      const wholeHere = this.#converter.convert(whole, apiVersion);
      const resultHere = this.#converter.convert(result, apiVersion);
      if (wholeHere && resultHere) {
        const { type } = wholeHere;
        whole = wholeHere;
        result = wholeHere.removeItems(
          wholeHere
            .fieldSet()
            .withNamedParents(type)
            .difference(
              resultHere
                .fieldSet()
                .withNamedParents(type)
                .union(
                  (owned.get(apiVersion) ?? new FieldSet()).withNamedParents(
                    type,
                  ),
                ),
            ),
        );
      }
    }
    return result;
  }

  /** Puts back what was removed together with what it was in, although the manager never owned it. */
  #addBackDangling(
    merged: TypedValue,
    pruned: TypedValue,
    last: VersionedSet,
  ): TypedValue {
    const converted = this.#converter.convert(pruned, last.apiVersion);
    if (!converted) {
      return merged;
    }
    const { type } = merged;
    return merged.removeItems(
      merged
        .fieldSet()
        .withNamedParents(type)
        .difference(converted.fieldSet().withNamedParents(type))
        .intersection(last.set.withNamedParents(type)),
    );
  }

  #reconcile(live: TypedValue, managers: Managers): Map<string, VersionedSet> {
    const result = new Map<string, VersionedSet>();
    for (const [manager, owned] of managers) {
      const object = this.#converter.convert(live, owned.apiVersion);
      if (object) {
        const set = reconcileWithSchema(owned.set, object.type);
        result.set(manager, set === owned.set ? owned : { ...owned, set });
      }
    }
    return result;
  }
}
