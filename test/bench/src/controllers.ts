import { join } from 'node:path';
import type { Cluster } from './cluster';
import { cpuSecondsOfOthers, processUsage } from './processUsage';
import { Program, type SluiceCommand } from './program';
import {
  type RequestCounts,
  difference,
  requestsInMetrics,
  total,
} from './requests';

/** What the controllers have used at one moment. */
interface Reading {
  readonly at: number;
  readonly cpuSeconds: number;
  readonly clusterCpuSeconds: number;
  readonly auditSize: number;
  readonly byMethod: RequestCounts;
}

/** What the controllers used between two moments. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the API server and what belongs to it, when it is ours. */
  readonly clusterCpuSeconds: number;
  /** MiB, since the process began. */
  readonly peakMemory: number;
  /** By HTTP method. */
  readonly byMethod: RequestCounts;
  /** By verb and resource; undefined without an audit log. */
  readonly byResource: RequestCounts | undefined;
}

/** `sluice controllers` as a process of its own, and what it uses. */
export class Controllers {
  readonly #program: Program;
  readonly #cluster: Cluster;
  readonly #metrics: string;
  readonly startedAt: number;

  private constructor(
    program: Program,
    cluster: Cluster,
    metrics: string,
    startedAt: number,
  ) {
    this.#program = program;
    this.#cluster = cluster;
    this.#metrics = metrics;
    this.startedAt = startedAt;
  }

  /** Starts them, and waits until both controllers work. */
  static async start(
    cluster: Cluster,
    sluice: SluiceCommand,
    options: { concurrent: number; kubeconfig: string; directory: string },
  ): Promise<Controllers> {
    const startedAt = performance.now();
    const program = new Program('sluice controllers', sluice, [
      'controllers',
      `--kubeconfig=${options.kubeconfig}`,
      `--storage=${join(options.directory, 'artifacts')}`,
      `--concurrent=${options.concurrent}`,
      '--metrics-addr=127.0.0.1:0',
      '--health-addr=0',
    ]);
    try {
      const [, address] = await program.line(
        /Serving metrics.*"address":"([^"]+)"/,
      );
      await program.line(
        /Starting workers.*"Kustomization"|"Kustomization".*Starting workers/,
      );
      return new Controllers(
        program,
        cluster,
        `http://${address}/metrics`,
        startedAt,
      );
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  async read(): Promise<Reading> {
    const response = await fetch(this.#metrics);
    return {
      at: performance.now(),
      cpuSeconds: processUsage(this.#program.pid).cpuSeconds,
      clusterCpuSeconds: cpuSecondsOfOthers(this.#program.pid),
      auditSize: this.#cluster.audit?.size() ?? 0,
      byMethod: requestsInMetrics(await response.text()),
    };
  }

  /** Resolves when they have made no request for a second and a half: what they do after the work, such as writing events, counts. */
  async untilQuiet(): Promise<void> {
    let before = -1;
    let now = 0;
    while (now !== before) {
      before = now;
      await new Promise(resolve => {
        setTimeout(resolve, 1_500);
      });
      now = total((await this.read()).byMethod);
    }
  }

  async usageSince(before: Reading): Promise<Usage> {
    const now = await this.read();
    return {
      seconds: (now.at - before.at) / 1000,
      cpuSeconds: now.cpuSeconds - before.cpuSeconds,
      clusterCpuSeconds: now.clusterCpuSeconds - before.clusterCpuSeconds,
      peakMemory: processUsage(this.#program.pid).peakMemory,
      byMethod: difference(before.byMethod, now.byMethod),
      byResource: this.#cluster.audit?.countSince(before.auditSize),
    };
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}
