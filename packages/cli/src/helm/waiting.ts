import { parseDuration } from '@sluice/golang/duration';
import type { WaitStrategy } from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';

/** How a command waits: `--wait`, `--wait-for-jobs` and `--timeout`. */
export function waitingOf({ flags, context }: HelmCall): {
  waitStrategy: WaitStrategy;
  waitForJobs: boolean;
  timeout: number;
} {
  const given = flags.has('wait') ? flags.text('wait') : 'hookOnly';
  if (given === 'true' || given === 'false') {
    const better = given === 'true' ? 'watcher' : 'hookOnly';
    context.stderr(
      logLine(
        'WARN',
        `--wait=${given} is deprecated (boolean value) and can be replaced with --wait=${better}`,
      ),
    );
  }
  return {
    waitStrategy: strategyOf(given),
    waitForJobs: flags.bool('wait-for-jobs'),
    timeout: flags.has('timeout')
      ? parseDuration(flags.text('timeout'))
      : 300_000,
  };
}

function strategyOf(text: string): WaitStrategy {
  switch (text) {
    case 'watcher':
    case 'true':
      return 'watcher';
    case 'legacy':
      return 'legacy';
    default:
      return 'hookOnly';
  }
}
