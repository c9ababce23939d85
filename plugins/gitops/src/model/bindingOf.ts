/** The labels that bind a namespace to a group, given the group's entity ref; a placeholder when there is none. */
export function bindingOf(owner: string | undefined): {
  label: string;
  namespaceLabel?: string;
} {
  const match = /^[^:]+:([^/]+)\/(.+)$/.exec(owner ?? '');
  if (!match) {
    return { label: '<group>' };
  }
  const [, namespace, name] = match;
  return namespace === 'default'
    ? { label: name }
    : { label: name, namespaceLabel: namespace };
}
