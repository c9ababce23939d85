import type { CompoundEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type {
  DiscoveryApi,
  FetchApi,
  IdentityApi,
} from '@backstage/frontend-plugin-api';
import type {
  ActionResult,
  ActionVerb,
  DiffResult,
  EntityDeliveries,
  EntityTimeline,
  ObjectId,
} from '@sluice/plugin-gitops-common';
import type { GitopsApi, RequestOptions, TimelineOptions } from './gitopsApi';
import { LiveStream } from './liveStream';
import type { LiveUpdates } from './liveUpdates';
import { SharedStream } from './sharedStream';

interface GitopsClientOptions {
  discoveryApi: Pick<DiscoveryApi, 'getBaseUrl'>;
  fetchApi: Pick<FetchApi, 'fetch'>;
  /** Tells whose pages share one live stream. */
  identityApi: Pick<IdentityApi, 'getBackstageIdentity'>;
}

const path = (...segments: string[]) =>
  segments.map(segment => `/${encodeURIComponent(segment)}`).join('');

const entityPath = ({ kind, namespace, name }: CompoundEntityRef) =>
  `/v1/entities${path(
    kind.toLocaleLowerCase('en-US'),
    namespace.toLocaleLowerCase('en-US'),
    name,
  )}`;

const objectPath = ({ cluster, kind, namespace, name }: ObjectId) =>
  `/v1/objects${path(cluster, kind, namespace, name)}`;

/** Asks the portal's backend, with the reader's token. */
export class GitopsClient implements GitopsApi {
  readonly #options: GitopsClientOptions;
  readonly live: LiveUpdates;

  constructor(options: GitopsClientOptions) {
    this.#options = options;
    this.live = this.#liveUpdates();
  }

  #liveUpdates(): LiveUpdates {
    const stream = new LiveStream({
      open: signal =>
        this.#fetch('/v1/stream', {
          headers: { accept: 'text/event-stream' },
          signal,
        }),
    });
    // Browsers have locks in secure contexts only (HTTPS, and the machine itself); elsewhere each page has a stream of its own.
    const { locks } = navigator;
    if (!locks || typeof BroadcastChannel === 'undefined') return stream;
    return new SharedStream({
      stream,
      locks,
      openChannel: (name, receive) => {
        const channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => receive(data);
        return channel;
      },
      name: async () => {
        const { userEntityRef } =
          await this.#options.identityApi.getBackstageIdentity();
        return `gitops-stream ${userEntityRef}`;
      },
    });
  }

  getDeliveries(
    entity: CompoundEntityRef,
    options: RequestOptions = {},
  ): Promise<EntityDeliveries> {
    return this.#json(`${entityPath(entity)}/deliveries`, options);
  }

  getTimeline(
    entity: CompoundEntityRef,
    { limit, cursor, signal }: TimelineOptions = {},
  ): Promise<EntityTimeline> {
    const query = new URLSearchParams({
      ...(limit ? { limit: String(limit) } : {}),
      ...(cursor ? { cursor } : {}),
    }).toString();
    return this.#json(
      `${entityPath(entity)}/timeline${query ? `?${query}` : ''}`,
      { signal },
    );
  }

  act(
    id: ObjectId,
    verb: Exclude<ActionVerb, 'diff'>,
    options: RequestOptions = {},
  ): Promise<ActionResult> {
    return this.#json(`${objectPath(id)}/${verb}`, {
      ...options,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  }

  getDiff(id: ObjectId, options: RequestOptions = {}): Promise<DiffResult> {
    return this.#json(`${objectPath(id)}/diff`, options);
  }

  async #fetch(resource: string, init: RequestInit): Promise<Response> {
    const baseUrl = await this.#options.discoveryApi.getBaseUrl('gitops');
    return this.#options.fetchApi.fetch(`${baseUrl}${resource}`, init);
  }

  async #json<T>(resource: string, init: RequestInit): Promise<T> {
    const response = await this.#fetch(resource, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
