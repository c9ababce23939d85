import { ApiRef, createApiRef } from '@backstage/frontend-plugin-api';
import type { CompoundEntityRef } from '@backstage/catalog-model';
import type {
  ActionResult,
  ActionVerb,
  DiffResult,
  EntityDeliveries,
  EntityTimeline,
  ObjectId,
} from '@sluice/plugin-gitops-common';
import type { LiveUpdates } from './liveUpdates';

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface TimelineOptions extends RequestOptions {
  /** Entries of a page, 1 to 200. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * What the pages ask the portal's backend. Every method throws a ResponseError of `@backstage/errors` when the backend refuses, and
 * whatever `fetch` throws when it cannot be reached.
 */
export interface GitopsApi {
  getDeliveries(
    entity: CompoundEntityRef,
    options?: RequestOptions,
  ): Promise<EntityDeliveries>;
  /** Newest first. */
  getTimeline(
    entity: CompoundEntityRef,
    options?: TimelineOptions,
  ): Promise<EntityTimeline>;
  /** Reconciles, suspends or resumes. The work is done when the object says so, not when this resolves. */
  act(
    id: ObjectId,
    verb: Exclude<ActionVerb, 'diff'>,
    options?: RequestOptions,
  ): Promise<ActionResult>;
  getDiff(id: ObjectId, options?: RequestOptions): Promise<DiffResult>;
  /** The one stream of this page, open while somebody listens. */
  readonly live: LiveUpdates;
}

/** The API that the card and the tab use; replace it to run them without a backend. */
export const gitopsApiRef: ApiRef<GitopsApi> = createApiRef<GitopsApi>().with({
  id: 'plugin.gitops.service',
  pluginId: 'gitops',
});
