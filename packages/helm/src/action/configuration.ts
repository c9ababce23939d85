import {
  type Clock,
  type KubernetesClient,
  type RequestOptions,
  systemClock,
} from '@sluice/kubernetes/client';
import { type BuildInfo, Capabilities } from '../capabilities';
import type { Chart } from '../chart';
import type { YamlReader } from '../event-loop/yaml-reader';
import { KubeClient, type Resource } from '../kube';
import { messageOf } from '../kube/errors';
import type { Release } from '../release';
import { ReleaseStorage, SecretDriver, type StorageDriver } from '../storage';
import { type WaitStrategy, type Waiter, createWaiter } from '../wait';
import type { Warn } from '../warn';
import { clusterCapabilities, lookupFrom } from './cluster';
import {
  type RenderChartOptions,
  type RenderedChart,
  renderChart,
} from './render-chart';
import { type LookupClient, renderWithLookups } from '../engine';

/** Renders a chart; `lookup` is absent where templates must not see the cluster. Elsewhere, the signal ends it. */
export type ChartRenderer = (
  chart: Chart,
  options: RenderChartOptions,
  lookup?: LookupClient,
  signal?: AbortSignal,
) => Promise<RenderedChart>;

export interface ConfigurationOptions {
  /** Whose rights count for everything, impersonation included. */
  client: KubernetesClient;
  /** Of the releases, and of objects that name none. */
  namespace: string;
  /** Where releases are kept. Default: Secrets of that namespace. */
  driver?: StorageDriver;
  /** Who owns what is applied. Default `helm`. */
  fieldManager?: string;
  /** Default: the time of this machine. */
  clock?: Clock;
  /** Told what Helm would log; without details, as a warning. */
  warn?: Warn;
  /** Gets the logs of hooks whose policy asks for that. */
  hookOutput?: (
    text: string,
    of: { namespace: string; pod: string; container: string },
  ) => void;
  /** Waits in another way for what an action applied, for hooks and for deletions. Default: as the strategy says. */
  createWaiter?: (strategy: WaitStrategy) => Waiter;
  /** Renders charts, in a pool for example. Default: here. */
  render?: ChartRenderer;
  /** Reads long documents of manifests, in a pool for example. Default: they are read here. */
  readYaml?: YamlReader;
  /** What templates are told of the renderer. Default: what helm-controller tells. */
  helmVersion?: BuildInfo;
}

const renderHere: ChartRenderer = async (chart, options, lookup) =>
  lookup
    ? await renderWithLookups(lookup, answer =>
        renderChart(chart, {
          ...options,
          engine: { ...options.engine, lookup: answer },
        }),
      )
    : renderChart(chart, options);

/** What all actions share: a cluster, a namespace in it, and where its releases are kept. */
export class Configuration {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly releases: ReleaseStorage;
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly readYaml: YamlReader | undefined;
  readonly warn: Warn;
  readonly hookOutput: NonNullable<ConfigurationOptions['hookOutput']>;
  readonly #createWaiter: (strategy: WaitStrategy) => Waiter;
  readonly #render: ChartRenderer;
  readonly #helmVersion: BuildInfo | undefined;

  constructor(options: ConfigurationOptions) {
    const { client, namespace, fieldManager, clock = systemClock } = options;
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    this.warn = options.warn ?? (() => {});
    this.hookOutput = options.hookOutput ?? (() => {});
    this.readYaml = options.readYaml;
    this.kube = new KubeClient({
      ...{ client, namespace, fieldManager, clock },
      readYaml: options.readYaml,
      warn: this.warn,
    });
    this.releases = new ReleaseStorage(
      options.driver ??
        new SecretDriver({
          client,
          namespace,
          fieldManager,
          now: () => clock.now(),
          onUnreadable: (key, problem) =>
            this.warn(`failed to decode release ${key}: ${problem}`),
        }),
    );
    this.#createWaiter =
      options.createWaiter ??
      (strategy => createWaiter({ client, strategy, clock }));
    this.#render = options.render ?? renderHere;
    this.#helmVersion = options.helmVersion;
  }

  /** The time, RFC 3339 with as much of a second as is known. */
  now(): string {
    const time = this.clock.now();
    const whole = Math.floor(time);
    const micros = String(Math.floor((time - whole) * 1000)).padStart(3, '0');
    return new Date(whole)
      .toISOString()
      .replace('Z', micros)
      .replace(/\.?0*$/, 'Z');
  }

  waiter(strategy: WaitStrategy): Waiter {
    return this.#createWaiter(strategy);
  }

  /** What the cluster can do, or, without it, what one can that nobody asked. @throws HelmError */
  async capabilities(
    online: boolean,
    request: RequestOptions,
  ): Promise<Capabilities> {
    const helmVersion = this.#helmVersion;
    return online
      ? await clusterCapabilities(this.client, request, helmVersion)
      : new Capabilities({ helmVersion });
  }

  /** Renders for the cluster, or, without it, for one that nobody asked. */
  async render(
    chart: Chart,
    options: RenderChartOptions,
    where: { online: boolean; request: RequestOptions },
  ): Promise<RenderedChart> {
    const lookup = where.online
      ? lookupFrom(this.client, where.request)
      : undefined;
    return await this.#render(
      chart,
      {
        warn: (message, details) =>
          this.warn(message, { level: 'INFO', ...details }),
        ...options,
      },
      lookup,
      where.request.signal,
    );
  }

  /** Writes a release down; what goes wrong with that is only told, since there is more to be done. */
  async record(release: Release, request?: RequestOptions): Promise<void> {
    try {
      await this.releases.update(release, request);
    } catch (error) {
      request?.signal?.throwIfAborted();
      this.warn('failed to update release', {
        level: 'WARN',
        fields: {
          name: release.name,
          revision: String(release.version),
          error: messageOf(error),
        },
      });
    }
  }

  /** Waits for the objects of a release as an action says. */
  async waitFor(
    resources: readonly Resource[],
    options: WaitingOptions & { signal?: AbortSignal },
  ): Promise<void> {
    const { signal, timeout = 0, waitStrategy = 'hookOnly' } = options;
    const waiter = this.waiter(waitStrategy);
    if (options.waitForJobs) {
      await waiter.waitWithJobs(resources, { timeout, signal });
    } else {
      await waiter.wait(resources, { timeout, signal });
    }
  }
}

/** How an action waits. */
export interface WaitingOptions {
  /** Default `hookOnly`. */
  waitStrategy?: WaitStrategy;
  /** Wait until Jobs are complete, too. */
  waitForJobs?: boolean;
  /** Milliseconds for each single wait. Default: what the strategy takes for no limit. */
  timeout?: number;
}

/** `server` asks the cluster, but changes nothing; `client` does not even ask. */
export type DryRun = 'none' | 'client' | 'server';
