import {
  type Configuration,
  type TestOptions,
  testLogs,
  testRelease,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
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

/** Prints what the tests have written; what went wrong with them is told, too, when that cannot be read. */
async function sayLogs(
  { context }: HelmCall,
  config: Configuration,
  { release, failure }: Awaited<ReturnType<typeof testRelease>>,
  options: Parameters<typeof testLogs>[2],
): Promise<void> {
  context.stdout('\n');
  try {
    for await (const text of testLogs(config, release, options)) {
      context.stdout(text);
    }
  } catch (error) {
    if (failure === undefined) throw error;
    throw new Error(`${messageOf(failure)}\n${messageOf(error)}`, {
      cause: error,
    });
  }
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
          await sayLogs(call, config, result, { ...filters, signal });
        }
      } finally {
        await result.finish();
      }
      if (result.failure !== undefined) throw result.failure;
    });
    return 0;
  },
};
