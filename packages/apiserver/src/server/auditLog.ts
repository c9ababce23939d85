import { randomUUID } from 'node:crypto';
import { appendFileSync, createWriteStream, type WriteStream } from 'node:fs';
import type { UserInfo } from '../auth/user';
import type { RequestInfo } from './requestInfo';

export interface AuditEntry {
  requestUri: string;
  info: RequestInfo;
  user: UserInfo;
  impersonated: UserInfo | undefined;
  /** HTTP status code. */
  code: number;
  userAgent: string;
  sourceIp: string;
  received: number;
  finished: number;
}

/** Writes one `audit.k8s.io/v1` Event of level Metadata per answered request, as JSON lines. */
export class AuditLog {
  readonly #stream: WriteStream;

  /** Throws when the file cannot be written. */
  constructor(path: string, log: (message: string) => void) {
    appendFileSync(path, '', { mode: 0o600 });
    this.#stream = createWriteStream(path, { flags: 'a' });
    this.#stream.on('error', error =>
      log(`the audit log cannot be written: ${error.message}`),
    );
  }

  write(entry: AuditEntry): void {
    const { info, user, impersonated } = entry;
    this.#stream.write(
      `${JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: randomUUID(),
        stage: 'ResponseComplete',
        requestURI: entry.requestUri,
        verb: info.verb,
        user: auditedUser(user),
        ...(impersonated
          ? { impersonatedUser: auditedUser(impersonated) }
          : {}),
        sourceIPs: [entry.sourceIp],
        userAgent: entry.userAgent,
        ...(info.isResource ? { objectRef: objectRef(info) } : {}),
        responseStatus: { metadata: {}, code: entry.code },
        requestReceivedTimestamp: microTime(entry.received),
        stageTimestamp: microTime(entry.finished),
      })}\n`,
    );
  }

  close(): Promise<void> {
    return new Promise(resolve => this.#stream.end(() => resolve()));
  }
}

function auditedUser({ username, uid, groups, extra }: UserInfo): object {
  return {
    username,
    ...(uid ? { uid } : {}),
    groups,
    ...(extra ? { extra } : {}),
  };
}

function objectRef(info: RequestInfo): object {
  const { resource, namespace, name, group, version, subresource } = info;
  return {
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(group ? { apiGroup: group } : {}),
    apiVersion: version,
    ...(subresource ? { subresource } : {}),
  };
}

function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
