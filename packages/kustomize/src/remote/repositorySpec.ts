import { posix } from 'node:path';
import { parseDuration } from '@sluice/golang/duration';

/** A repository and a directory in it, as kustomize reads them from one text. */
export interface RepositorySpec {
  /** The text as it is written. */
  raw: string;
  /** What git is told to fetch from. */
  url: string;
  /** Branch, tag, commit or full name; empty for the default branch. */
  ref: string;
  /** The directory, relative to the repository's root. */
  path: string;
  /** Milliseconds that one git command may take. */
  timeout: number;
  /** Whether its submodules belong to it. */
  submodules: boolean;
  /** Whether it begins with `git::`, which is warned about. */
  forced: boolean;
}

const defaultTimeout = 27_000;
const schemes = ['ssh://', 'https://', 'http://', 'file://'] as const;
/** A bound for what a query may ask for, in milliseconds. */
const longestTimeout = 10 * 60_000;

interface Host {
  /** With the scheme and the user's name, up to the path. */
  host: string;
  rest: string;
  isFile: boolean;
}

function cutPrefix(text: string, prefix: string): string | undefined {
  return text.slice(0, prefix.length).toLowerCase() === prefix
    ? text.slice(prefix.length)
    : undefined;
}

/** Where the host ends; `user@host:path` ends it with a colon. */
function hostEnd(text: string, allowColon: boolean): number {
  const slash = text.indexOf('/');
  if (!allowColon) return slash;
  const colon = text.indexOf(':');
  return slash < 0 || (colon > 0 && colon < slash) ? colon : slash;
}

function splitHost(text: string): Host | undefined {
  let rest = text;
  const scheme = schemes.find(prefix => cutPrefix(rest, prefix) !== undefined);
  if (scheme) rest = rest.slice(scheme.length);
  if (scheme === 'file://') return { host: scheme, rest, isFile: true };
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? '';
  rest = rest.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  const allowColon = !scheme && (user !== '' || isGithub);
  if (!scheme && !allowColon) return undefined;
  const end = hostEnd(rest, allowColon);
  if (isGithub) {
    // A name of GitHub's is always asked for in one of two ways.
    return {
      host:
        scheme === 'ssh://' || user !== ''
          ? `${user}github.com:`
          : 'https://github.com/',
      rest: end < 0 ? '' : rest.slice(end + 1),
      isFile: false,
    };
  }
  const host = end < 0 ? rest : rest.slice(0, end + 1);
  if (host === '') return undefined;
  return {
    host: `${scheme ?? ''}${user}${host}`,
    rest: end < 0 ? '' : rest.slice(end + 1),
    isFile: false,
  };
}

/** Where the repository ends and the directory in it begins: `_git/NAME`, `//`, `.git`, or after two parts. */
function splitPath(
  text: string,
  isFile: boolean,
): { repository: string; path: string } | undefined {
  const underscore = text.indexOf('_git/');
  if (underscore >= 0) {
    const begin = underscore + '_git/'.length;
    const [name, ...rest] = text.slice(begin).split('/');
    return { repository: text.slice(0, begin) + name, path: rest.join('/') };
  }
  const slashes = text.indexOf('//');
  if (slashes >= 0) {
    return {
      repository: text.slice(0, slashes),
      path: text.slice(slashes + 2),
    };
  }
  const suffix = text.indexOf('.git');
  if (suffix >= 0) {
    const end = suffix + '.git'.length;
    return { repository: text.slice(0, end), path: text.slice(end) };
  }
  if (isFile) return { repository: text, path: '' };
  const parts = text.split('/');
  if (parts.length < 2) return undefined;
  return {
    repository: parts.slice(0, 2).join('/'),
    path: parts.slice(2).join('/'),
  };
}

function leavesRepository(path: string): boolean {
  return posix.normalize(path.replace(/^\//, '')).split('/')[0] === '..';
}

function unescape(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  return Buffer.from(
    text
      .replaceAll('+', ' ')
      .replace(/[^%]+|%../gs, part =>
        part.startsWith('%')
          ? String.fromCharCode(parseInt(part.slice(1), 16))
          : Buffer.from(part).toString('latin1'),
      ),
    'latin1',
  ).toString();
}

/** The first value of each name; undefined when any part is malformed, which makes all of them count for nothing. */
function parseQuery(query: string): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = unescape(equals < 0 ? part : part.slice(0, equals));
    const value = unescape(equals < 0 ? '' : part.slice(equals + 1));
    if (name === undefined || value === undefined || part.includes(';')) {
      return undefined;
    }
    if (!values.has(name)) values.set(name, value);
  }
  return values;
}

/** Whole seconds, or a duration such as `1m30s`. */
function timeoutOf(text: string): number {
  if (/^[+-]?\d{1,18}$/.test(text) && Number(text) > 0) {
    return Math.min(Number(text) * 1000, longestTimeout);
  }
  try {
    const duration = parseDuration(text);
    if (duration > 0) return Math.min(Math.ceil(duration), longestTimeout);
  } catch {
    // What is no duration counts for nothing.
  }
  return defaultTimeout;
}

function booleanOf(text: string, otherwise: boolean): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : otherwise;
}

/**
 * Reads the text of a base as that of a repository (kustomize `NewRepoSpecFromURL`): `https://host/org/repo//path?ref=v1`,
 * `github.com/org/repo`, `git@host:org/repo`, `ssh://…`, `file://…`. Undefined when it is none: then it is a path.
 */
export function parseRepositorySpec(raw: string): RepositorySpec | undefined {
  if (raw.startsWith('/')) return undefined;
  const question = raw.indexOf('?');
  let text = question < 0 ? raw : raw.slice(0, question);
  const unforced = cutPrefix(text, 'git::');
  text = unforced ?? text;
  const found = splitHost(text);
  const split = found && splitPath(found.rest, found.isFile);
  if (!found || !split || split.repository === '') return undefined;
  if (leavesRepository(split.path)) return undefined;
  const query =
    (question < 0 ? undefined : parseQuery(raw.slice(question + 1))) ??
    new Map<string, string>();
  return {
    raw,
    url: found.host + split.repository,
    ref: query.get('ref') || (query.get('version') ?? ''),
    path: split.path.replace(/^\//, ''),
    timeout: timeoutOf(query.get('timeout') ?? ''),
    submodules: booleanOf(query.get('submodules') ?? '', true),
    forced: unforced !== undefined,
  };
}
