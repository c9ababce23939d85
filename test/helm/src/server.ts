import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApiServer } from '@sluice/apiserver';
import {
  type KubernetesClient,
  createClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import { startControlPlane } from '@sluice/test-judges';

export type ServerKind = 'embedded' | 'real';

/** An API server of our own. */
export interface Server {
  readonly kind: ServerKind;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** An administrator's. */
  readonly client: KubernetesClient;
  stop(): Promise<void>;
}

async function startProgram(
  kind: ServerKind,
): Promise<Pick<Server, 'kubeconfig' | 'stop'>> {
  if (kind === 'real') {
    const plane = await startControlPlane();
    return { kubeconfig: plane.kubeconfig, stop: () => plane.stop() };
  }
  const directory = await mkdtemp(join(tmpdir(), 'sluice-helm-server-'));
  const server = await startApiServer({ nodes: false, log: () => {} });
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(
    kubeconfig,
    server.kubeconfig('kubernetes-admin', ['system:masters']),
    { mode: 0o600 },
  );
  return {
    kubeconfig,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Starts an API server without nodes. */
export async function startServer(kind: ServerKind): Promise<Server> {
  const { kubeconfig, stop } = await startProgram(kind);
  const client = createClient({
    connection: await loadConnection({ kubeconfig }),
  });
  return {
    kind,
    kubeconfig,
    client,
    async stop() {
      await client.close();
      await stop();
    },
  };
}
