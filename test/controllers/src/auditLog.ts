import { existsSync, readFileSync, statSync } from 'node:fs';

/** A request, as an API server wrote it down. */
export interface AuditedRequest {
  verb: string;
  uri: string;
  user: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

interface AuditEvent {
  stage?: string;
  verb?: string;
  requestURI?: string;
  user?: { username?: string };
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
}

function isAuditEvent(value: unknown): value is AuditEvent {
  return typeof value === 'object' && value !== null;
}

/** What an API server wrote down about the requests that it was asked. */
export class AuditLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes so far: where to read from later. */
  size(): number {
    return existsSync(this.#path) ? statSync(this.#path).size : 0;
  }

  /** Requests of a user since a size, each once. Watches count when they begin. */
  requestsOf(user: string, from: number): AuditedRequest[] {
    const text = readFileSync(this.#path).subarray(from).toString('utf8');
    const requests: AuditedRequest[] = [];
    for (const line of text.split('\n')) {
      if (!line.includes(user) || !line.endsWith('}')) continue;
      const event: unknown = JSON.parse(line);
      if (!isAuditEvent(event) || event.user?.username !== user) continue;
      const { verb = '', requestURI = '', objectRef = {} } = event;
      const counts = verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete';
      if (event.stage !== counts) continue;
      requests.push({
        verb,
        uri: requestURI,
        user,
        resource: objectRef.resource ?? '',
        subresource: objectRef.subresource ?? '',
        namespace: objectRef.namespace ?? '',
        name: objectRef.name ?? '',
      });
    }
    return requests;
  }
}

/** Watches, and what keeps the Leases: the only requests of controllers that have nothing to do. */
export function isQuiet({ verb, resource }: AuditedRequest): boolean {
  return verb === 'watch' || resource === 'leases';
}

/** `4x patch deployments/web`, most first. */
export function summary(requests: readonly AuditedRequest[]): string {
  const counts = new Map<string, number>();
  for (const { verb, resource, subresource, name, uri } of requests) {
    const what = resource
      ? `${verb} ${resource}${name ? `/${name}` : ''}${
          subresource ? `/${subresource}` : ''
        }`
      : `${verb} ${uri}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([what, count]) => (count === 1 ? what : `${count}x ${what}`))
    .join(', ');
}
