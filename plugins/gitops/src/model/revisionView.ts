import type { Revision } from '@sluice/plugin-gitops-common';

/** A revision as a page shows it. */
export interface RevisionView {
  /** Eight digits or a tag. */
  short: string;
  branch?: string;
  /** Without an address. */
  author?: string;
  /** First line of the commit message. */
  message?: string;
  committedAt?: string;
  /** Only ever http or https. */
  url?: string;
  /** The whole text. */
  text: string;
}

/** The text itself when it is an address that a browser may be sent to; what sources say is not to be trusted. */
export function webUrl(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : undefined;
}

export function revisionView(revision: Revision): RevisionView {
  const { text, short, branch, commit } = revision;
  const message = commit?.message?.trim().split('\n', 1)[0];
  const author = commit?.author?.replace(/\s*<[^>]*>\s*$/, '');
  const url = webUrl(commit?.url);
  return {
    text,
    short: short.replace(/^.*@/, ''),
    ...(branch ? { branch } : {}),
    ...(author ? { author } : {}),
    ...(message ? { message } : {}),
    ...(commit?.committedAt ? { committedAt: commit.committedAt } : {}),
    ...(url ? { url } : {}),
  };
}
