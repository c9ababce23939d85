/** `user:default/jane` → `jane`; other namespaces and kinds stay visible. */
export function personName(entityRef: string): string {
  return entityRef.replace(/^user:(default\/)?/i, '');
}
