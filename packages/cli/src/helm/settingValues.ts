import { homedir, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { helmPaths } from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import type { Settings } from './settings';

type Environment = HelmCall['context']['env'];

/** A directory of Helm's below one of the system's, unless Helm has been told of another. */
function homeOf(
  env: Environment,
  kind: 'CACHE' | 'CONFIG' | 'DATA',
  below: readonly string[],
): string {
  const home = env.HOME || homedir();
  return (
    env[`HELM_${kind}_HOME`] ||
    join(env[`XDG_${kind}_HOME`] || join(home, ...below), 'helm')
  );
}

function homesOf(env: Environment): {
  cache: string;
  config: string;
  data: string;
} {
  switch (platform()) {
    case 'darwin':
      return {
        cache: homeOf(env, 'CACHE', ['Library', 'Caches']),
        config: homeOf(env, 'CONFIG', ['Library', 'Preferences']),
        data: homeOf(env, 'DATA', ['Library']),
      };
    case 'win32': {
      const roaming = env.APPDATA || homedir();
      return {
        cache: env.HELM_CACHE_HOME || join(env.TEMP || tmpdir(), 'helm'),
        config: env.HELM_CONFIG_HOME || join(roaming, 'helm'),
        data: env.HELM_DATA_HOME || join(roaming, 'helm'),
      };
    }
    default:
      return {
        cache: homeOf(env, 'CACHE', ['.cache']),
        config: homeOf(env, 'CONFIG', ['.config']),
        data: homeOf(env, 'DATA', ['.local', 'share']),
      };
  }
}

/** A number of a flag, or of the environment where that has one. */
function numberText(
  given: string | undefined,
  fromEnvironment: string | undefined,
  otherwise: number,
  pattern: RegExp,
): number {
  const text = given ?? fromEnvironment ?? '';
  return pattern.test(text) ? Number(text) : otherwise;
}

/** What holds for commands, by the names of the variables that set it (`helm env`). */
export function settingValues({
  flags,
  settings,
  context: { env },
}: Pick<HelmCall, 'flags' | 'settings' | 'context'>): Map<string, string> {
  const given = (name: string) =>
    flags.has(name) ? flags.text(name) : undefined;
  const homes = homesOf(env);
  const paths = helmPaths(env, {
    repositoryConfig: given('repository-config'),
    repositoryCache: given('repository-cache'),
    contentCache: given('content-cache'),
  });
  const burst = numberText(
    given('burst-limit'),
    env.HELM_BURST_LIMIT,
    100,
    /^[+-]?\d+$/,
  );
  const rate = numberText(
    given('qps'),
    env.HELM_QPS,
    0,
    /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  );
  return new Map([
    ['HELM_BIN', process.argv[1] ?? ''],
    ['HELM_BURST_LIMIT', String(burst)],
    ['HELM_CACHE_HOME', homes.cache],
    ['HELM_CONFIG_HOME', homes.config],
    ['HELM_CONTENT_CACHE', paths.contentCache],
    ['HELM_DATA_HOME', homes.data],
    ['HELM_DEBUG', String(settings.debug)],
    ...clusterValues(settings),
    ['HELM_MAX_HISTORY', String(settings.maxHistory)],
    ['HELM_NAMESPACE', settings.namespace],
    ['HELM_PLUGINS', env.HELM_PLUGINS ?? join(homes.data, 'plugins')],
    ['HELM_QPS', Math.fround(rate).toFixed(2)],
    [
      'HELM_REGISTRY_CONFIG',
      given('registry-config') ??
        env.HELM_REGISTRY_CONFIG ??
        join(homes.config, 'registry/config.json'),
    ],
    ['HELM_REPOSITORY_CACHE', paths.repositoryCache],
    ['HELM_REPOSITORY_CONFIG', paths.repositoryConfig],
    ...(settings.kubeconfig
      ? [['KUBECONFIG', settings.kubeconfig] as const]
      : []),
  ]);
}

function clusterValues(settings: Settings): [string, string][] {
  return [
    ['HELM_KUBEAPISERVER', settings.kubeApiServer],
    ['HELM_KUBEASGROUPS', settings.kubeAsGroups.join(',')],
    ['HELM_KUBEASUSER', settings.kubeAsUser],
    ['HELM_KUBECAFILE', settings.kubeCaFile],
    ['HELM_KUBECONTEXT', settings.kubeContext],
    [
      'HELM_KUBEINSECURE_SKIP_TLS_VERIFY',
      String(settings.kubeInsecureSkipTlsVerify),
    ],
    ['HELM_KUBETLS_SERVER_NAME', settings.kubeTlsServerName],
    ['HELM_KUBETOKEN', settings.kubeToken],
  ];
}
