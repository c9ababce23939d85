import {
  type Gvk,
  type GvkSelector,
  compareGvk,
  isSelectedBy,
} from '../resource/identity';

/** A field of certain kinds, by a path such as `spec/template/metadata/labels`. */
export interface FieldSpec extends GvkSelector {
  readonly path: string;
  /** Whether the field is added when it is not there. */
  readonly create?: boolean;
}

/** The same spec under another name: a narrower spec counts as there when a wider one is. */
function covers(present: FieldSpec, added: FieldSpec): boolean {
  const gvk: Gvk = {
    group: present.group ?? '',
    version: present.version ?? '',
    kind: present.kind ?? '',
  };
  return isSelectedBy(gvk, added) && present.path === added.path;
}

/** @throws Error when the same field is created by one and not by the other */
export function mergeFieldSpec(
  specs: readonly FieldSpec[],
  added: FieldSpec,
): readonly FieldSpec[] {
  const present = specs.find(spec => covers(spec, added));
  if (!present) return [...specs, added];
  if (Boolean(present.create) !== Boolean(added.create)) {
    throw new Error('conflicting fieldspecs');
  }
  return specs;
}

/** @throws Error on conflicts */
export function mergeFieldSpecs(
  specs: readonly FieldSpec[],
  added: readonly FieldSpec[],
): readonly FieldSpec[] {
  let result = specs;
  for (const spec of added) result = mergeFieldSpec(result, spec);
  return result;
}

export function sortFieldSpecs(
  specs: readonly FieldSpec[],
): readonly FieldSpec[] {
  return [...specs].sort(compareGvk);
}
