import { type Release, getHistory } from '@sluice/helm';
import { outputFlag } from './flagSpecs';
import { readInteger } from './flagValues';
import type { HelmCommand } from './helmCommand';
import { objectText, say } from './output';
import { appVersionOf, chartLabel } from './releaseText';
import { shortTime } from './releaseTime';
import { tableText } from './table';
import { clusterUsage } from './usageParts';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm history RELEASE [flags]

Tells the revisions of a release.

flags:
      --max NUMBER               the last ones; 256 by default
  -o, --output table|json|yaml
${clusterUsage}
  -h, --help
`;

function historyTable(releases: readonly Release[]): string {
  const rows = releases.map(({ version, info, chart }) => [
    String(version),
    shortTime(info.lastDeployed),
    info.status,
    chartLabel(chart),
    appVersionOf(chart),
    info.description,
  ]);
  return `${tableText([
    ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'],
    ...rows,
  ])}\n`;
}

function historyJson(releases: readonly Release[]): string {
  if (releases.length === 0) return '[]';
  const items = releases.map(({ version, info, chart }) =>
    objectText([
      ['revision', version],
      ['updated', info.lastDeployed],
      ['status', info.status],
      ['chart', chartLabel(chart)],
      ['app_version', appVersionOf(chart)],
      ['description', info.description],
    ]),
  );
  return `[${items.join(',')}]`;
}

/** `helm history`. */
export const history: HelmCommand = {
  use: 'helm history RELEASE_NAME [flags]',
  usage,
  flags: [{ name: 'max', kind: 'text', read: readInteger }, outputFlag],
  args: { exactly: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const [name] = args;
    const releases = await withCluster(call, config =>
      getHistory(config, { name, signal: context.signal }),
    );
    releases.sort((a, b) => b.version - a.version);
    const most = flags.has('max') ? Number(flags.text('max')) : 256;
    const shown = releases.slice(0, Math.max(most, 0)).reverse();
    say(call, {
      table: () => historyTable(shown),
      json: () => historyJson(shown),
    });
    return 0;
  },
};
