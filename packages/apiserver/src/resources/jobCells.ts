import type { KubernetesObject } from '@sluice/kubernetes';
import { humanDuration } from './age';
import { numberAt, objectsAt, textAt } from './fields';

export function jobStatus(object: KubernetesObject): string {
  const condition = (type: string) =>
    objectsAt(object, 'status', 'conditions').some(
      item =>
        textAt(item, 'type') === type && textAt(item, 'status') === 'True',
    );
  if (condition('Complete')) {
    return 'Complete';
  }
  if (condition('Failed')) {
    return 'Failed';
  }
  if (object.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  if (condition('Suspended')) {
    return 'Suspended';
  }
  return condition('FailureTarget') ? 'FailureTarget' : 'Running';
}

export function jobDuration(object: KubernetesObject, now: number): string {
  const start = Date.parse(textAt(object, 'status', 'startTime'));
  if (Number.isNaN(start)) {
    return '';
  }
  const end = Date.parse(textAt(object, 'status', 'completionTime'));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

export function jobCompletions(object: KubernetesObject): string {
  const done = numberAt(object, 'status', 'succeeded') ?? 0;
  const wanted = numberAt(object, 'spec', 'completions');
  if (wanted !== undefined) {
    return `${done}/${wanted}`;
  }
  const parallelism = numberAt(object, 'spec', 'parallelism') ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}
