import type { IncomingMessage } from 'node:http';
import { type Json, readJson } from './json';

/** Keeps what a watch sends until somebody asks for it. */
export class WatchStream {
  readonly #response: IncomingMessage;
  readonly #events: Json[] = [];
  #rest = '';
  #ended = false;
  #wake = () => {};

  constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', chunk => this.#take(String(chunk)));
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    response.once('close', end);
    response.once('error', end);
  }

  /** So many events, or fewer when the stream ends or the deadline passes; all until it ends when no number is given. */
  async collect(events: number | undefined, deadlineMs: number): Promise<Json> {
    const deadline = AbortSignal.timeout(deadlineMs);
    const enough = () =>
      this.#ended ||
      deadline.aborted ||
      (events !== undefined && this.#events.length >= events);
    while (!enough()) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.#response.destroy();
    return this.#events.slice(0, events);
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines)
      if (line !== '') this.#events.push(readJson(line));
    this.#wake();
  }
}
