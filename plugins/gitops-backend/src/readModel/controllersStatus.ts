import type { ControllersStatus } from '@sluice/plugin-gitops-common';
import type { ClusterWatch } from '../cluster/clusterWatch';

/** Lease that whoever reconciles Kustomizations must hold. */
const leaseName = 'kustomize-controller-leader-election';

/** What the child process that hosts the controllers says of itself; absent when the portal hosts none. */
export interface HostedControllers {
  state: 'starting' | 'running' | 'waiting' | 'stopped';
  /** Milliseconds since the epoch. */
  since: number;
  message?: string;
  holder?: string;
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Milliseconds for which a lease counts as renewed: what its holder promises, and a little for the way. */
function graceOf(seconds: number | undefined): number {
  return (seconds ?? 15) * 1000 + 1000;
}

/**
 * Whether somebody reconciles the cluster: by the hosted process if there is one, and by the lease that every reconciler of
 * Kustomizations renews.
 */
export function controllersStatus(
  watch: ClusterWatch,
  hosted: HostedControllers | undefined,
  now: number,
): ControllersStatus {
  const lease = watch.leases.get({
    namespace: watch.config.controllers.runtimeNamespace,
    name: leaseName,
  })?.spec;
  const renewed = lease?.renewTime ? Date.parse(lease.renewTime) : NaN;
  const holder = lease?.holderIdentity || undefined;
  const alive =
    holder !== undefined &&
    now - renewed <= graceOf(lease?.leaseDurationSeconds);

  if (hosted) {
    switch (hosted.state) {
      case 'waiting':
        return {
          state: 'waiting',
          since: iso(hosted.since),
          message: hosted.message,
          holder: hosted.holder ?? holder,
        };
      case 'running':
        return { state: 'running', since: iso(hosted.since), holder };
      default:
        return {
          state: 'stopped',
          since: iso(hosted.since),
          message:
            hosted.message ??
            (hosted.state === 'starting'
              ? 'the controllers are starting'
              : 'the controllers have ended and are restarted'),
        };
    }
  }
  if (watch.connection.connection !== 'live') {
    return { state: 'unknown', since: iso(watch.connection.since) };
  }
  if (alive) {
    return {
      state: watch.config.mode === 'observe' ? 'external' : 'running',
      since: lease?.acquireTime ?? iso(watch.connection.since),
      holder,
    };
  }
  return {
    state: 'stopped',
    since: lease?.renewTime ?? iso(watch.connection.since),
    message: Number.isNaN(renewed)
      ? `no controller has taken the lease ${watch.config.controllers.runtimeNamespace}/${leaseName}`
      : `their lease was last renewed at ${iso(renewed)}`,
    holder,
  };
}
