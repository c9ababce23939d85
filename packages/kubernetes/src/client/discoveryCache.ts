import type { ObjectType } from '../objects';
import type { ApiResource, RequestOptions } from './client';
import { systemClock, type Clock } from './clock';
import { ApiStatusError, NoMatchError } from './errors';
import { orAborted } from './waitUntil';
import {
  DiscoveredResources,
  aggregatedDiscovery,
  parseAggregatedDiscovery,
  parseGroupVersions,
  parseResourceList,
} from './discovery';

/** Milliseconds between two questions that a missing type may cause. */
const shortestInterval = 1_000;

/** Reads one discovery document. */
export type DiscoveryReader = (
  path: string,
  accept: string,
) => Promise<unknown>;

/** What a cluster serves, asked when needed and kept until it is forgotten or a type is missing from it. */
export class DiscoveryCache {
  readonly #read: DiscoveryReader;
  readonly #clock: Clock;
  #known: { resources: DiscoveredResources; at: number } | undefined;
  #asking: Promise<DiscoveredResources> | undefined;

  constructor(read: DiscoveryReader, clock: Clock = systemClock) {
    this.#read = read;
    this.#clock = clock;
  }

  invalidate(): void {
    this.#known = undefined;
    this.#asking = undefined;
  }

  async resources(options?: RequestOptions): Promise<ApiResource[]> {
    return (await this.#ask(options)).all;
  }

  /** Throws NoMatchError; before that, it asks again unless that was done less than a second ago. */
  async resourceFor(
    type: ObjectType,
    options?: RequestOptions,
  ): Promise<ApiResource> {
    const known = this.#known;
    const found =
      known?.resources.find(type) ??
      (known && this.#clock.now() - known.at < shortestInterval
        ? undefined
        : (await this.#ask(options)).find(type));
    if (!found) {
      throw new NoMatchError(type);
    }
    return found;
  }

  /** One round for all who wait; a caller that gives up does not end it. */
  async #ask(options?: RequestOptions): Promise<DiscoveredResources> {
    options?.signal?.throwIfAborted();
    return await orAborted(this.#asking ?? this.#start(), options?.signal);
  }

  #start(): Promise<DiscoveredResources> {
    const at = this.#clock.now();
    const asking = this.#discover().then(all => new DiscoveredResources(all));
    const isCurrent = () => this.#asking === asking;
    this.#asking = asking;
    asking.then(
      resources => {
        if (isCurrent()) {
          this.#known = { resources, at };
          this.#asking = undefined;
        }
      },
      () => {
        if (isCurrent()) {
          this.#asking = undefined;
        }
      },
    );
    return asking;
  }

  async #discover(): Promise<ApiResource[]> {
    const [core, groups] = await Promise.all([
      this.#root('/api'),
      this.#root('/apis'),
    ]);
    return [...core, ...groups];
  }

  async #root(path: '/api' | '/apis'): Promise<ApiResource[]> {
    const answer = await this.#read(path, aggregatedDiscovery);
    const aggregated = parseAggregatedDiscovery(answer);
    if (aggregated) {
      return aggregated;
    }
    const lists = await Promise.all(
      parseGroupVersions(answer).map(groupVersion =>
        this.#resourceList(path, groupVersion),
      ),
    );
    return lists.flat();
  }

  /** One group that cannot be asked (an aggregated API that is down) hides no other. */
  async #resourceList(
    path: string,
    groupVersion: string,
  ): Promise<ApiResource[]> {
    try {
      return parseResourceList(
        await this.#read(`${path}/${groupVersion}`, 'application/json'),
        groupVersion,
      );
    } catch (error) {
      if (error instanceof ApiStatusError) {
        return [];
      }
      throw error;
    }
  }
}
