import type { KubernetesObject, ObjectType } from '../objects';
import { isObject, isRecord, shapeObject, strangeAnswer } from './answerShape';
import type { WatchEvent } from './client';
import { ApiStatusError } from './errors';
import { parseStatus } from './statusOfAnswer';
import { parseWireJson } from './wireJson';

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const event = parseWireJson(line);
    return isRecord(event) ? event : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Reads one line of a watch.
 *
 * @throws ApiStatusError for ERROR events, ConnectionError for what is no event
 */
export function parseWatchEvent<T extends KubernetesObject>(
  line: string,
  context: { server: string; type: ObjectType; metadataOnly?: boolean },
): WatchEvent<T> {
  const event = parseLine(line);
  switch (event?.type) {
    case 'ERROR':
      throw new ApiStatusError(
        parseStatus(event.object) ?? {
          kind: 'Status',
          code: 500,
          message: 'the watch failed',
        },
      );
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      if (isObject<T>(event.object)) {
        const { type, metadataOnly } = context;
        return {
          type: event.type,
          object: shapeObject(event.object, type, metadataOnly),
        };
      }
      break;
    default:
  }
  throw strangeAnswer(context.server, 'an event');
}
