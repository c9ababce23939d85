import { homedir, platform, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Helm keeps what it knows of repositories. */
export interface HelmPaths {
  /** `repositories.yaml`. */
  repositoryConfig: string;
  /** The directory of indexes. */
  repositoryCache: string;
  /** The directory of archives, by their digests. */
  contentCache: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

function defaultsOf(env: Environment): { cache: string; config: string } {
  const home = env.HOME || homedir();
  switch (platform()) {
    case 'darwin':
      return {
        cache: join(home, 'Library', 'Caches'),
        config: join(home, 'Library', 'Preferences'),
      };
    case 'win32':
      return { cache: env.TEMP || tmpdir(), config: env.APPDATA || home };
    default:
      return { cache: join(home, '.cache'), config: join(home, '.config') };
  }
}

/**
 * Helm's paths: what is given (flags), then `HELM_REPOSITORY_CONFIG`, `HELM_REPOSITORY_CACHE` and `HELM_CONTENT_CACHE`, then places below
 * `HELM_CONFIG_HOME` and `HELM_CACHE_HOME`, those of XDG, or those of the system.
 */
export function helmPaths(
  env: Environment,
  given: Partial<HelmPaths> = {},
): HelmPaths {
  const defaults = defaultsOf(env);
  const config =
    env.HELM_CONFIG_HOME ||
    join(env.XDG_CONFIG_HOME || defaults.config, 'helm');
  const cache =
    env.HELM_CACHE_HOME || join(env.XDG_CACHE_HOME || defaults.cache, 'helm');
  return {
    repositoryConfig:
      given.repositoryConfig ??
      env.HELM_REPOSITORY_CONFIG ??
      join(config, 'repositories.yaml'),
    repositoryCache:
      given.repositoryCache ??
      env.HELM_REPOSITORY_CACHE ??
      join(cache, 'repository'),
    contentCache:
      given.contentCache ?? env.HELM_CONTENT_CACHE ?? join(cache, 'content'),
  };
}
