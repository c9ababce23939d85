import { createHash } from 'node:crypto';
import type { LeaseElection } from '@sluice/runtime';
import type { ControllerFlags } from './controllerFlags';

const controllers = ['source-controller', 'kustomize-controller'];

/** The Leases of the Flux controllers whose work is done here, with the suffix of the shard. */
export function leaseElection(
  flags: ControllerFlags,
): LeaseElection | undefined {
  if (!flags['enable-leader-election']) return undefined;
  const selector = flags['watch-label-selector'];
  const suffix = selector
    ? `-${createHash('sha256').update(selector).digest('hex').slice(0, 8)}`
    : '';
  return {
    namespace: flags['runtime-namespace'],
    names: controllers.map(name => `${name}-leader-election${suffix}`),
    leaseDuration: flags['leader-election-lease-duration'],
    renewDeadline: flags['leader-election-renew-deadline'],
    retryPeriod: flags['leader-election-retry-period'],
  };
}
