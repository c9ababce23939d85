import { existsSync, readFileSync, statSync } from 'node:fs';

/** Requests by what they are, for example `patch deployments dry run`. */
export type RequestCounts = ReadonlyMap<string, number>;

interface AuditEvent {
  readonly stage?: string;
  readonly verb?: string;
  readonly userAgent?: string;
  readonly requestURI?: string;
  readonly objectRef?: { readonly resource?: string; subresource?: string };
}

function isAuditEvent(value: unknown): value is AuditEvent {
  return typeof value === 'object' && value !== null;
}

/** Counts the controllers' requests in an API server's audit log. */
export class AuditLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes so far: where to read from later. */
  size(): number {
    return existsSync(this.#path) ? statSync(this.#path).size : 0;
  }

  /** Requests by verb and resource since a size. Watches count when they begin. */
  countSince(from: number): Map<string, number> {
    const counts = new Map<string, number>();
    const text = readFileSync(this.#path).subarray(from).toString('utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const event: unknown = JSON.parse(line);
      if (!isAuditEvent(event)) continue;
      if (!event.userAgent?.startsWith('sluice-controllers')) continue;
      const isWatch = event.verb === 'watch';
      if (event.stage !== (isWatch ? 'ResponseStarted' : 'ResponseComplete'))
        continue;
      const what = describe(event);
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    return counts;
  }
}

function describe({ verb, objectRef, requestURI = '' }: AuditEvent): string {
  const dryRun = /[?&]dryRun=All\b/.test(requestURI) ? ' (dry run)' : '';
  const resource = objectRef?.resource
    ? `${objectRef.resource}${
        objectRef.subresource ? `/${objectRef.subresource}` : ''
      }`
    : requestURI.split('?')[0];
  return `${verb} ${resource}${dryRun}`;
}

/** `rest_client_requests_total` by method, from the text of a metrics endpoint. */
export function requestsInMetrics(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^rest_client_requests_total\{(.*)\} (\S+)$/.exec(line);
    const method = match && /method="(\w+)"/.exec(match[1]);
    if (!match || !method) continue;
    counts.set(method[1], (counts.get(method[1]) ?? 0) + Number(match[2]));
  }
  return counts;
}

/** What was added between two counts. */
export function difference(
  before: RequestCounts,
  after: RequestCounts,
): Map<string, number> {
  const result = new Map<string, number>();
  for (const [what, count] of after) {
    const added = count - (before.get(what) ?? 0);
    if (added !== 0) result.set(what, added);
  }
  return result;
}

export function total(counts: RequestCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
