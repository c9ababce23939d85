import type { EntityDeliveries } from '@sluice/plugin-gitops-common';
import * as recorded from '../src/__fixtures__/deliveries';

/** Moves the times of a recording, so that it was made just now. */
function justNow<T>(recording: T): T {
  const offset = Date.now() - recorded.recordedAt;
  return JSON.parse(JSON.stringify(recording), (_key, value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
      ? new Date(Date.parse(value) + offset).toISOString()
      : value,
  );
}

/** What the page can show, by the name in its address (`?scenario=`). */
export const scenarios: Readonly<
  Record<string, EntityDeliveries | Error | undefined>
> = {
  mixed: justNow(recorded.mixed),
  everything: justNow(recorded.everything),
  unreachable: justNow(recorded.unreachable),
  stopped: justNow(recorded.stoppedControllers),
  waiting: justNow(recorded.waitingControllers),
  unconfirmed: justNow(recorded.unconfirmed),
  empty: justNow(recorded.empty),
  stranger: justNow(recorded.empty),
  error: new Error('Request failed with 502 Bad Gateway'),
  loading: undefined,
};

export const timeline = justNow(recorded.timeline);
