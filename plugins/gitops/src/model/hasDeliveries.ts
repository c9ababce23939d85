import type { EntityDeliveries } from '@sluice/plugin-gitops-common';

/**
 * Whether there is anything to show per environment: something is delivered, or a cluster that does not answer may hold something. Only
 * otherwise a page explains how to begin.
 */
export function hasDeliveries({
  environments,
  clusters,
}: EntityDeliveries): boolean {
  return (
    environments.some(({ deliveries }) => deliveries.length > 0) ||
    (environments.length > 0 &&
      clusters.some(({ connection }) => connection !== 'live'))
  );
}
