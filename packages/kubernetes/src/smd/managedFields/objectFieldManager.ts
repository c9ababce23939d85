import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { type KubernetesObject, parseApiVersion } from '../../objects';
import { fieldTypeOf } from '../../schema/fieldTypes';
import { withZeroFields } from '../../schema/zeroFields';
import { FieldSet } from '../fieldSet';
import { ConflictsError, managersEqual } from '../managers';
import { fieldElement } from '../pathElement';
import { excludeFilter } from '../setMatcher';
import type { TypeRef } from '../typeSchema';
import { TypedValue } from '../typedValue';
import { type FieldFilter, Updater } from '../updater';
import { valuesEqual } from '../value';
import { capUpdateManagers } from './capManagers';
import { applyConflictError } from './conflictTexts';
import {
  type Managed,
  managerId,
  NOTHING_MANAGED,
  type Operation,
  readManagedFields,
  writeManagedFields,
} from './entries';
import { FieldManagerBadRequestError, TypedObjectError } from './errors';
import {
  fieldsOfLastApplied,
  lastAppliedOf,
  withLastApplied,
} from './lastApplied';
import { jsonOf, ObjectConverter, objectOf } from './versions';

import type {
  FieldManager,
  FieldManagerApplyOptions,
  FieldManagerOptions,
  FieldManagerUpdateOptions,
} from './fieldManager';
import { withoutUnowned } from './unownedFields';
import {
  isReset,
  metadataOf,
  withManagedFields,
  withoutManagedFields,
  withStoredManagedFields,
} from './objectMetadata';

/** Owner of the fields that an object had before anybody applied it. */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/** Stands for the manager of the current update until it is known what the update changed. */
const SELF = 'current-operation';

function readOrNothing(value: JsonValue | undefined): Managed {
  try {
    return readManagedFields(value);
  } catch {
    // Stored owners that cannot be read are forgotten, as the real server does.
    return NOTHING_MANAGED;
  }
}

function timeText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** {@link FieldManager} for one kind of object. */
export class ObjectFieldManager implements FieldManager {
  readonly #options: FieldManagerOptions;
  readonly #updaters = new Map<string, Updater>();
  #type: TypeRef | undefined;

  constructor(options: FieldManagerOptions) {
    this.#options = options;
  }

  update(
    live: KubernetesObject | undefined,
    next: KubernetesObject,
    options: FieldManagerUpdateOptions,
  ): KubernetesObject {
    const object = jsonOf(next);
    const before = live && jsonOf(live);
    const plain = withoutManagedFields(object);
    const managed = this.#managedOf(before, object, options);
    const known = before !== undefined && metadataOf(before).uid !== undefined;
    if (managed.fields.size === 0 && known) {
      // Nobody owned anything: tracking starts with the first apply.
      return objectOf(plain);
    }
    const stored = before ? withoutManagedFields(before) : this.#empty();
    let updated: Managed;
    try {
      updated = this.#updated(stored, plain, managed, options);
    } catch {
      // A write does not fail because its owners cannot be told; the object then has none.
      return objectOf(plain);
    }
    if (
      before &&
      valuesEqual(plain, stored) &&
      managersEqual(
        updated.fields,
        readOrNothing(metadataOf(before).managedFields).fields,
      )
    ) {
      // Nothing but times could differ; they stay as they are.
      return objectOf(withStoredManagedFields(plain, before));
    }
    return objectOf(withManagedFields(plain, writeManagedFields(updated)));
  }

  apply(
    live: KubernetesObject | undefined,
    applied: KubernetesObject,
    options: FieldManagerApplyOptions,
  ): { object: KubernetesObject; changed: boolean } {
    const config = jsonOf(applied);
    this.#checkApplied(config);
    const stored = live && jsonOf(live);
    const before = stored ? withoutManagedFields(stored) : this.#empty();
    const owners = this.#storedManaged(stored);
    const managed =
      owners.fields.size === 0 && stored
        ? this.#updated(this.#empty(), before, owners, {
            ...options,
            manager: BEFORE_FIRST_APPLY,
          })
        : owners;
    const result = this.#applied(before, config, managed, options);
    let object = result.object;
    if (options.manager === 'kubectl' && lastAppliedOf(object) !== '') {
      object = withLastApplied(object, config);
    }
    if (
      live &&
      valuesEqual(object, before) &&
      managersEqual(result.managed.fields, owners.fields)
    ) {
      return { object: live, changed: false };
    }
    return {
      object: objectOf(
        withManagedFields(object, writeManagedFields(result.managed)),
      ),
      changed: true,
    };
  }

  #storedManaged(stored: JsonObject | undefined): Managed {
    try {
      return readManagedFields(stored && metadataOf(stored).managedFields);
    } catch (error) {
      throw new TypedObjectError(
        `failed to decode managed fields: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }

  #managedOf(
    live: JsonObject | undefined,
    next: JsonObject,
    { subresource }: FieldManagerUpdateOptions,
  ): Managed {
    const stated = metadataOf(next).managedFields;
    if (!subresource) {
      if (isReset(stated)) {
        return NOTHING_MANAGED;
      }
      const managed = readOrNothing(stated);
      if (managed.fields.size > 0) {
        return managed;
      }
    }
    // A client that does not know managedFields must not lose them.
    return live
      ? readOrNothing(metadataOf(live).managedFields)
      : NOTHING_MANAGED;
  }

  #checkApplied(config: JsonObject): void {
    const { apiVersion, kind } = this.#options;
    if (config.apiVersion !== apiVersion || config.kind !== kind) {
      throw new FieldManagerBadRequestError(
        `invalid object type: ${typeText(
          String(config.apiVersion),
          String(config.kind),
        )}`,
      );
    }
    const { managedFields } = metadataOf(config);
    if (managedFields !== undefined && managedFields !== null) {
      throw new FieldManagerBadRequestError(
        'metadata.managedFields must be nil',
      );
    }
  }

  #updated(
    live: JsonObject,
    next: JsonObject,
    managed: Managed,
    options: FieldManagerUpdateOptions,
  ): Managed {
    const { apiVersion } = this.#options;
    const { managers } = this.#updater(options).update(
      this.#typed(this.#withZeroFields(live), true),
      this.#typed(this.#withZeroFields(next), true),
      apiVersion,
      managed.fields,
      SELF,
    );
    const fields = withoutUnowned(managers, SELF);
    const times = new Map(managed.times);
    const changed = fields.get(SELF);
    if (changed) {
      fields.delete(SELF);
      const id = this.#managerId(options, 'Update');
      const owned = fields.get(id);
      fields.set(
        id,
        owned ? { ...changed, set: changed.set.union(owned.set) } : changed,
      );
      // The scale subresource knows nothing of times.
      if (options.subresource !== 'scale') {
        times.set(id, timeText(options.now));
      }
    }
    return capUpdateManagers({ fields, times });
  }

  #applied(
    live: JsonObject,
    config: JsonObject,
    managed: Managed,
    options: FieldManagerApplyOptions,
  ): { object: JsonObject; managed: Managed } {
    const stored = this.#liveTyped(live, config);
    const patch = this.#patchTyped(config);
    const id = this.#managerId(options, 'Apply');
    const run = (force: boolean) =>
      this.#updater(options).apply(
        stored,
        patch,
        this.#options.apiVersion,
        managed.fields,
        id,
        force,
      );
    const { object, managers } = this.#resolveConflicts(run, stored, options);
    const fields = withoutUnowned(managers, id);
    const times = new Map(managed.times);
    if (object !== stored) {
      times.set(id, timeText(options.now));
    }
    return { object: jsonOf(object.value), managed: { fields, times } };
  }

  /** Conflicts over what kubectl's client-side apply set are none for kubectl's server-side apply. */
  #resolveConflicts<T>(
    run: (force: boolean) => T,
    live: TypedValue,
    options: FieldManagerApplyOptions,
  ): T {
    try {
      return run(options.force ?? false);
    } catch (error) {
      if (!(error instanceof ConflictsError)) {
        throw error;
      }
      const allowed =
        options.manager === 'kubectl'
          ? fieldsOfLastApplied(live, this.#options.apiVersion, value =>
              this.#typed(value, false),
            )
          : undefined;
      const conflicts = error.conflicts.filter(
        ({ path }) => !allowed?.has(path),
      );
      if (conflicts.length > 0) {
        throw applyConflictError(conflicts);
      }
      return run(true);
    }
  }

  #liveTyped(live: JsonObject, config: JsonObject): TypedValue {
    try {
      return this.#typed(live, true);
    } catch (error) {
      throw new TypedObjectError(
        `failed to create typed live object (${this.#describe(
          live === config ? config : live,
        )}): ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  #patchTyped(config: JsonObject): TypedValue {
    try {
      return this.#typed(config, false);
    } catch (error) {
      throw new TypedObjectError(
        `failed to create typed patch object (${this.#describe(config)}): ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }

  #describe(object: JsonObject): string {
    const { namespace = '', name = '' } = metadataOf(object);
    const { apiVersion, kind } = this.#options;
    return `${String(namespace)}/${String(name)}; ${typeText(
      apiVersion,
      kind,
    )}`;
  }

  #typed(value: JsonValue, allowDuplicates: boolean): TypedValue {
    this.#type ??= fieldTypeOf(this.#options.schema);
    const { apiVersion, kind } = this.#options;
    return TypedValue.of(value, this.#type, {
      allowDuplicates,
      hideValues: apiVersion === 'v1' && kind === 'Secret',
    });
  }

  #empty(): JsonObject {
    const { apiVersion, kind } = this.#options;
    return { apiVersion, kind };
  }

  #withZeroFields(object: JsonObject): JsonObject {
    const { apiVersion, kind } = this.#options;
    return withZeroFields(object, apiVersion, kind);
  }

  #managerId(
    { manager, subresource }: FieldManagerUpdateOptions,
    operation: Operation,
  ): string {
    return managerId({
      manager: manager || 'unknown',
      operation,
      apiVersion: this.#options.apiVersion,
      subresource: subresource ?? '',
    });
  }

  #updater({ subresource = '' }: FieldManagerUpdateOptions): Updater {
    let updater = this.#updaters.get(subresource);
    if (!updater) {
      const filter = this.#filter(subresource);
      updater = new Updater({
        converter: new ObjectConverter(this.#options),
        filterOf: () => filter,
      });
      this.#updaters.set(subresource, updater);
    }
    return updater;
  }

  #filter(subresource: string): FieldFilter | undefined {
    const { resetFields = {} } = this.#options;
    const paths = Object.hasOwn(resetFields, subresource)
      ? resetFields[subresource]
      : [];
    return paths.length === 0
      ? undefined
      : excludeFilter(FieldSet.of(paths.map(path => path.map(fieldElement))));
  }
}

function typeText(apiVersion: string, kind: string): string {
  const { group, version } = parseApiVersion(apiVersion);
  return `${group}/${version}, Kind=${kind}`;
}
