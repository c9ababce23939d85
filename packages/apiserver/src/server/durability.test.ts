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
    const started = spawn(
      process.execPath,
      ['--require', transform, child, '--data-dir', dataDir],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
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

  call(
    method: string,
    where: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const content = body && JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#url}${where}`,
        {
          method,
          agent: this.#agent,
          headers: content
            ? {
                'Content-Type': 'application/json',
                'Content-Length': Buffer.byteLength(content),
              }
            : {},
        },
        response => {
          let text = '';
          response.on('data', chunk => {
            text += String(chunk);
          });
          response.once('error', reject);
          response.once('close', () =>
            response.complete
              ? resolve({
                  status: response.statusCode ?? 0,
                  body: JSON.parse(text),
                })
              : reject(new Error('cut off')),
          );
        },
      );
      outgoing.once('error', reject);
      outgoing.end(content);
    });
  }
}

/** What the server has acknowledged so far. */
interface Progress {
  /** Name → value, growing. */
  values: Map<string, string>;
  revision: number;
}

/** Creates and updates its own objects until the connection breaks. */
async function writeUntilKilled(
  server: ServerProcess,
  writer: number,
  first: number,
  progress: Progress,
): Promise<void> {
  for (let count = first; ; count++) {
    const name = `w${writer}-${count % 5}`;
    const body = configMap(name, { value: String(count) });
    const created = await server.call('POST', path, body);
    const answer =
      created.status === 409
        ? await server.call('PUT', `${path}/${name}`, body)
        : created;
    expect(answer.status).toBeLessThan(300);
    progress.values.set(name, String(count));
    progress.revision = Math.max(
      progress.revision,
      Number(at(answer.body, 'metadata', 'resourceVersion')),
    );
  }
}

async function expectKept(server: ServerProcess, progress: Progress) {
  const list = await server.call('GET', path);
  const items = at(list.body, 'items');
  const stored = new Map(
    (Array.isArray(items) ? items : []).map(item => [
      at(item, 'metadata', 'name'),
      Number(at(item, 'data', 'value')),
    ]),
  );
  for (const [name, value] of progress.values) {
    expect(stored.get(name)).toBeGreaterThanOrEqual(Number(value));
  }
  expect(
    Number(at(list.body, 'metadata', 'resourceVersion')),
  ).toBeGreaterThanOrEqual(progress.revision);
}

describe('durability', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-apiserver-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps every write that it acknowledged when it is killed at any moment', async () => {
    const progress: Progress = { values: new Map(), revision: 0 };
    for (let round = 1; round <= 3; round++) {
      const server = await ServerProcess.start(directory);
      await expectKept(server, progress);
      const writers = [0, 1, 2, 3, 4, 5, 6, 7].map(writer =>
        writeUntilKilled(server, writer, round * 100_000, progress),
      );
      const outcomes = Promise.allSettled(writers);
      while (progress.values.size < 40 || progress.revision < round * 200) {
        await new Promise(resolve => setTimeout(resolve, 3));
      }
      await server.kill('SIGKILL');
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: {
            message: expect.stringMatching(/cut off|ECONN|hang up|EPIPE/),
          },
        });
      }
    }
    const server = await ServerProcess.start(directory);
    await expectKept(server, progress);
    await server.kill('SIGTERM');
  });

  it('keeps its authority, so that kubeconfigs stay valid', async () => {
    const first = await ServerProcess.start(directory);
    const authority = readKubeconfig(
      readFileSync(join(directory, 'admin.kubeconfig'), 'utf8'),
    ).ca;
    await first.kill('SIGTERM');
    const second = await ServerProcess.start(directory);
    expect(
      readKubeconfig(readFileSync(join(directory, 'admin.kubeconfig'), 'utf8'))
        .ca,
    ).toEqual(authority);
    expect((await second.call('GET', '/version')).status).toBe(200);
    await second.kill('SIGTERM');
  });

  it('lets one process alone use a directory', async () => {
    const unlock = await lockDataDirectory(directory);
    await expect(lockDataDirectory(directory)).rejects.toThrow(
      /another API server is using/,
    );
    await unlock();
    const again = await lockDataDirectory(directory);
    await again();
  });
});
