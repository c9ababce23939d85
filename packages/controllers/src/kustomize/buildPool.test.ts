import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemoteNeededError } from '@sluice/kustomize';
import type { BuildRequest } from './build';
import { BuildPool, type BuildPoolOptions } from './buildPool';

/** A worker that does what the path asks for. */
const script = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, request }) => {
  if (request.path === 'crash') process.exit(1);
  if (request.path === 'hang') for (;;);
  if (request.path === 'remote') {
    parentPort.postMessage({ id, missing: [{ kind: 'file', url: 'https://host/a' }] });
  } else if (request.path === 'fail') {
    parentPort.postMessage({ id, error: 'kustomize build failed: x' });
  } else {
    parentPort.postMessage({ id, result: { objects: [], digest: request.path, raised: [] } });
  }
});
`;

function request(path: string): BuildRequest {
  return {
    directory: '/',
    displayRoot: '/tmp/x',
    path,
    kustomization: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'app', namespace: 'ns' },
      spec: {
        interval: '1h',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'src' },
      },
    },
    variables: { values: {} },
    strictSubstitutions: true,
  };
}

describe('BuildPool', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-pool-'));
  const file = join(directory, 'worker.js');
  const { signal } = new AbortController();
  let pool: BuildPool;
  const start = (options: BuildPoolOptions = {}) => {
    pool = new BuildPool({ size: 1, script: file, ...options });
    return pool;
  };

  beforeAll(() => writeFileSync(file, script));
  afterEach(() => pool.stop());
  afterAll(() => rmSync(directory, { recursive: true }));

  it('builds one after the other in a worker', async () => {
    start();
    const results = await Promise.all(
      ['a', 'b', 'c'].map(path => pool.build(request(path), signal)),
    );
    expect(results).toMatchObject([
      { digest: 'a' },
      { digest: 'b' },
      { digest: 'c' },
    ]);
  });

  it('passes on why a build failed', async () => {
    start();
    await expect(pool.build(request('fail'), signal)).rejects.toThrow(
      'kustomize build failed: x',
    );
  });

  it('passes on what a build has to be given first', async () => {
    start();
    await expect(pool.build(request('remote'), signal)).rejects.toEqual(
      new RemoteNeededError([{ kind: 'file', url: 'https://host/a' }]),
    );
  });

  it('replaces a worker that ended', async () => {
    start();
    await expect(pool.build(request('crash'), signal)).rejects.toThrow(
      'the build ended abnormally',
    );
    expect(await pool.build(request('a'), signal)).toMatchObject({
      digest: 'a',
    });
  });

  it('ends a build that takes too long', async () => {
    start({ timeout: 300 });
    await expect(pool.build(request('hang'), signal)).rejects.toThrow(
      'the build took longer than 300 ms',
    );
    expect(await pool.build(request('a'), signal)).toMatchObject({
      digest: 'a',
    });
  });

  it('ends a build that nobody wants any more', async () => {
    start();
    const abort = new AbortController();
    const hanging = pool.build(request('hang'), abort.signal);
    const waiting = pool.build(request('a'), signal);
    abort.abort(new Error('stopped'));
    await expect(hanging).rejects.toThrow('stopped');
    expect(await waiting).toMatchObject({ digest: 'a' });
  });
});
