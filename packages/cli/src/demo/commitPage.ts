import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  type ListedCommit,
  type ShownCommit,
  commitHtml,
  historyHtml,
  problemHtml,
  styleSource,
} from './commitHtml';

/** Bytes of a diff that are shown. */
const longestDiff = 256 * 1024;
/** Milliseconds that Git may take. */
const patience = 10_000;
/** Requests that run Git at the same time; more are told to come back. */
const mostAtOnce = 8;
const commitsInHistory = 50;

interface Output {
  /** Git's exit was 0, or its output was cut off. */
  ok: boolean;
  text: string;
  isCut: boolean;
}

/**
 * Answers what a browser asks of the demo's Git server: `/<name>.git` shows the latest commits, `/<name>/commit/<sha>` one of them. A forge
 * has such pages; the portal links to them. False for everything else, which is for Git. Nothing from the request but 40 hexadecimal digits
 * reaches Git's command line.
 *
 * @param repositories - the bare repositories by the name in the path
 */
export function commitPages(
  repositories: ReadonlyMap<string, string>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let running = 0;
  return (request, response) => {
    const page = pageOf(request.url ?? '', repositories);
    if (!page) {
      return false;
    }
    const answer = (status: number, html: string) => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; style-src '${styleSource}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : html);
    };
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      answer(405, problemHtml('This page can only be read.'));
      return true;
    }
    if (running >= mostAtOnce) {
      response.setHeader('retry-after', '1');
      answer(503, problemHtml('Too many pages at once: try again.'));
      return true;
    }
    running += 1;
    render(page)
      .then(
        html =>
          html === undefined
            ? answer(404, problemHtml('There is no such commit.'))
            : answer(200, html),
        () => answer(500, problemHtml('Git could not be asked.')),
      )
      .finally(() => {
        running -= 1;
      });
    return true;
  };
}

interface Page {
  name: string;
  directory: string;
  sha?: string;
}

function pageOf(
  url: string,
  repositories: ReadonlyMap<string, string>,
): Page | undefined {
  const match =
    /^\/([a-z0-9-]{1,64})(?:\.git\/?|\/commit\/([0-9a-f]{40}))$/.exec(url);
  const directory = match && repositories.get(match[1]);
  return directory ? { name: match[1], directory, sha: match[2] } : undefined;
}

async function render(page: Page): Promise<string | undefined> {
  if (page.sha === undefined) {
    const commits = await history(page.directory);
    return historyHtml(page.name, commits);
  }
  const commit = await show(page.directory, page.sha);
  return commit && commitHtml(page.name, commit);
}

async function show(
  directory: string,
  sha: string,
): Promise<ShownCommit | undefined> {
  const { ok, text, isCut } = await git(directory, [
    'show',
    '--format=%an%x00%cI%x00%B%x00',
    '--patch',
    '--diff-merges=first-parent',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--encoding=UTF-8',
    `${sha}^{commit}`,
    '--',
  ]);
  const [author, committedAt, message, ...diff] = text.split('\0');
  if (!ok || message === undefined) {
    return undefined;
  }
  return {
    sha,
    author,
    committedAt,
    message: message.trim(),
    diff: diff.join('\0').trim(),
    isCut,
  };
}

async function history(directory: string): Promise<ListedCommit[]> {
  const { text } = await git(directory, [
    'log',
    `--max-count=${commitsInHistory}`,
    '--format=%H%x00%an%x00%cI%x00%s',
    '--no-show-signature',
    '--encoding=UTF-8',
    'HEAD',
    '--',
  ]);
  return text
    .split('\n')
    .map(line => line.split('\0'))
    .filter(fields => fields.length === 4)
    .map(([sha, author, committedAt, message]) => ({
      sha,
      author,
      committedAt,
      message,
    }));
}

/** Runs Git on a bare repository with nothing of this machine's or the user's configuration. */
function git(directory: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [`--git-dir=${directory}`, '-c', 'safe.directory=*', ...args],
      {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          HOME: join(directory, 'home'),
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_NO_LAZY_FETCH: '1',
          GIT_TERMINAL_PROMPT: '0',
          LC_ALL: 'C.UTF-8',
        },
        encoding: 'utf8',
        maxBuffer: longestDiff,
        timeout: patience,
        killSignal: 'SIGKILL',
      },
      (error, stdout) => {
        if (error && error.code === 'ENOENT') {
          reject(error);
          return;
        }
        const isCut = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
        resolve({ ok: !error || isCut, text: stdout, isCut });
      },
    );
  });
}
