import { type TestOptions, testLogs, testRelease } from '@sluice/helm';
import { timeoutFlag } from './flagSpecs';
import { readCommaList } from './flagValues';
import { sayRelease } from './changes';
import type { HelmCall, HelmCommand } from './helmCommand';
import { clusterUsage } from './usageParts';
import { waitingOf } from './waiting';
import { withCluster } from './withCluster';

const usage = `usage: sluice helm test RELEASE [flags]

Runs the tests of a release; fails where one fails.

flags:
      --filter name=NAME         only those; !name=NAME: not those
      --logs                     print what their Pods have written
      --timeout DURATION         for each single wait; 5m0s by default
${clusterUsage}
  -h, --help
`;

function filtersOf({
  flags,
}: HelmCall): Pick<TestOptions, 'include' | 'exclude'> {
  const filters = flags.list('filter');
  return {
    include: filters.flatMap(text =>
      text.startsWith('name=') ? text.slice('name='.length) : [],
    ),
    exclude: filters.flatMap(text => /^!\s?name=(.*)$/s.exec(text)?.[1] ?? []),
  };
}

/** `helm test`. */
export const test: HelmCommand = {
  use: 'helm test [RELEASE] [flags]',
  usage,
  flags: [
    timeoutFlag,
    { name: 'logs', kind: 'bool' },
    { name: 'filter', kind: 'list', read: readCommaList },
  ],
  args: { exactly: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const { signal } = context;
    const filters = filtersOf(call);
    await withCluster(call, async config => {
      const { timeout } = waitingOf(call);
      const result = await testRelease(config, {
        name: args[0],
        ...filters,
        timeout,
        signal,
      });
      try {
        sayRelease(call, result.release, true);
        if (flags.bool('logs')) {
          const options = { ...filters, signal };
          const logs = await testLogs(config, result.release, options);
          context.stdout(`\n${logs}`);
        }
      } finally {
        await result.finish();
      }
      if (result.failure !== undefined) throw result.failure;
    });
    return 0;
  },
};
