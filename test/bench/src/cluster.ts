import { join } from 'node:path';
import { startControlPlane } from '@sluice/test-judges';
import { Program, type SluiceCommand } from './program';
import { AuditLog } from './requests';

/** Which API server a benchmark runs against. */
export type ServerChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'real' }
  | { readonly kind: 'given'; readonly kubeconfig: string };

/** A cluster with Flux's definitions in it. */
export interface Cluster {
  readonly title: string;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Where every request is written down; undefined for a cluster that is not ours. */
  readonly audit: AuditLog | undefined;
  stop(): Promise<void>;
}

/** Starts or takes a cluster. `directory`: for what the embedded server keeps. */
export async function openCluster(
  choice: ServerChoice,
  sluice: SluiceCommand,
  directory: string,
): Promise<Cluster> {
  const cluster = await start(choice, sluice, directory);
  try {
    await new Program('sluice install', sluice, [
      'install',
      '--kubeconfig',
      cluster.kubeconfig,
    ]).end();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

async function start(
  choice: ServerChoice,
  sluice: SluiceCommand,
  directory: string,
): Promise<Cluster> {
  switch (choice.kind) {
    case 'real': {
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
        stop: () => plane.stop(),
      };
    }
    case 'embedded': {
      const auditPath = join(directory, 'audit.log');
      const server = new Program('sluice apiserver', sluice, [
        'apiserver',
        '--data-dir',
        join(directory, 'cluster'),
        '--audit-log-path',
        auditPath,
      ]);
      const [kubeconfig] = await server.line(/^\/.*admin\.kubeconfig$/);
      return {
        title: 'the embedded API server',
        kubeconfig,
        audit: new AuditLog(auditPath),
        stop: () => server.stop(),
      };
    }
    default:
      return {
        title: 'the given cluster',
        kubeconfig: choice.kubeconfig,
        audit: undefined,
        stop: async () => undefined,
      };
  }
}
