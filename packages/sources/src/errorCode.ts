/** The code of an error of Node, for example `ENOENT`; empty when it has none. Also for errors of another realm, which `instanceof` misses. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}
