import type { Config } from '@backstage/config';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Throws unless `backend.listen` binds to the loopback interface alone. */
export function assertLoopback(config: Config): void {
  const listen = config.getOptional('backend.listen');
  const host =
    typeof listen === 'string'
      ? listen.replace(/:\d*$/, '')
      : config.getOptionalString('backend.listen.host');
  if (!host || !loopback.has(host)) {
    throw new Error(
      `The demo sign-in lets everybody act as anybody, so it only starts when backend.listen.host is 127.0.0.1; it is ${
        host || 'not set (all interfaces)'
      }`,
    );
  }
}
