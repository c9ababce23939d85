import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fluxCrds } from '@sluice/api/crds';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import {
  connectionFromKubeconfig,
  createClient,
  type KubernetesClient,
  LeaseLock,
} from '@sluice/kubernetes/client';
import type { StatusMessage } from './parentChannel';
import { runControllersProcess } from './runControllers';

jest.setTimeout(30_000);

const quiet = ['--metrics-addr=0', '--health-addr=0', '--storage-addr=0'];

describe('runControllersProcess', () => {
  let root: string;
  let api: ApiServer;
  let client: KubernetesClient;
  let kubeconfig: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-process-'));
    kubeconfig = join(root, 'kubeconfig');
    api = await startApiServer({ log: () => undefined });
    const text = api.kubeconfig('admin', ['system:masters']);
    writeFileSync(kubeconfig, text);
    client = createClient({ connection: connectionFromKubeconfig(text) });
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'flux-system' },
    });
  });
  afterAll(async () => {
    await client.close();
    await api.stop();
    rmSync(root, { recursive: true, force: true });
  });

  /** Starts the controllers in this process. */
  function start(...argv: string[]) {
    const stop = new AbortController();
    const seen: StatusMessage[] = [];
    const listeners: (() => void)[] = [];
    let said = '';
    const ended = runControllersProcess({
      argv,
      env: {},
      io: {
        stdout: text => {
          said += text;
        },
        stderr: text => {
          said += text;
        },
        signal: stop.signal,
        status: message => {
          seen.push(message);
          listeners.forEach(listener => listener());
        },
      },
    });
    const until = (state: StatusMessage['state']) =>
      new Promise<StatusMessage>(resolve => {
        const check = () => {
          const last = seen[seen.length - 1];
          if (last?.state === state) resolve(last);
        };
        listeners.push(check);
        check();
      });
    return { ended, until, stop, said: () => said, seen };
  }

  it('refuses a wrong command line', async () => {
    const { ended, said } = start('--concurrent=0');
    expect(await ended).toBe(2);
    expect(said()).toMatch(/^sluice controllers: invalid argument "0"/);
  });

  it('prints its flags', async () => {
    const { ended, said } = start('--help');
    expect(await ended).toBe(0);
    expect(said()).toContain('--watch-label-selector SELECTOR');
  });

  it('cannot run without a cluster to connect to', async () => {
    const { ended, said } = start(`--kubeconfig=${join(root, 'none')}`);
    expect(await ended).toBe(1);
    expect(said()).toContain('The controllers cannot run');
  });

  it('waits for what is missing, says so, and gives everything back', async () => {
    const run = start(`--kubeconfig=${kubeconfig}`, ...quiet);
    const missing = await run.until('waiting');
    expect(missing.message).toBe(
      'the cluster does not serve GitRepository (source.toolkit.fluxcd.io/v1) and Kustomization (kustomize.toolkit.fluxcd.io/v1); install the custom resource definitions with: sluice install',
    );
    const lock = new LeaseLock({
      client,
      namespace: 'flux-system',
      name: 'kustomize-controller-leader-election',
      identity: 'flux-pod',
    });
    expect((await lock.acquireOrRenew()).held).toBe(true);
    for (const crd of fluxCrds())
      await client.apply(crd, { fieldManager: 'test' });
    while (run.seen[run.seen.length - 1].holder !== 'flux-pod')
      await run.until('waiting').then(() => new Promise(setImmediate));
    expect(run.seen[run.seen.length - 1]).toEqual({
      type: 'status',
      state: 'waiting',
      lease: 'kustomize-controller-leader-election',
      holder: 'flux-pod',
      message:
        'the Lease kustomize-controller-leader-election is held by flux-pod',
    });
    await lock.release();
    await run.until('running');
    const held = await lock.observe();
    expect(held.holder).not.toBe('');
    run.stop.abort(new Error('test'));
    expect(await run.ended).toBe(0);
    expect((await lock.observe()).holder).toBe('');
  });

  it('keeps artifacts where it is told, and nothing else of its own', async () => {
    const storage = join(root, 'storage');
    const run = start(
      `--kubeconfig=${kubeconfig}`,
      `--storage=${storage}`,
      ...quiet,
    );
    await run.until('running');
    expect(existsSync(join(storage, 'work', String(process.pid)))).toBe(true);
    run.stop.abort(new Error('test'));
    await run.ended;
    expect(readdirSync(storage).sort()).toEqual(['artifacts', 'work']);
    expect(readdirSync(join(storage, 'work'))).toEqual([]);
  });

  it('ends with the process that forked it', async () => {
    const child = fork(
      require.resolve('@sluice/controllers/process'),
      [`--kubeconfig=${kubeconfig}`, ...quiet],
      {
        execArgv: [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    );
    const running = new Promise<void>(resolve => {
      child.on('message', (message: Partial<StatusMessage>) => {
        if (message.state === 'running') resolve();
      });
    });
    await running;
    child.disconnect();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
