import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { ManagedFieldsEntry } from '../../objects';
import { FieldSet } from '../fieldSet';
import { fromFieldsV1, toFieldsV1 } from '../fieldsV1';
import { quote } from '../goText';
import type { VersionedSet } from '../managers';
import { compareText, isJsonObject } from '../value';

export type Operation = 'Apply' | 'Update';

/** Tells entries apart: those of apply are the same one for all versions of the kind. */
export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string;
}

/** What managedFields says: sets by manager identifier, and when each last changed (RFC 3339, as written). */
export interface Managed {
  readonly fields: ReadonlyMap<string, VersionedSet>;
  readonly times: ReadonlyMap<string, string>;
}

export const NOTHING_MANAGED: Managed = {
  fields: new Map(),
  times: new Map(),
};

/** The identifier of a manager; its order decides between entries of the same second. */
export function managerId(identity: ManagerIdentity): string {
  const { manager, operation, subresource } = identity;
  return JSON.stringify({
    manager: manager || undefined,
    operation,
    apiVersion:
      operation === 'Apply' ? undefined : identity.apiVersion || undefined,
    subresource: subresource || undefined,
  });
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The parts of an identifier. */
export function parseManagerId(id: string): ManagerIdentity {
  const parsed: unknown = JSON.parse(id);
  const parts: JsonObject = isJsonObject(parsed) ? parsed : {};
  return {
    manager: text(parts.manager),
    operation: parts.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: text(parts.apiVersion),
    subresource: text(parts.subresource),
  };
}

function readEntry(
  entry: JsonObject,
  index: number,
): { id: string; set: VersionedSet; time: string | undefined } {
  const { operation, fieldsType } = entry;
  if (operation !== 'Apply' && operation !== 'Update') {
    throw new Error('operation must be `Apply` or `Update`');
  }
  const apiVersion = text(entry.apiVersion);
  if (apiVersion === '') {
    throw new Error('apiVersion must not be empty');
  }
  if (fieldsType !== 'FieldsV1') {
    throw new Error(
      text(fieldsType) === ''
        ? `missing fieldsType in managed fields entry ${index}`
        : `invalid fieldsType ${quote(
            text(fieldsType),
          )} in managed fields entry ${index}`,
    );
  }
  return {
    id: managerId({
      manager: text(entry.manager),
      operation,
      apiVersion,
      subresource: text(entry.subresource),
    }),
    set: {
      set: fromFieldsV1(entry.fieldsV1 ?? {}),
      apiVersion,
      applied: operation === 'Apply',
    },
    time: typeof entry.time === 'string' ? entry.time : undefined,
  };
}

/** Reads `metadata.managedFields`. Throws an Error that says what is wrong with it. */
export function readManagedFields(value: JsonValue | undefined): Managed {
  const fields = new Map<string, VersionedSet>();
  const times = new Map<string, string>();
  if (value !== undefined && value !== null && !Array.isArray(value)) {
    throw new Error('managedFields must be a list');
  }
  (value ?? []).forEach((entry, index) => {
    const { id, set, time } = readEntry(
      isJsonObject(entry) ? entry : {},
      index,
    );
    fields.set(id, set);
    if (time === undefined) {
      times.delete(id);
    } else {
      times.set(id, time);
    }
  });
  return { fields, times };
}

/** Whole seconds since the epoch; 0 for an absent time. */
export function secondsOf(time: string | undefined): number {
  const milliseconds = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}

interface WrittenEntry {
  readonly identity: ManagerIdentity;
  readonly apiVersion: string;
  readonly time: string | undefined;
  readonly set: FieldSet;
}

function compareEntries(a: WrittenEntry, b: WrittenEntry): number {
  return (
    compareText(a.identity.operation, b.identity.operation) ||
    secondsOf(a.time) - secondsOf(b.time) ||
    compareText(a.identity.manager, b.identity.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.identity.subresource, b.identity.subresource)
  );
}

/** Entries in the order of the real server: operation, time, manager, version, subresource. */
export function writeManagedFields(managed: Managed): ManagedFieldsEntry[] {
  return [...managed.fields]
    .map(
      ([id, { set, apiVersion, applied }]): WrittenEntry => ({
        identity: {
          ...parseManagerId(id),
          ...(applied ? { operation: 'Apply' } : {}),
        },
        apiVersion,
        time: managed.times.get(id),
        set,
      }),
    )
    .sort(compareEntries)
    .map(({ identity, apiVersion, time, set }) => ({
      ...(identity.manager ? { manager: identity.manager } : {}),
      operation: identity.operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(set),
      ...(identity.subresource ? { subresource: identity.subresource } : {}),
    }));
}
