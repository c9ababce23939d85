import { resolve } from 'node:path';
import { type HelmPaths, helmPaths } from '@sluice/helm';
import type { HelmCall } from './helmCommand';

/** Where Helm's files about repositories are, by the flags and the environment of a command. */
export function repositoryPaths({
  context,
  flags,
}: Pick<HelmCall, 'context' | 'flags'>): HelmPaths {
  const given = (name: string) =>
    flags.has(name) ? flags.text(name) : undefined;
  const { repositoryConfig, repositoryCache, contentCache } = helmPaths(
    context.env,
    {
      repositoryConfig: given('repository-config'),
      repositoryCache: given('repository-cache'),
      contentCache: given('content-cache'),
    },
  );
  return {
    repositoryConfig: resolve(context.cwd, repositoryConfig),
    repositoryCache: resolve(context.cwd, repositoryCache),
    contentCache: resolve(context.cwd, contentCache),
  };
}
