import { resolve } from 'node:path';
import { type HelmPaths, helmPaths } from '@sluice/helm';
import type { HelmCall } from './helmCommand';

/** Where Helm keeps what it knows of repositories; relative paths are those of the command line. */
export function pathsOf({
  flags,
  context,
}: Pick<HelmCall, 'flags' | 'context'>): HelmPaths {
  const given = (flag: string) =>
    flags.has(flag) ? flags.text(flag) : undefined;
  const paths = helmPaths(context.env, {
    repositoryConfig: given('repository-config'),
    repositoryCache: given('repository-cache'),
    contentCache: given('content-cache'),
  });
  return {
    repositoryConfig: resolve(context.cwd, paths.repositoryConfig),
    repositoryCache: resolve(context.cwd, paths.repositoryCache),
    contentCache: resolve(context.cwd, paths.contentCache),
  };
}
