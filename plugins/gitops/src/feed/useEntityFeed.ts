import { useMemo, useSyncExternalStore } from 'react';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { gitopsApiRef } from '../api';
import { EntityFeed, EntityFeedState } from './entityFeed';

/** What is known of the entity now, kept up to date while the component is mounted. */
export function useEntityFeed(
  entity: Entity,
  timelineLimit: number,
): { feed: EntityFeed; state: EntityFeedState } {
  const api = useApi(gitopsApiRef);
  const { kind, namespace, name } = getCompoundEntityRef(entity);
  const feed = useMemo(
    () =>
      new EntityFeed({ api, entity: { kind, namespace, name }, timelineLimit }),
    [api, kind, namespace, name, timelineLimit],
  );
  const state = useSyncExternalStore(feed.subscribe, feed.getState);
  return { feed, state };
}
