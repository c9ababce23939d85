import type { Revision } from '@sluice/plugin-gitops-common';
import type { Source } from '../cluster/kinds';

/** Removes credentials from a URL; text that is not a URL stays out altogether. */
export function withoutCredentials(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    parsed.username = '';
    parsed.password = '';
    return parsed.toString();
  } catch {
    return undefined;
  }
}

/** The page of a commit at the well-known forges; undefined where none is known. */
function commitUrl(url: string | undefined, sha: string): string | undefined {
  const clean = url && withoutCredentials(url);
  if (!clean) {
    return undefined;
  }
  const { protocol, host, pathname } = new URL(clean);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return undefined;
  }
  const path = pathname.replace(/\.git$/, '').replace(/\/$/, '');
  if (host === 'bitbucket.org') {
    return `${protocol}//${host}${path}/commits/${sha}`;
  }
  const separator = /(^|\.)gitlab\./.test(host) ? '/-/commit/' : '/commit/';
  return `${protocol}//${host}${path}${separator}${sha}`;
}

/** Commit details that the source's artifact does not carry, for example from events. */
export interface CommitDetails {
  author?: string;
  message?: string;
  committedAt?: string;
}

/** Reads a revision as Flux writes it: `main@sha1:…`, `sha256:…`, `v1.2.3@sha1:…`. */
export function parseRevision(
  text: string,
  source: Source | undefined,
  details: CommitDetails = {},
): Revision {
  const match = /^(?:(.+)@)?(sha\d+):([0-9a-f]+)$/.exec(text);
  if (!match) {
    return { text, short: text };
  }
  const [, name, algorithm, hash] = match;
  const branch = name?.replace(/^refs\/heads\//, '');
  const isCommit = algorithm === 'sha1' && source?.kind === 'GitRepository';
  return {
    text,
    short: hash.slice(0, 8),
    ...(branch ? { branch } : {}),
    ...(isCommit
      ? {
          commit: {
            sha: hash,
            url: commitUrl(source.spec?.url, hash),
            ...details,
          },
        }
      : {}),
  };
}
