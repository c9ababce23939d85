import {
  type HealthChecks,
  type Logger,
  type MetricsRegistry,
  type RuntimeServer,
  startRuntimeServer,
} from '@sluice/runtime';
import type { ListenAddress } from './controllerFlags';

/** Listens for metrics or health. A default address that is taken is only worth a warning; one that was asked for is an error. */
export async function listen(options: {
  what: string;
  address: ListenAddress | undefined;
  asked: boolean;
  registry: MetricsRegistry;
  healthz?: HealthChecks;
  readyz?: HealthChecks;
  log: Logger;
}): Promise<RuntimeServer | undefined> {
  const { address, log, what } = options;
  if (!address) return undefined;
  try {
    const server = await startRuntimeServer({
      registry: options.registry,
      host: address.host,
      port: address.port,
      healthz: options.healthz,
      readyz: options.readyz,
    });
    log.info(`Serving ${what}`, { address: `${server.host}:${server.port}` });
    return server;
  } catch (error) {
    if (options.asked) throw error;
    log.warn(`Not serving ${what}: the default address is taken`, {
      address: `${address.host}:${address.port}`,
    });
    return undefined;
  }
}
