import type { KubernetesObject } from '@sluice/kubernetes';
import { humanAge } from './age';
import type { CellReader } from './cellReaders';
import { at, numberAt, objectAt, textAt } from './fields';

const path =
  (name: string): CellReader =>
  object =>
    textAt(object, name);

function eventObject(object: KubernetesObject, name: string): string {
  const kind = textAt(object, name, 'kind');
  const objectName = textAt(object, name, 'name');
  return kind === '' ? objectName : `${kind.toLowerCase()}/${objectName}`;
}

function eventTime(object: KubernetesObject, fields: readonly string[]) {
  return (
    fields.map(field => textAt(object, field)).find(Boolean) ??
    object.metadata.creationTimestamp
  );
}

/** The columns of Events, of both groups. */
export const eventCells: Readonly<Record<string, CellReader>> = {
  'Last Seen': (object, now) =>
    humanAge(
      textAt(object, 'series', 'lastObservedTime') ||
        eventTime(object, [
          'lastTimestamp',
          'deprecatedLastTimestamp',
          'eventTime',
        ]),
      now,
    ),
  Type: path('type'),
  Reason: path('reason'),
  Object: object =>
    eventObject(
      object,
      at(object, 'regarding') ? 'regarding' : 'involvedObject',
    ),
  Subobject: object =>
    textAt(object, 'involvedObject', 'fieldPath') ||
    textAt(object, 'regarding', 'fieldPath'),
  Source: object => {
    const source =
      objectAt(object, 'source') ?? objectAt(object, 'deprecatedSource');
    const component =
      textAt(source, 'component') ||
      textAt(object, 'reportingComponent') ||
      textAt(object, 'reportingController');
    const host = textAt(source, 'host') || textAt(object, 'reportingInstance');
    return host === '' ? component : `${component}, ${host}`;
  },
  Message: object =>
    (textAt(object, 'message') || textAt(object, 'note')).trim(),
  'First Seen': (object, now) =>
    humanAge(
      eventTime(object, [
        'firstTimestamp',
        'deprecatedFirstTimestamp',
        'eventTime',
      ]),
      now,
    ),
  Count: object =>
    numberAt(object, 'series', 'count') ??
    numberAt(object, 'count') ??
    numberAt(object, 'deprecatedCount') ??
    1,
};
