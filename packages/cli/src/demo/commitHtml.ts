import { createHash } from 'node:crypto';

/** A commit as its page shows it. */
export interface ShownCommit {
  sha: string;
  author: string;
  /** As RFC 3339. */
  committedAt: string;
  message: string;
  /** A unified diff. */
  diff: string;
  /** The diff is longer than what is shown. */
  isCut: boolean;
}

/** A commit as the list of commits shows it. */
export type ListedCommit = Omit<ShownCommit, 'diff' | 'isCut'>;

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #666; --add: #dafbe1; --del: #ffebe9; --hunk: #ddf4ff; }
@media (prefers-color-scheme: dark) { :root { --soft: #aaa; --add: #12361f; --del: #4a1c20; --hunk: #14304a; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p.by { color: var(--soft); margin: 0 0 1rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 0; overflow-x: auto; }
pre.message { border: 0; padding: 0; white-space: pre-wrap; }
pre.diff span { display: block; padding: 0 .75rem; min-height: 1.5em; }
.add { background: var(--add); } .del { background: var(--del); } .hunk { background: var(--hunk); } .file { font-weight: bold; }
li { margin: .5rem 0; }
`;

/** The pages' only style, as a Content-Security-Policy names it. */
export const styleSource = `sha256-${createHash('sha256')
  .update(style)
  .digest('base64')}`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters except tab and newline, and those that reorder the text around them. */
const deceptive = /[^\P{C}\t\n]/gu;

function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, character => entities[character] ?? '')
    .replace(deceptive, '\ufffd');
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(
    title,
  )}</title><style>${style}</style></head>
<body>
${body}
</body>
</html>
`;
}

function time(committedAt: string): string {
  const date = new Date(committedAt);
  const text = Number.isNaN(date.getTime())
    ? committedAt
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<time datetime="${escape(committedAt)}">${escape(text)}</time>`;
}

const lineKinds: readonly [RegExp, string][] = [
  [
    /^(diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity )/,
    'file',
  ],
  [/^@@/, 'hunk'],
  [/^\+/, 'add'],
  [/^-/, 'del'],
];

function diffLine(line: string): string {
  const kind = lineKinds.find(([pattern]) => pattern.test(line))?.[1];
  return `<span${kind ? ` class="${kind}"` : ''}>${escape(line)}</span>`;
}

/** The page of a commit: subject, author, time, message and diff. */
export function commitHtml(repository: string, commit: ShownCommit): string {
  const { sha, author, committedAt, message, diff, isCut } = commit;
  const [subject, ...rest] = message.split('\n');
  const details = rest.join('\n').trim();
  return page(
    `${subject} · ${repository}`,
    [
      `<p><a href="/${escape(repository)}.git">${escape(repository)}</a></p>`,
      `<h1>${escape(subject)}</h1>`,
      `<p class="by"><code>${escape(sha)}</code> by ${escape(author)}, ${time(
        committedAt,
      )}</p>`,
      ...(details ? [`<pre class="message">${escape(details)}</pre>`] : []),
      // The spans are blocks: a newline between them would show.
      `<pre class="diff">${diff.split('\n').map(diffLine).join('')}</pre>`,
      ...(isCut ? ['<p>The rest of the diff is not shown.</p>'] : []),
    ].join('\n'),
  );
}

/** The latest commits of a repository, each with a link to its page. */
export function historyHtml(
  repository: string,
  commits: readonly ListedCommit[],
): string {
  const items = commits.map(
    ({ sha, author, committedAt, message }) =>
      `<li><a href="/${escape(repository)}/commit/${escape(sha)}">${escape(
        message,
      )}</a><br><code>${escape(sha.slice(0, 8))}</code> by ${escape(
        author,
      )}, ${time(committedAt)}</li>`,
  );
  return page(
    repository,
    `<h1>${escape(repository)}</h1>\n<ul>\n${items.join('\n')}\n</ul>`,
  );
}

/** A page that says in one sentence why there is nothing else on it. */
export function problemHtml(problem: string): string {
  return page(problem, `<p>${escape(problem)}</p>`);
}
