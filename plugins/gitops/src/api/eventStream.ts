import type { StreamMessage } from '@sluice/plugin-gitops-common';

/** Characters that one event may have; a longer one means that the other side is broken. */
const longestEvent = 4_000_000;

/**
 * Reads the data of server-sent events from the body of a response until it ends or the signal fires. Throws when an event is absurdly
 * long.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const cancel = () => reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const decoder = new TextDecoder();
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      buffer += decoder.decode(value, { stream: true }).replace(/\r/g, '');
      if (buffer.length > longestEvent) {
        throw new Error('The live stream sent an event that is too long');
      }
      for (
        let end = buffer.indexOf('\n\n');
        end >= 0;
        end = buffer.indexOf('\n\n')
      ) {
        const event = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        yield dataOf(event);
      }
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    void cancel();
  }
}

/** The data lines of one event; empty for a comment, which only keeps the connection open. */
function dataOf(event: string): string {
  return event
    .split('\n')
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice(line.startsWith('data: ') ? 6 : 5))
    .join('\n');
}

/** Turns the data of an event into a message; undefined for what this version does not know. */
export function parseMessage(data: string): StreamMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return undefined;
  }
  switch (value.type) {
    case 'hello':
      return {
        type: 'hello',
        at: 'at' in value && typeof value.at === 'string' ? value.at : '',
      };
    case 'changed':
      return 'ids' in value && Array.isArray(value.ids)
        ? {
            type: 'changed',
            ids: value.ids.filter(id => typeof id === 'string'),
          }
        : undefined;
    case 'clusters':
      return { type: 'clusters' };
    case 'ping':
      return { type: 'ping' };
    default:
      return undefined;
  }
}
