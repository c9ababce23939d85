import { join } from 'node:path';
import { AuditLog } from './auditLog';
import { Program, type SluiceCommand } from './program';

export type ServerKind = 'embedded' | 'real';

/** Everybody in it may do everything: the accounts of controllers. */
export const controllersGroup = 'sluice:controllers';

/** A cluster of our own with Flux's definitions in it. */
export interface Cluster {
  readonly title: string;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly audit: AuditLog;
  /** Path of the kubeconfig of one of the users that it was opened with. */
  kubeconfigOf(user: string): string;
  stop(): Promise<void>;
}

/** Starts a cluster in which these users are known, in the group of the controllers. */
export async function openCluster(options: {
  server: ServerKind;
  sluice: SluiceCommand;
  directory: string;
  users: readonly string[];
}): Promise<Cluster> {
  const cluster =
    options.server === 'real'
      ? await startReal()
      : await startEmbedded(options);
  try {
    await new Program(
      'sluice install',
      options.sluice,
      ['install', '--kubeconfig', cluster.kubeconfig],
      join(options.directory, 'install.log'),
    ).end();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

async function startReal(): Promise<Cluster> {
  const { startControlPlane } = await import('@sluice/test-judges');
  const plane = await startControlPlane({
    auditLog: true,
    auditPolicy: {
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      omitStages: ['RequestReceived'],
      rules: [{ level: 'Metadata' }],
    },
  });
  return {
    title: 'the real kube-apiserver',
    kubeconfig: plane.kubeconfig,
    audit: new AuditLog(plane.auditLogPath ?? ''),
    kubeconfigOf: user => plane.kubeconfigFor(user, [controllersGroup]),
    stop: () => plane.stop(),
  };
}

async function startEmbedded(options: {
  sluice: SluiceCommand;
  directory: string;
  users: readonly string[];
}): Promise<Cluster> {
  const { directory, sluice, users } = options;
  const auditPath = join(directory, 'audit.log');
  const fileOf = (user: string) => join(directory, `${user}.kubeconfig`);
  const server = new Program(
    'sluice apiserver',
    sluice,
    [
      'apiserver',
      ...['--data-dir', join(directory, 'cluster')],
      ...['--audit-log-path', auditPath],
      ...users.flatMap(user => [
        '--kubeconfig-for',
        `${user}:${controllersGroup}=${fileOf(user)}`,
      ]),
    ],
    join(directory, 'apiserver.log'),
  );
  const [kubeconfig] = await server.line(/^\/.*admin\.kubeconfig$/);
  return {
    title: 'the embedded API server',
    kubeconfig,
    audit: new AuditLog(auditPath),
    kubeconfigOf: fileOf,
    stop: () => server.stop(),
  };
}
