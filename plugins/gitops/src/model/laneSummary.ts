import type {
  ClusterStatus,
  ComponentDelivery,
  EnvironmentLane,
} from '@sluice/plugin-gitops-common';
import type { LaneState } from './stateLook';

/** What one environment comes down to when there is room for one state only. */
export interface LaneSummary {
  state: LaneState;
  /** The delivery that needs attention first; absent when nothing is delivered. */
  delivery?: ComponentDelivery;
  /** How many others there are. */
  others: number;
  /** Clusters that do not answer although the lane is empty: something may be delivered there. */
  maybeIn: string[];
}

const urgency: readonly LaneState[] = [
  'Failed',
  'Retrying',
  'Unknown',
  'Waiting',
  'Suspended',
  'Progressing',
  'Ready',
];

/** The deliveries of a lane, the one that needs attention first. */
export function byUrgency(
  deliveries: readonly ComponentDelivery[],
): ComponentDelivery[] {
  return [...deliveries].sort(
    (a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state),
  );
}

/** Sums up an environment. An empty lane while a cluster is away is unknown, never "not delivered". */
export function laneSummary(
  lane: EnvironmentLane,
  clusters: readonly ClusterStatus[],
): LaneSummary {
  const [delivery, ...others] = byUrgency(lane.deliveries);
  if (delivery) {
    return {
      state: delivery.state,
      delivery,
      others: others.length,
      maybeIn: [],
    };
  }
  const maybeIn = clusters
    .filter(({ connection }) => connection !== 'live')
    .map(({ title }) => title);
  return {
    state: maybeIn.length > 0 ? 'Unknown' : 'NotDelivered',
    others: 0,
    maybeIn,
  };
}
