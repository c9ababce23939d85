/** Label of a Namespace that names the Group that owns it. Only the platform writes namespaces. */
export const OWNER_LABEL = 'sluice.dev/owner';

/** Label for the catalog namespace of that Group; absent means `default`. */
export const OWNER_NAMESPACE_LABEL = 'sluice.dev/owner-namespace';

/** Annotation of a catalog entity: a comma separated list of `Kind/namespace/name` that it consists of. */
export const OBJECTS_ANNOTATION = 'sluice.dev/objects';

/** The entity ref of the Group that a Namespace's labels bind it to. */
export function ownerOfNamespace(
  labels: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const name = labels?.[OWNER_LABEL];
  if (!name) {
    return undefined;
  }
  const namespace = labels[OWNER_NAMESPACE_LABEL] || 'default';
  return `group:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
