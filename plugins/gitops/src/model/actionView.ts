import type {
  ActionVerb,
  ComponentDelivery,
} from '@sluice/plugin-gitops-common';
import { ReconcileRequest, isPending } from './pending';

/** An action as a page offers it. */
export interface ActionView {
  verb: ActionVerb;
  enabled: boolean;
  /** The server's sentence on why not; undefined when the page knows why (`waiting`) or nobody said. */
  reason?: string;
  /** The action was asked for and has not been handled yet. */
  waiting: boolean;
  /** What is asked before it is sent: `affected` because others share the object, `always` because nothing arrives until resumed. */
  confirm: 'never' | 'affected' | 'always';
}

function confirmation(
  verb: ActionVerb,
  delivery: ComponentDelivery,
): ActionView['confirm'] {
  if (verb === 'diff') return 'never';
  if (verb === 'suspend') return 'always';
  return delivery.shared.length > 0 ? 'affected' : 'never';
}

/**
 * The actions of a delivery, the primary one first: resume what is suspended, reconcile anything else. Whether the reader may is the
 * server's answer; the page only adds that a reconcile which was asked for is not asked for again.
 */
export function actionViews(
  delivery: ComponentDelivery,
  request?: ReconcileRequest,
): ActionView[] {
  if (!delivery.confirmed) {
    return [];
  }
  const verbs: ActionVerb[] = delivery.suspended
    ? ['resume', 'reconcile', 'diff']
    : ['reconcile', 'suspend', 'diff'];
  const pending = isPending(delivery, request);
  return verbs.map(verb => {
    const { allowed, reason } = delivery.actions[verb];
    const waiting = verb === 'reconcile' && pending;
    return {
      verb,
      enabled: allowed && !waiting,
      waiting,
      confirm: confirmation(verb, delivery),
      ...(allowed || !reason ? {} : { reason }),
    };
  });
}
