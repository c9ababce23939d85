import { type Kustomization, kustomizeGroup } from '@sluice/api';
import type { EventRecorder } from '@sluice/kubernetes/client';
import { getCondition } from '@sluice/runtime';

/** Takes events in; {@link EventRecorder} is one. */
export type EventSink = Pick<EventRecorder, 'event'>;

/** What an event is about besides its object. */
export interface EventContext {
  revision?: string;
  originRevision?: string;
  /** The success of a run without news: only commit status providers want it. */
  commitStatus?: boolean;
}

/**
 * Tells an event about a Kustomization. Its reason is that of the Ready condition at this moment, as in kustomize-controller; before
 * there is one, the severity.
 */
export function tellEvent(
  sink: EventSink,
  object: Kustomization,
  severity: 'info' | 'error',
  message: string,
  context: EventContext = {},
): void {
  const annotations: Record<string, string> = {};
  if (context.revision) {
    annotations[`${kustomizeGroup}/revision`] = context.revision;
  }
  if (context.originRevision) {
    annotations[`${kustomizeGroup}/originRevision`] = context.originRevision;
  }
  if (context.commitStatus) {
    annotations[`${kustomizeGroup}/commit_status`] = 'update';
  }
  sink.event(object, {
    type: severity === 'error' ? 'Warning' : 'Normal',
    reason: getCondition(object, 'Ready')?.reason ?? severity,
    message,
    annotations,
  });
}
