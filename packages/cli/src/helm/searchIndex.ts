import { posix } from 'node:path';
import { Regexp, RegexpError } from '@sluice/golang/regexp';
import { SemverError, Version } from '@sluice/golang/semver';
import type { ChartVersion, RepositoryIndex } from '@sluice/helm';

/** A chart that was found. */
export interface Found {
  /** `repository/chart`. */
  name: string;
  /** In which part of what is searched: 0 the name, 1 the repository, 2 the description, 3 and more the keywords. */
  score: number;
  chart: ChartVersion;
}

/** What is searched of a chart, its parts apart. */
function lineOf(repository: string, { metadata }: ChartVersion): string {
  return [
    metadata.name,
    `${repository}/${metadata.name}`,
    metadata.description,
    (metadata.keywords ?? []).join(' '),
  ].join('\v');
}

/** How many parts end before a place. */
function scoreAt(place: number, line: string): number {
  let score = 0;
  for (let i = line.indexOf('\v'); i >= 0; i = line.indexOf('\v', i + 1)) {
    if (place <= i) return score;
    score += 1;
  }
  return score;
}

/** Where a term is in a line; -1 for nowhere. */
type Finder = (line: string) => number;

/**
 * What looks for a term: anywhere, in any case, or as a regular expression.
 *
 * @throws Error for one that is none
 */
function finderOf(term: string, isRegexp: boolean): Finder {
  if (!isRegexp) {
    const wanted = term.toLowerCase();
    return line => line.toLowerCase().indexOf(wanted);
  }
  try {
    const regexp = new Regexp(term);
    return line => regexp.find(line)?.start ?? -1;
  } catch (error) {
    if (!(error instanceof RegexpError)) throw error;
    throw new Error(error.message, { cause: error });
  }
}

function versionOf(text: string): Version | undefined {
  try {
    return Version.parse(text);
  } catch (error) {
    if (error instanceof SemverError) return undefined;
    throw error;
  }
}

/** What is more to the point first, then by name, then the newer first. */
function order(a: Found, b: Found): number {
  if (a.score !== b.score) return a.score - b.score;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const first = versionOf(a.chart.metadata.version);
  const second = versionOf(b.chart.metadata.version);
  return first && second ? second.compare(first) : 0;
}

interface Searchable {
  name: string;
  line: string;
  chart: ChartVersion;
}

/** Charts of repositories that can be searched, as `helm search repo` does it. */
export class SearchIndex {
  /** By name and version: of those with the same the last counts. */
  readonly #charts = new Map<string, Searchable>();

  /** Adds all versions of the charts of a repository. */
  add(repository: string, index: RepositoryIndex): void {
    for (const name of index.names) {
      for (const chart of index.versions(name) ?? []) {
        const whole = posix.join(repository, name);
        this.#charts.set(`${whole}$$${chart.metadata.version}`, {
          name: whole,
          line: lineOf(repository, chart),
          chart,
        });
      }
    }
  }

  /**
   * The charts in which a term is; all without one.
   *
   * @throws Error for a regular expression that is none
   */
  search(term: string | undefined, isRegexp: boolean): Found[] {
    const find: Finder =
      term === undefined ? () => 0 : finderOf(term, isRegexp);
    return [...this.#charts.values()]
      .flatMap(({ name, line, chart }): Found[] => {
        const place = find(line);
        if (place < 0) return [];
        const score = term === undefined ? 0 : scoreAt(place, line);
        return score < 25 ? [{ name, score, chart }] : [];
      })
      .sort(order);
  }
}
