import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import {
  type HelmPaths,
  IndexCache,
  RepositoriesFile,
  type RepositoryEntry,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { outputFlag } from './flagSpecs';
import { readUnsigned } from './flagValues';
import type { HelmCall, HelmCommand } from './helmCommand';
import { logLine } from './log';
import { objectText, say } from './output';
import { pathsOf } from './repositoryPaths';
import { type Found, SearchIndex } from './searchIndex';
import { tableText } from './table';

const usage = `usage: sluice helm search repo [KEYWORD] [flags]

Looks for charts in the repositories that have names ('sluice helm repo add'), as far as they were fetched last: in
names, descriptions and keywords. Tells the newest version of each.

flags:
  -r, --regexp                   the keyword is a regular expression
  -l, --versions                 all versions
      --devel                    also pre-releases
      --version RANGE            versions in a range, such as ^1.0.0
      --fail-on-no-result        finding nothing is a failure
      --max-col-width NUMBER     of the table; 50 by default
  -o, --output table|json|yaml
      --repository-config FILE   the names of repositories
      --repository-cache DIR     what was fetched of them
  -h, --help
`;

function namedRepositories({
  repositoryConfig,
}: HelmPaths): readonly RepositoryEntry[] {
  try {
    const { entries } = RepositoriesFile.load(repositoryConfig);
    if (entries.length > 0) return entries;
  } catch (error) {
    // Helm tells of a file that cannot be read as of none.
    throw new Error('no repositories configured', { cause: error });
  }
  throw new Error('no repositories configured');
}

function readIndexes(call: HelmCall): SearchIndex {
  const paths = pathsOf(call);
  const search = new SearchIndex();
  const cache = new IndexCache(paths.repositoryCache, call.warn);
  for (const { name } of namedRepositories(paths)) {
    try {
      search.add(name, cache.load(name));
    } catch (error) {
      const fields = { repo: name, error: messageOf(error) };
      call.context.stderr(
        logLine('WARN', 'repo is corrupt or missing', fields),
      );
    }
  }
  return search;
}

function constraintOf(range: string): Constraints {
  try {
    return Constraints.parse(range);
  } catch (error) {
    throw new Error(
      `an invalid version/constraint format: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function fits(constraint: Constraints, text: string): boolean {
  try {
    return constraint.check(Version.parse(text));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

/** Those whose version fits; of each chart the first, or all. */
function fitting(
  found: readonly Found[],
  constraint: Constraints,
  everyVersion: boolean,
): Found[] {
  const names = new Set<string>();
  return found.filter(({ name, chart }) => {
    if (!everyVersion && names.has(name)) return false;
    if (!fits(constraint, chart.metadata.version)) return false;
    names.add(name);
    return true;
  });
}

function searchTable(found: readonly Found[], call: HelmCall): string {
  if (found.length === 0) return 'No results found\n';
  const width = call.flags.text('max-col-width');
  const rows = found.map(({ name, chart: { metadata } }) => [
    name,
    metadata.version,
    metadata.appVersion,
    metadata.description,
  ]);
  return `${tableText(
    [['NAME', 'CHART VERSION', 'APP VERSION', 'DESCRIPTION'], ...rows],
    width === '' ? 50 : Number(width),
  )}\n`;
}

function searchJson(found: readonly Found[]): string {
  const items = found.map(({ name, chart: { metadata } }) =>
    objectText([
      ['name', name],
      ['version', metadata.version],
      ['app_version', metadata.appVersion],
      ['description', metadata.description],
    ]),
  );
  return `[${items.join(',')}]`;
}

/** `helm search repo`. */
export const searchRepo: HelmCommand = {
  use: 'helm search repo [keyword] [flags]',
  usage,
  flags: [
    { name: 'regexp', short: 'r', kind: 'bool' },
    { name: 'versions', short: 'l', kind: 'bool' },
    { name: 'devel', kind: 'bool' },
    { name: 'version', kind: 'text' },
    { name: 'max-col-width', kind: 'text', read: readUnsigned },
    { name: 'fail-on-no-result', kind: 'bool' },
    outputFlag,
  ],
  args: {},
  run(call) {
    const { flags, args } = call;
    const range = flags.text('version');
    const everyVersion = flags.bool('versions');
    const search = readIndexes(call);
    const term = args.length === 0 ? undefined : args.join(' ');
    const found = search.search(term, flags.bool('regexp'));
    const anyRelease = flags.bool('devel') ? '>0.0.0-0' : '>0.0.0';
    const constraint = constraintOf(range || anyRelease);
    const shown = fitting(found, constraint, everyVersion);
    if (shown.length === 0 && flags.bool('fail-on-no-result')) {
      throw new Error('no results found');
    }
    say(call, {
      table: () => searchTable(shown, call),
      json: () => searchJson(shown),
    });
    return 0;
  },
};
