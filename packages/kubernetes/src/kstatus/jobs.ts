import type { JsonObject } from '@sluice/golang/json';
import { conditionsOf, fieldAt, intField, textField } from './fields';
import { current, failed, inProgress, type StatusResult } from './result';

/**
 * `mustComplete` is how Flux counts (fluxcd/pkg runtime/statusreaders): a Job that has started is in progress, a suspended
 * one is Current.
 */
export function jobStatus(
  object: JsonObject,
  mustComplete: boolean,
): StatusResult {
  if (mustComplete && fieldAt(object, 'spec', 'suspend') === true) {
    return current('Job is suspended');
  }
  const parallelism = intField(object, 'spec.parallelism', 1);
  const completions = intField(object, 'spec.completions', parallelism);
  const succeeded = intField(object, 'status.succeeded', 0);
  const active = intField(object, 'status.active', 0);
  const failures = intField(object, 'status.failed', 0);
  for (const { type, status } of conditionsOf(object)) {
    if (status === 'True') {
      if (type === 'Complete') {
        return current(`Job Completed. succeeded: ${succeeded}/${completions}`);
      }
      if (type === 'Failed') {
        return failed(
          'JobFailed',
          `Job Failed. failed: ${failures}/${completions}`,
        );
      }
    }
  }
  if (textField(object, 'status.startTime', '') === '') {
    return inProgress(
      'JobNotStarted',
      mustComplete
        ? `Job not started. active: 0/${parallelism}`
        : 'Job not started',
    );
  }
  const message = `Job in progress. success:${succeeded}, active: ${active}, failed: ${failures}`;
  return mustComplete ? inProgress('JobInProgress', message) : current(message);
}
