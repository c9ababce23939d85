import { resolve } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterConfig } from '../config/clusters';
import { ControllersHost } from './controllersHost';

/** The controllers of a cluster as a child process; undefined where the portal only observes. */
export function createControllersHost(
  config: ClusterConfig,
  options: { logger: LoggerService; now: () => number; onChange: () => void },
): ControllersHost | undefined {
  const { controllers, access, mode, name } = config;
  if (mode === 'observe' || !controllers.enabled) {
    return undefined;
  }
  const kubeconfig =
    controllers.kubeconfig ??
    (access.kind === 'kubeconfig' ? access.path : undefined);
  const args = [
    ...(kubeconfig ? ['--kubeconfig', kubeconfig] : []),
    '--storage',
    controllers.storageDir ?? resolve('.sluice', 'artifacts', name),
    '--runtime-namespace',
    controllers.runtimeNamespace,
    ...controllers.args,
  ];
  const host = new ControllersHost({
    modulePath: require.resolve('@sluice/controllers/process'),
    args,
    ...options,
  });
  return host;
}
