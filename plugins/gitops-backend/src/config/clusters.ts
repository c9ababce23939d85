import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** How to reach a cluster; exactly one way. */
export type ClusterAccess =
  | { kind: 'kubeconfig'; path: string; context?: string }
  | { kind: 'inCluster' }
  | { kind: 'token'; url: string; caData?: string; token: string };

export interface ControllersConfig {
  enabled: boolean;
  kubeconfig?: string;
  storageDir?: string;
  runtimeNamespace: string;
  args: string[];
}

export interface ClusterConfig {
  name: string;
  title: string;
  mode: 'reconcile' | 'observe' | 'embedded';
  access: ClusterAccess;
  controllers: ControllersConfig;
  allowedOrigins: string[];
}

const modes = ['reconcile', 'observe', 'embedded'] as const;

function readMode(config: Config): ClusterConfig['mode'] {
  const text = config.getOptionalString('mode') ?? 'observe';
  const mode = modes.find(candidate => candidate === text);
  if (!mode) {
    throw new InputError(
      `gitops.clusters: mode "${text}" of the cluster ${config.getString(
        'name',
      )} is not one of ${modes.join(', ')}`,
    );
  }
  return mode;
}

function readAccess(config: Config): ClusterAccess {
  const name = config.getString('name');
  const kubeconfig = config.getOptionalString('kubeconfig');
  const url = config.getOptionalString('url');
  const inCluster = config.getOptionalBoolean('inCluster') ?? false;
  const ways = [kubeconfig, url, inCluster || undefined].filter(Boolean);
  if (ways.length !== 1) {
    throw new InputError(
      `gitops.clusters: the cluster ${name} needs exactly one of kubeconfig, url and inCluster`,
    );
  }
  if (kubeconfig) {
    return {
      kind: 'kubeconfig',
      path: kubeconfig,
      context: config.getOptionalString('context'),
    };
  }
  if (url) {
    return {
      kind: 'token',
      url,
      caData: config.getOptionalString('caData'),
      token: config.getString('serviceAccountToken'),
    };
  }
  return { kind: 'inCluster' };
}

/** Reads `gitops.clusters`. Throws an InputError that names the entry and what is wrong with it. */
export function readClusters(root: Config): ClusterConfig[] {
  const clusters = (root.getOptionalConfigArray('gitops.clusters') ?? []).map(
    config => {
      const name = config.getString('name');
      if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
        throw new InputError(
          `gitops.clusters: the name "${name}" must consist of lower case letters, digits and hyphens`,
        );
      }
      return {
        name,
        title: config.getOptionalString('title') ?? name,
        mode: readMode(config),
        access: readAccess(config),
        controllers: {
          enabled: config.getOptionalBoolean('controllers.enabled') ?? true,
          kubeconfig: config.getOptionalString('controllers.kubeconfig'),
          storageDir: config.getOptionalString('controllers.storageDir'),
          runtimeNamespace:
            config.getOptionalString('controllers.runtimeNamespace') ??
            'flux-system',
          args: config.getOptionalStringArray('controllers.args') ?? [],
        },
        allowedOrigins:
          config.getOptionalStringArray('artifacts.allowedOrigins') ?? [],
      };
    },
  );
  const names = clusters.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) {
    throw new InputError(`gitops.clusters: two clusters are called ${twice}`);
  }
  return clusters;
}
