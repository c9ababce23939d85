/**
 * What a strategic merge needs to know of a type: which lists are merged and by which keys. Whatever is not mentioned is
 * replaced (lists) or merged without further knowledge (mappings).
 */
export interface MergeSchema {
  readonly fields?: Readonly<Record<string, MergeSchema>>;
  /** The type of every field that `fields` does not name. */
  readonly values?: MergeSchema;
  /** The type of the elements of a list. */
  readonly items?: MergeSchema;
  /** Set on a list that is merged: the keys of its elements, none for a list of scalars. */
  readonly mergeKeys?: readonly string[];
}

/** The type of a field. */
export function schemaOfField(
  schema: MergeSchema | undefined,
  name: string,
): MergeSchema | undefined {
  if (!schema) return undefined;
  if (schema.fields && Object.hasOwn(schema.fields, name)) {
    return schema.fields[name];
  }
  return schema.values;
}
