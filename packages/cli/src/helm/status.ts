import { getStatus } from '@sluice/helm';
import { outputFlag, revisionFlag } from './flagSpecs';
import type { HelmCommand } from './helmCommand';
import { outputFormatOf, say } from './output';
import { releaseAsJson, releaseText } from './releaseText';
import { clusterUsage } from './usageParts';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm status RELEASE [flags]

Tells how a release is, and which objects of it are in the cluster.

flags:
      --revision NUMBER          the last one by default
  -o, --output table|json|yaml
${clusterUsage}
  -h, --help
`;

/** `helm status`. */
export const status: HelmCommand = {
  use: 'helm status RELEASE_NAME [flags]',
  usage,
  flags: [revisionFlag, outputFlag],
  args: { exactly: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const release = await withCluster(call, config =>
      getStatus(config, {
        name: args[0],
        version: Number(flags.text('revision')),
        tables: outputFormatOf(call) === 'table',
        signal: context.signal,
      }),
    );
    release.chart = undefined;
    if (Object.keys(release.info.resources ?? {}).length === 0) {
      release.info.resources = undefined;
    }
    say(call, {
      table: () => releaseText(release, { now: context.now() }),
      json: () => releaseAsJson(release),
    });
    return 0;
  },
};
