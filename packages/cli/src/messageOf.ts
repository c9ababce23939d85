/** The text of anything thrown, also of errors of another realm, which `instanceof` misses. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const message: unknown = Reflect.get(error, 'message');
  return typeof message === 'string' ? message : String(error);
}
