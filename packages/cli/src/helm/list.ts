import {
  type ListReleasesOptions,
  type Release,
  type ReleaseStatus,
  listReleases,
} from '@sluice/helm';
import { goJsonStringify } from '@sluice/golang/json';
import type { Flags } from '../flags/parseFlags';
import { outputFlag } from './flagSpecs';
import { readInteger } from './flagValues';
import type { HelmCall, HelmCommand } from './helmCommand';
import { jsonOutput, objectText, outputFormatOf, say } from './output';
import { appVersionOf, chartLabel } from './releaseText';
import { longTime, timeInLayout } from './releaseTime';
import { tableText } from './table';
import { clusterUsage } from './usageParts';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm list [flags]

Lists the releases of a namespace, the last revision of each.

flags:
  -A, --all-namespaces
      --deployed, --failed, --pending, --superseded, --uninstalled, --uninstalling
                                 only those; all by default
  -f, --filter REGEXP            names
  -l, --selector TEXT            labels, such as key1=value1,key2!=value2
  -d, --date                     by time, not by name;  -r, --reverse
  -m, --max NUMBER               256 by default; --offset NUMBER
  -q, --short                    names only;  --no-headers
      --time-format LAYOUT       of Go, such as "2006-01-02 15:04:05Z0700"
  -o, --output table|json|yaml
${clusterUsage}
  -h, --help
`;

const statusFlags = new Map<string, readonly ReleaseStatus[]>([
  ['deployed', ['deployed']],
  ['uninstalled', ['uninstalled']],
  ['uninstalling', ['uninstalling']],
  ['pending', ['pending-install', 'pending-upgrade', 'pending-rollback']],
  ['failed', ['failed']],
  ['superseded', ['superseded']],
]);

function numberOf(flags: Flags, name: string, otherwise: number): number {
  return flags.has(name) ? Number(flags.text(name)) : otherwise;
}

function optionsOf({ flags, context }: HelmCall): ListReleasesOptions {
  const statuses = [...statusFlags].flatMap(([flag, wanted]) =>
    flags.bool(flag) ? wanted : [],
  );
  return {
    filter: flags.text('filter'),
    selector: flags.text('selector'),
    statuses: statuses.length > 0 ? statuses : undefined,
    byDate: flags.bool('date'),
    reverse: flags.bool('reverse'),
    offset: numberOf(flags, 'offset', 0),
    limit: numberOf(flags, 'max', 256),
    signal: context.signal,
  };
}

function sayNames(call: HelmCall, releases: readonly Release[]): void {
  const names = releases.map(({ name }) => name);
  const format = outputFormatOf(call);
  call.context.stdout(
    format === 'table'
      ? names.map(name => `${name}\n`).join('')
      : jsonOutput(goJsonStringify(names), format),
  );
}

function fieldsOf(release: Release, layout: string): [string, string][] {
  const { info, chart } = release;
  const updated = layout
    ? timeInLayout(info.lastDeployed, layout)
    : longTime(info.lastDeployed);
  return [
    ['name', release.name],
    ['namespace', release.namespace],
    ['revision', String(release.version)],
    ['updated', updated],
    ['status', info.status],
    ['chart', chartLabel(chart)],
    ['app_version', appVersionOf(chart)],
  ];
}

/** `helm list`. */
export const list: HelmCommand = {
  use: 'helm list [flags]',
  usage,
  flags: [
    ...[...statusFlags.keys()].map(name => ({ name, kind: 'bool' } as const)),
    { name: 'short', short: 'q', kind: 'bool' },
    { name: 'no-headers', kind: 'bool' },
    { name: 'time-format', kind: 'text' },
    { name: 'date', short: 'd', kind: 'bool' },
    { name: 'reverse', short: 'r', kind: 'bool' },
    { name: 'all-namespaces', short: 'A', kind: 'bool' },
    { name: 'max', short: 'm', kind: 'text', read: readInteger },
    { name: 'offset', kind: 'text', read: readInteger },
    { name: 'filter', short: 'f', kind: 'text' },
    { name: 'selector', short: 'l', kind: 'text' },
    outputFlag,
  ],
  args: { exactly: 0 },
  async run(call) {
    const { flags } = call;
    const releases = await withCluster(
      call,
      config => listReleases(config, optionsOf(call)),
      { allNamespaces: flags.bool('all-namespaces') },
    );
    if (flags.bool('short')) {
      sayNames(call, releases);
      return 0;
    }
    const rows = releases.map(release =>
      fieldsOf(release, flags.text('time-format')),
    );
    const headers = ['name', 'namespace', 'revision', 'updated', 'status'];
    say(call, {
      table: () =>
        `${tableText([
          ...(flags.bool('no-headers')
            ? []
            : [
                [...headers, 'chart', 'app version'].map(name =>
                  name.toUpperCase(),
                ),
              ]),
          ...rows.map(row => row.map(([, value]) => value)),
        ])}\n`,
      json: () => `[${rows.map(objectText).join(',')}]`,
    });
    return 0;
  },
};
