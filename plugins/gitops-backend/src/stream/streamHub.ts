import type { Response } from 'express';
import {
  ObjectId,
  StreamMessage,
  formatObjectId,
} from '@sluice/plugin-gitops-common';
import type { GitopsObjectResource } from '@sluice/plugin-gitops-node';
import type { Reader } from '../permissions/authorizer';

interface Subscriber {
  response: Response;
  /** Renewed while the stream is open, so that a lost right ends what it shows. */
  reader: Reader;
}

interface StreamHubOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds within which changes are sent together. Default 50. */
  window?: number;
  /** Milliseconds between pings, so that proxies keep the stream open. Default 20 000. */
  pingInterval?: number;
  /** Streams open at once. Default 1 000. */
  limit?: number;
}

/** Milliseconds after which a stream ends and the page opens a new one, with a new token and new rights. */
const lifetime = 5 * 60_000;

/**
 * The live streams. They carry ids only, and each only those that its reader may see: pages fetch what they show. The bytes of
 * deletions are decided by what the object was.
 */
export class StreamHub {
  readonly #options: StreamHubOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly #pending = new Map<string, GitopsObjectResource | undefined>();
  #clusters = false;
  #flush: NodeJS.Timeout | undefined;
  #ping: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: StreamHubOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** True when another stream may be opened. */
  get hasRoom(): boolean {
    return (
      !this.#closed && this.#subscribers.size < (this.#options.limit ?? 1000)
    );
  }

  /** Makes a response a stream. `expires`: when the reader's token does, milliseconds since the epoch. */
  open(response: Response, reader: Reader, expires?: number): void {
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    const remaining = Math.min(
      lifetime,
      expires ? Math.max(0, expires - this.#options.now() - 5_000) : lifetime,
    );
    const subscriber: Subscriber = { response, reader };
    const timer = setTimeout(() => this.#end(subscriber), remaining);
    timer.unref();
    response.on('close', () => {
      clearTimeout(timer);
      this.#end(subscriber);
    });
    this.#subscribers.add(subscriber);
    this.#ping ??= setInterval(
      () => this.#broadcast({ type: 'ping' }),
      this.#options.pingInterval ?? 20_000,
    );
    this.#ping.unref();
    this.#send(subscriber, {
      type: 'hello',
      at: new Date(this.#options.now()).toISOString(),
    });
  }

  /** An object has changed. `resource`: what rules decide by; of an object that is gone, what it was. */
  changed(id: ObjectId, resource: GitopsObjectResource | undefined): void {
    if (this.#subscribers.size > 0) {
      this.#pending.set(formatObjectId(id), resource);
      this.#schedule();
    }
  }

  /** The state of a cluster has changed. */
  clustersChanged(): void {
    if (this.#subscribers.size > 0) {
      this.#clusters = true;
      this.#schedule();
    }
  }

  /** Ends all streams: the server shuts down. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#flush);
    for (const subscriber of [...this.#subscribers]) {
      this.#end(subscriber);
    }
  }

  #end(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (!subscriber.response.writableEnded) {
      subscriber.response.end();
    }
    if (this.#subscribers.size === 0) {
      clearInterval(this.#ping);
      this.#ping = undefined;
    }
  }

  #schedule(): void {
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      const changes = [...this.#pending.entries()];
      this.#pending.clear();
      for (const subscriber of [...this.#subscribers]) {
        const ids = changes
          .filter(([, resource]) => subscriber.reader.may('read', resource))
          .map(([id]) => id);
        if (ids.length > 0) {
          this.#send(subscriber, { type: 'changed', ids });
        }
      }
      if (this.#clusters) {
        this.#clusters = false;
        for (const subscriber of [...this.#subscribers]) {
          if (subscriber.reader.mayReadClusters) {
            this.#send(subscriber, { type: 'clusters' });
          }
        }
      }
    }, this.#options.window ?? 50);
  }

  #broadcast(message: StreamMessage): void {
    for (const subscriber of [...this.#subscribers]) {
      this.#send(subscriber, message);
    }
  }

  #send(subscriber: Subscriber, message: StreamMessage): void {
    const { response } = subscriber;
    // A reader that does not keep up is cut off; it opens a new stream and fetches anew.
    if (response.writableLength > 1_000_000) {
      this.#end(subscriber);
      return;
    }
    response.write(`data: ${JSON.stringify(message)}\n\n`);
    if ('flush' in response && typeof response.flush === 'function') {
      // The compression middleware holds bytes back until it is told.
      response.flush();
    }
  }
}
