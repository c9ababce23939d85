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

/** Forges by their host, and where they show a commit. */
const forges: readonly { host: RegExp; path: string }[] = [
  { host: /(^|\.)github\.[a-z.]+$/, path: '/commit/' },
  { host: /(^|\.)gitlab\.[a-z.]+$/, path: '/-/commit/' },
  { host: /^bitbucket\.org$/, path: '/commits/' },
  { host: /(^|\.)(gitea|forgejo)\.[a-z.]+$|^codeberg\.org$/, path: '/commit/' },
];

/** The page of a commit, where it is known how the server shows one. The demo's Git server does as Gitea. */
function commitUrl(url: string | undefined, sha: string): string | undefined {
  const clean = url && withoutCredentials(url);
  if (!clean) {
    return undefined;
  }
  const { protocol, host, hostname, pathname } = new URL(clean);
  const path =
    hostname === '127.0.0.1'
      ? '/commit/'
      : forges.find(forge => forge.host.test(hostname))?.path;
  if (!path || (protocol !== 'https:' && protocol !== 'http:')) {
    return undefined;
  }
  const repository = pathname.replace(/\/$/, '').replace(/\.git$/, '');
  return `${protocol}//${host}${repository}${path}${sha}`;
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
