import { entryOf, type JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '../../objects';
import { fieldTypeOf } from '../../schema/fieldTypes';
import type { TypeRef } from '../typeSchema';
import { TypedValue } from '../typedValue';
import type { VersionConverter } from '../updater';
import { isJsonObject } from '../value';

export interface ObjectVersions {
  apiVersion: string;
  schema: JsonObject | 'deduced';
  convert?(
    object: KubernetesObject,
    apiVersion: string,
  ): KubernetesObject | undefined;
  schemaOf?(apiVersion: string): JsonObject | 'deduced' | undefined;
}

/** The JSON view of an object: the same value. */
export function jsonOf(object: unknown): JsonObject {
  if (!isJsonObject(object)) {
    throw new Error('expected an object');
  }
  return object;
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return (
    isJsonObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isJsonObject(value.metadata)
  );
}

/** The object view of a value: the same value. Throws when it has no apiVersion, kind or metadata. */
export function objectOf(value: unknown): KubernetesObject {
  if (!isKubernetesObject(value)) {
    throw new Error('expected an object with apiVersion, kind and metadata');
  }
  return value;
}

/** Converts objects with the hook of whoever serves the kind; without a hook all versions have the same fields. */
export class ObjectConverter implements VersionConverter {
  readonly #versions: ObjectVersions;
  readonly #type: TypeRef;

  constructor(versions: ObjectVersions) {
    this.#versions = versions;
    this.#type = fieldTypeOf(versions.schema);
  }

  convert(object: TypedValue, apiVersion: string): TypedValue | undefined {
    const { convert } = this.#versions;
    if (!convert) {
      return object;
    }
    const value = isJsonObject(object.value) ? object.value : {};
    if (entryOf(value, 'apiVersion') === apiVersion) {
      return object;
    }
    const converted = convert.call(
      this.#versions,
      objectOf({ metadata: {}, ...value }),
      apiVersion,
    );
    return (
      converted &&
      TypedValue.of(jsonOf(converted), this.#typeOf(apiVersion), {
        allowDuplicates: true,
      })
    );
  }

  #typeOf(apiVersion: string): TypeRef {
    const schema =
      apiVersion === this.#versions.apiVersion
        ? undefined
        : this.#versions.schemaOf?.(apiVersion);
    return schema === undefined ? this.#type : fieldTypeOf(schema);
  }
}
