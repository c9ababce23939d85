import { compileSegment, type SegmentMatcher } from './pathMatch';

export type IgnoreVerdict = 'none' | 'exclude' | 'include';

type Segment =
  | { kind: 'empty' }
  | { kind: 'anyDepth' }
  /** Can never match, for example `**x`. */
  | { kind: 'impossible' }
  | { kind: 'name'; matches: SegmentMatcher };

/**
 * One line of a `.sourceignore` file. The rules are those of fluxcd/pkg/sourceignore/gitignore, which differ from git's own: a pattern
 * also covers what lies below a folder it names, and `**` inside a name matches nothing once the pattern has a slash.
 */
export class IgnorePattern {
  readonly text: string;
  /** The folder that the pattern is limited to, as path segments. */
  readonly domain: readonly string[];
  readonly #include: boolean;
  readonly #foldersOnly: boolean;
  readonly #hasSlash: boolean;
  readonly #segments: readonly Segment[];

  constructor(text: string, domain: readonly string[] = []) {
    this.text = text;
    this.domain = [...domain];
    let rest = text;
    this.#include = rest.startsWith('!');
    if (this.#include) rest = rest.slice(1);
    if (!rest.endsWith('\\ ')) rest = rest.replace(/ +$/, '');
    this.#foldersOnly = rest.endsWith('/');
    if (this.#foldersOnly) rest = rest.slice(0, -1);
    this.#hasSlash = rest.includes('/');
    this.#segments = this.#hasSlash
      ? rest.split('/').map(parseSegment)
      : [parseName(rest)];
  }

  /**
   * @param path the segments of the path, from the root that domains are relative to
   */
  match(path: readonly string[], isFolder: boolean): IgnoreVerdict {
    if (path.length <= this.domain.length) return 'none';
    if (this.domain.some((name, index) => path[index] !== name)) return 'none';
    const inner = path.slice(this.domain.length);
    const matched = this.#hasSlash
      ? this.#matchPath(inner, isFolder)
      : this.#matchName(inner, isFolder);
    if (!matched) return 'none';
    return this.#include ? 'include' : 'exclude';
  }

  #matchName(path: readonly string[], isFolder: boolean): boolean {
    const [segment] = this.#segments;
    if (segment.kind !== 'name') return false;
    const at = path.findIndex(name => segment.matches(name));
    if (at < 0) return false;
    return !(this.#foldersOnly && !isFolder && at === path.length - 1);
  }

  #matchPath(path: readonly string[], isFolder: boolean): boolean {
    let at = 0;
    let matched = false;
    let anyDepth = false;
    for (const [index, segment] of this.#segments.entries()) {
      if (segment.kind === 'empty') {
        anyDepth = false;
        continue;
      }
      if (segment.kind === 'anyDepth') {
        if (index === this.#segments.length - 1) break;
        anyDepth = true;
        continue;
      }
      if (segment.kind === 'impossible' || at >= path.length) return false;
      if (anyDepth) {
        anyDepth = false;
        const found = findFrom(path, at, segment.matches);
        matched = found >= 0;
        at = matched ? found + 1 : path.length;
      } else {
        if (!segment.matches(path[at])) return false;
        matched = true;
        at++;
      }
    }
    return matched && !(this.#foldersOnly && !isFolder && at >= path.length);
  }
}

function findFrom(
  path: readonly string[],
  start: number,
  matches: SegmentMatcher,
): number {
  for (let at = start; at < path.length; at++) if (matches(path[at])) return at;
  return -1;
}

function parseSegment(text: string): Segment {
  if (text === '') return { kind: 'empty' };
  if (text === '**') return { kind: 'anyDepth' };
  if (text.includes('**')) return { kind: 'impossible' };
  return parseName(text);
}

function parseName(text: string): Segment {
  const matches = compileSegment(text);
  return matches ? { kind: 'name', matches } : { kind: 'impossible' };
}
