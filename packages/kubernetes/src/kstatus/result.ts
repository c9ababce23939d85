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

export function current(message: string): StatusResult {
  return { status: 'Current', message, conditions: [] };
}

export function inProgress(reason: string, message: string): StatusResult {
  return {
    status: 'InProgress',
    message,
    conditions: [{ type: 'Reconciling', status: 'True', reason, message }],
  };
}

export function failed(reason: string, message: string): StatusResult {
  return {
    status: 'Failed',
    message,
    conditions: [{ type: 'Stalled', status: 'True', reason, message }],
  };
}
