import { resolve } from 'node:path';
import { DependencyManager } from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';
import { downloaderOf, getterOf, warnOf } from './network';
import { verificationOf } from './verification';

/**
 * Fetches what a chart depends on.
 *
 * @param strategy what `--verify` means
 */
export function dependencyManager(
  path: string,
  call: HelmCall,
  strategy: 'always' | 'ifPossible' = 'always',
): DependencyManager {
  const { flags, context, settings } = call;
  return new DependencyManager({
    chart: { directory: resolve(context.cwd, path), shown: path },
    downloader: downloaderOf(call, {
      ...verificationOf(call, strategy),
      say: context.stdout,
    }),
    get: getterOf(call),
    skipRefresh: flags.bool('skip-refresh'),
    debug: settings.debug,
    say: context.stdout,
    warn: warnOf(call),
    log: message => context.stderr(logLine('INFO', message)),
    now: context.now,
  });
}

/** Fetches what a chart lacks before it is used (`--dependency-update`). */
export async function fetchDependencies(
  path: string,
  call: HelmCall,
): Promise<void> {
  await dependencyManager(path, call).update();
}
