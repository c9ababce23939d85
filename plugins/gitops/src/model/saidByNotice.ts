import type { ComponentDelivery } from '@sluice/plugin-gitops-common';
import type { Notice } from './notices';

/**
 * Whether a delivery's sentence only repeats what the page says of its cluster already. It is then told quietly: a cluster that is away
 * is one problem, not one of each environment.
 */
export function saidByNotice(
  { id, explanation }: ComponentDelivery,
  shown: readonly Notice[],
): boolean {
  return (
    /^(cluster|controllers)-/.test(explanation.situation) &&
    shown.some(({ cluster }) => cluster === id.cluster)
  );
}
