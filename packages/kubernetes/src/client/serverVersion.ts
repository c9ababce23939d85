import { isRecord } from './answerShape';
import type { ServerVersion } from './client';

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads what `/version` answers (apimachinery `version.Info`); undefined when it is something else. */
export function parseServerVersion(answer: unknown): ServerVersion | undefined {
  if (!isRecord(answer) || typeof answer.gitVersion !== 'string') {
    return undefined;
  }
  const { gitVersion, major, minor } = answer;
  return { gitVersion, major: text(major), minor: text(minor) };
}
