import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { at, configMap, readKubeconfig } from '../testing/testApiServer';
import { lockDataDirectory } from './dataDirectoryLock';

const child = join(__dirname, '..', 'testing', 'apiServerChild.ts');
const transform = require.resolve('@backstage/cli/config/nodeTransform.cjs');
const path = '/api/v1/namespaces/default/configmaps';

jest.setTimeout(120_000);

class ServerProcess {
  readonly #process: ChildProcess;
  readonly #agent: Agent;
  readonly #url: string;

  private constructor(process: ChildProcess, kubeconfig: string) {
    this.#process = process;
    const { url, ca, cert, key } = readKubeconfig(kubeconfig);
    this.#url = url;
    this.#agent = new Agent({ ca, cert, key, keepAlive: true });
  }

  static async start(dataDir: string): Promise<ServerProcess> {
    const started = spawn(process.execPath, ['--require', transform, child, '--data-dir', dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    started.stderr.on('data', chunk => {
      errors += String(chunk);
    });
    let output = '';
    for await (const chunk of started.stdout) {
      output += String(chunk);
      if (output.includes('\n')) {
        break;
      }
    }
    if (!output.includes('\n')) {
      throw new Error(`the server did not start: ${errors}`);
    }
    return new ServerProcess(started, readFileSync(output.trim(), 'utf8'));
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
    this.#agent.destroy();
  }

  call(method: string, where: string, body?: object): Promise<{ status: number; body: unknown }> {
    const content = body && JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#url}${where}`,
        {
          method,
          agent: this.#agent,
          headers: content ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content) } : {},
        },
        response => {
          let text = '';
          response.on('data', chunk => {
            text += String(chunk);
          });
          response.once('error', reject);
          response.once('close', () =>
            response.complete
              ? resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) })
              : reject(new Error('cut off')),
          );
        },
      );
      outgoing.once('error', reject);
      outgoing.end(content);
    });
  }
}

describe('durability', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-apiserver-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps every write that it acknowledged when it is killed at any moment', async () => {
    const acknowledged = new Map<string, string>();
    let lastRevision = 0;
    for (let round = 0; round < 3; round++) {
      const server = await ServerProcess.start(directory);
      const list = await server.call('GET', path);
      const items = at(list.body, 'items');
      const stored = new Map(
        (Array.isArray(items) ? items : []).map(item => [
          String(at(item, 'metadata', 'name')),
          String(at(item, 'data', 'value')),
        ]),
      );
      for (const [name, value] of acknowledged) {
        expect(Number(stored.get(name))).toBeGreaterThanOrEqual(Number(value));
      }
      expect(Number(at(list.body, 'metadata', 'resourceVersion'))).toBeGreaterThanOrEqual(lastRevision);
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let count = 0; ; count++) {
          const name = `w${writer}-${count % 5}`;
          const value = String(round * 100_000 + count);
          const body = configMap(name, { value });
          const exists = acknowledged.has(name) || stored.has(name);
          const answer = exists
            ? await server.call('PUT', `${path}/${name}`, body)
            : await server.call('POST', path, body);
          if (answer.status < 300) {
            acknowledged.set(name, value);
            lastRevision = Math.max(lastRevision, Number(at(answer.body, 'metadata', 'resourceVersion')));
          }
        }
      });
      const outcomes = Promise.allSettled(writers);
      while (acknowledged.size < 40 || lastRevision < (round + 1) * 400) {
        await new Promise(resolve => setImmediate(resolve));
      }
      await server.kill('SIGKILL');
      await outcomes;
    }
    expect(acknowledged.size).toBe(40);
  });

  it('keeps its authority, so that kubeconfigs stay valid', async () => {
    const first = await ServerProcess.start(directory);
    const authority = readKubeconfig(readFileSync(join(directory, 'admin.kubeconfig'), 'utf8')).ca;
    await first.kill('SIGTERM');
    const second = await ServerProcess.start(directory);
    expect(readKubeconfig(readFileSync(join(directory, 'admin.kubeconfig'), 'utf8')).ca).toEqual(authority);
    expect((await second.call('GET', '/version')).status).toBe(200);
    await second.kill('SIGTERM');
  });

  it('lets one process alone use a directory', async () => {
    const unlock = await lockDataDirectory(directory);
    await expect(lockDataDirectory(directory)).rejects.toThrow(/another API server is using/);
    await unlock();
    const again = await lockDataDirectory(directory);
    await again();
  });
});
