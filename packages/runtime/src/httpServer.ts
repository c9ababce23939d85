import type { MetricsRegistry } from './metrics';

/** Named checks; each says what is wrong, or undefined. */
export type HealthChecks = Record<string, () => string | undefined>;

export interface RuntimeServerOptions {
  registry: MetricsRegistry;
  /** Default `127.0.0.1`. */
  host?: string;
  /** 0: any free port. */
  port: number;
  healthz?: HealthChecks;
  readyz?: HealthChecks;
}

export interface RuntimeServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/metrics`, `/healthz` and `/readyz`. Rejects when the address is taken. */
export declare function startRuntimeServer(
  options: RuntimeServerOptions,
): Promise<RuntimeServer>;
