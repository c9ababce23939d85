import { createHash } from 'node:crypto';
import type { KubernetesObject } from '@sluice/kubernetes';
import { fieldsOf, numberAt, textAt } from '../resources/fields';
import type { ControllerContext } from './controller';

/** An Event lives this long (milliseconds). */
const lifetime = 60 * 60 * 1000;

/** Writes core Events, counting repetitions instead of adding objects. */
export interface EventRecorder {
  normal(
    object: KubernetesObject,
    reason: string,
    message: string,
    component: string,
    fieldPath?: string,
  ): void;
  warn(
    object: KubernetesObject,
    reason: string,
    message: string,
    component: string,
    fieldPath?: string,
  ): void;
}

export function eventRecorder({
  api,
  find,
  timestamp,
  log,
}: Pick<
  ControllerContext,
  'api' | 'find' | 'timestamp' | 'log'
>): EventRecorder {
  const definition = find('', 'Event');

  function record(
    type: string,
    object: KubernetesObject,
    reason: string,
    message: string,
    component: string,
    fieldPath = '',
  ): void {
    const { uid = '', name = '' } = object.metadata;
    const namespace = object.metadata.namespace ?? 'default';
    const digest = createHash('sha256')
      .update([uid, type, reason, message, component, fieldPath].join('\n'))
      .digest('hex')
      .slice(0, 16);
    const eventName = `${name.slice(0, 230)}.${digest}`;
    const now = timestamp();
    try {
      const present = api.get(definition, namespace, eventName);
      if (present) {
        const fields = fieldsOf(present);
        fields.count = (numberAt(fields, 'count') ?? 1) + 1;
        fields.lastTimestamp = now;
        api.update(definition, present, { manager: component });
        return;
      }
      const event: KubernetesObject & Record<string, unknown> = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: eventName, namespace },
        involvedObject: {
          kind: object.kind,
          apiVersion: object.apiVersion,
          name,
          uid,
          resourceVersion: object.metadata.resourceVersion,
          ...(object.metadata.namespace ? { namespace } : {}),
          ...(fieldPath === '' ? {} : { fieldPath }),
        },
        reason,
        message,
        type,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
      };
      api.create(definition, event, { manager: component });
    } catch (error) {
      // For example a namespace that is being deleted: an event is never worth a failure.
      log(`event ${reason} of ${name} was not written: ${String(error)}`);
    }
  }

  return {
    normal: (object, reason, message, component, fieldPath) =>
      record('Normal', object, reason, message, component, fieldPath),
    warn: (object, reason, message, component, fieldPath) =>
      record('Warning', object, reason, message, component, fieldPath),
  };
}

/** When an Event has to go: an hour after it was last seen. Milliseconds since 1970. */
export function eventExpiry(event: KubernetesObject): number {
  const times = [
    textAt(event, 'series', 'lastObservedTime'),
    textAt(event, 'lastTimestamp'),
    textAt(event, 'deprecatedLastTimestamp'),
    textAt(event, 'eventTime'),
    event.metadata.creationTimestamp ?? '',
  ]
    .map(text => Date.parse(text))
    .filter(time => !Number.isNaN(time));
  return Math.max(0, ...times) + lifetime;
}
