import type { ClusterStatus, Health } from '../readModel';

/** The part of a condition that explanations need. */
export interface SituationCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  observedGeneration?: number;
}

/** A source or an applier as far as an explanation needs it. */
export interface SituationObject {
  kind: string;
  namespace: string;
  name: string;
  /** Entity ref of the group that owns its namespace. */
  owner?: string;
  suspended?: boolean;
  deleting?: boolean;
  generation?: number;
  observedGeneration?: number;
  conditions: readonly SituationCondition[];
  /** The reader of the page may not see it: its messages stay out of the sentence. */
  hidden?: boolean;
}

export interface SituationSource extends SituationObject {
  /** Without userinfo. */
  url?: string;
  branch?: string;
  /** Revision of its artifact. */
  revision?: string;
}

export interface SituationApplier extends SituationObject {
  path?: string;
  lastAppliedRevision?: string;
  lastAttemptedRevision?: string;
  serviceAccountName?: string;
  /** Names of the objects it waits for (`namespace/name`), with their owners when known. */
  dependsOn?: readonly { id: string; owner?: string }[];
  requestedAt?: string;
  lastHandledReconcileAt?: string;
  /** As in the spec, for example `10m`. */
  interval?: string;
  retryInterval?: string;
}

/** An object of an inventory with what is known of its health. */
export interface SituationPart {
  kind: string;
  namespace?: string;
  name: string;
  health: Health;
  /** For example a waiting container's reason and message. */
  problem?: { reason: string; message: string };
}

/** Somebody else's part of the same inventory. */
export interface SituationNeighbour {
  title: string;
  owner?: string;
  parts: readonly SituationPart[];
}

/** An object that was put back, or that somebody keeps changing. */
export interface SituationDrift {
  object: string;
  /** Field manager of the change, for example `kubectl-scale`. */
  manager?: string;
  at: string;
  /** True when it keeps coming back and the correction has slowed down to the interval. */
  contended?: boolean;
}

/** Everything that decides the sentence on a page. Plain data: a situation can be recorded and replayed. */
export interface Situation {
  /** Title of the component. */
  component: string;
  /** Entity ref of the group that owns the component. */
  componentOwner?: string;
  cluster: Pick<
    ClusterStatus,
    'name' | 'title' | 'connection' | 'since' | 'message' | 'controllers'
  >;
  applier?: SituationApplier;
  source?: SituationSource;
  /** The component's own part of the inventory. */
  parts: readonly SituationPart[];
  neighbours: readonly SituationNeighbour[];
  drift?: SituationDrift;
}
