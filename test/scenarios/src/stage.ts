import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import { startGitHttpServer } from '@sluice/sources/testing';
import { EventLog } from './eventLog';
import type { Stage } from './player';
import { runCommand, startCommand } from './processes';

/** Which API server plays are played on. */
export type ServerKind = 'embedded' | 'real';

/** A stage that is set up, with what it takes to clear it away. */
export interface StageSetup {
  stage: Stage;
  /** Folder with the logs of the processes. */
  logs: string;
  /** Rejects when the server or the controllers end by themselves. */
  broken: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts a git server, an API server without nodes (as the recordings were made), and the controllers at their defaults as
 * processes, and installs the definitions.
 */
export async function setUpStage(options: {
  /** Path of the bundled command line. */
  cli: string;
  server: ServerKind;
  signal: AbortSignal;
}): Promise<StageSetup> {
  const { cli, signal } = options;
  const directory = await mkdtemp(join(tmpdir(), 'sluice-scenarios-'));
  const logs = join(directory, 'logs');
  const gitRoot = join(directory, 'git');
  await mkdir(logs);
  await mkdir(gitRoot);
  const closing: (() => Promise<void>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  ];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const git = await startGitHttpServer({ root: gitRoot });
    closing.push(() => git.close());
    const broken: Promise<never>[] = [];
    const api =
      options.server === 'real'
        ? await startReal()
        : await startEmbedded(cli, join(directory, 'cluster'), logs);
    if (api.ended) broken.push(api.ended);
    closing.push(() => api.stop());
    const { kubeconfig } = api;
    await runCommand(
      cli,
      ['install', '--kubeconfig', kubeconfig],
      join(logs, 'install.log'),
    );
    const controllers = startCommand(
      cli,
      [
        'controllers',
        ...['--kubeconfig', kubeconfig],
        ...['--storage', join(directory, 'artifacts')],
        ...['--metrics-addr', '0'],
        ...['--health-addr', '0'],
      ],
      join(logs, 'controllers.log'),
    );
    closing.push(() => controllers.stop());
    broken.push(controllers.ended);
    const client = createClient({
      connection: await loadConnection({ kubeconfig }),
      userAgent: 'sluice-scenarios',
    });
    closing.push(() => client.close());
    const events = new EventLog(client);
    await events.start();
    broken.push(events.broken());
    closing.push(() => events.stop());
    const anyBroken = Promise.race(broken);
    // Whoever plays hears of it; until then nobody does.
    anyBroken.catch(() => undefined);
    return {
      stage: { client, events, gitRoot, gitUrl: git.url, signal },
      logs,
      broken: anyBroken,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Server {
  kubeconfig: string;
  ended?: Promise<never>;
  stop(): Promise<void>;
}

async function startReal(): Promise<Server> {
  const { startControlPlane } = await import('@sluice/test-judges');
  const { kubeconfig, stop } = await startControlPlane().then(plane => ({
    kubeconfig: plane.kubeconfig,
    stop: () => plane.stop(),
  }));
  return { kubeconfig, stop };
}

async function startEmbedded(
  cli: string,
  dataDir: string,
  logs: string,
): Promise<Server> {
  const server = startCommand(
    cli,
    ['apiserver', '--data-dir', dataDir, '--no-nodes'],
    join(logs, 'apiserver.log'),
  );
  const kubeconfig = await server.line(/\.kubeconfig$/);
  return { kubeconfig, ended: server.ended, stop: () => server.stop() };
}
