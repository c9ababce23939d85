import type { Controller, ControllerContext } from './controller';
import type { EventRecorder } from './eventRecorder';

/** What stands in for the controller manager and the kubelets. */
export function simulators(
  _context: ControllerContext,
  _events: EventRecorder,
): Controller[] {
  return [];
}
