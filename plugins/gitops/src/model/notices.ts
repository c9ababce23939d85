import type {
  ClusterStatus,
  EntityDeliveries,
} from '@sluice/plugin-gitops-common';

/** Something about a whole cluster that explains what the lanes show. */
export interface Notice {
  kind: 'unreachable' | 'forbidden' | 'connecting' | 'stopped' | 'waiting';
  cluster: string;
  title: string;
  since: string;
  message?: string;
  /** Who holds the leases, when the controllers wait. */
  holder?: string;
}

function noticeOf({
  name,
  title,
  connection,
  since,
  message,
  controllers,
}: ClusterStatus): Notice | undefined {
  if (connection !== 'live') {
    return { kind: connection, cluster: name, title, since, message };
  }
  if (controllers.state === 'stopped' || controllers.state === 'waiting') {
    return {
      kind: controllers.state,
      cluster: name,
      title,
      since: controllers.since,
      message: controllers.message,
      ...(controllers.holder ? { holder: controllers.holder } : {}),
    };
  }
  return undefined;
}

/**
 * What to say of clusters, one line each. A cluster whose controllers stand still concerns a page only if something is delivered
 * there; one that does not answer always does, for something may be.
 */
export function notices({
  clusters,
  environments,
}: EntityDeliveries): Notice[] {
  const used = new Set(
    environments.flatMap(lane => lane.deliveries.map(({ id }) => id.cluster)),
  );
  return clusters
    .filter(
      ({ name, connection }) =>
        connection !== 'live' || used.size === 0 || used.has(name),
    )
    .map(noticeOf)
    .filter(notice => notice !== undefined);
}
