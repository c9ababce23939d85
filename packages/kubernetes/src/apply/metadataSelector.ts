import type { KubernetesObject } from '../objects';

/** Keys and values of which one, as a label or an annotation, is enough to match. */
export type MetadataSelector = Readonly<Record<string, string>>;

/** True when the object has one of the pairs as label or annotation; values are compared without regard to case. */
export function anyInMetadata(
  object: KubernetesObject | undefined,
  selector: MetadataSelector | undefined,
): boolean {
  if (!object || !selector) return false;
  return Object.entries(selector).some(([key, value]) =>
    [object.metadata.labels, object.metadata.annotations].some(map => {
      const found = ownText(map, key);
      return found !== '' && found.toLowerCase() === value.toLowerCase();
    }),
  );
}

/** The value of a key of labels or annotations; empty when there is none. */
export function ownText(
  map: Record<string, string> | undefined,
  key: string,
): string {
  return map && Object.hasOwn(map, key) ? map[key] : '';
}
