import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import {
  WorkerEndedError,
  WorkerMemoryError,
  WorkerPool,
  type WorkerPoolOptions,
  WorkerRequestError,
  WorkerStoppedError,
  WorkerTimeoutError,
} from '.';

/** A worker that does what it is asked for. */
const script = `
const { parentPort } = require('node:worker_threads');
let depth = 0;
function dive() {
  depth += 1;
  dive();
}
const things = {
  echo: text => text,
  pid: () => process.pid,
  crash: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  hang: () => { for (;;); },
  throw: text => { throw new TypeError(text); },
  table: () => { const map = new Map(); for (let i = 0; ; i++) map.set('k' + i, i); },
  list: () => { const all = []; for (;;) all.push({ all }); },
  dive: () => { depth = 0; try { dive(); } catch { return depth; } },
};
parentPort.on('message', ({ id, request: [what, argument] }) => {
  parentPort.postMessage({ id, value: things[what](argument) });
});
`;

type Request = readonly [what: string, argument?: unknown];
type Answer = { value: unknown };

jest.setTimeout(60_000);

const directory = mkdtempSync(join(tmpdir(), 'sluice-workers-'));
const file = join(directory, 'worker.js');
const { signal } = new AbortController();
let pool: WorkerPool<Request, Answer>;

const execArgv = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];

function start(options: Partial<WorkerPoolOptions> = {}): void {
  pool = new WorkerPool({
    ...{ script: file, task: 'job', size: 1, memory: 64 },
    ...{ execArgv, ...options },
  });
}

async function run(what: string, argument?: unknown): Promise<unknown> {
  return (await pool.run([what, argument], { signal })).value;
}

async function failure(running: Promise<unknown>): Promise<unknown> {
  try {
    return await running;
  } catch (error) {
    return error;
  }
}

beforeAll(() => writeFileSync(file, script));
afterEach(() => pool.stop());
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(['thread', 'process'] as const)('jobs in a %s', isolation => {
  it('are done elsewhere, one after the other', async () => {
    start({ isolation });
    expect(await Promise.all(['a', 'b'].map(x => run('echo', x)))).toEqual([
      'a',
      'b',
    ]);
    expect((await run('pid')) === process.pid).toBe(isolation === 'thread');
    expect(pool.workers).toBe(1);
  });

  it('leave the event loop alone', async () => {
    start({ isolation });
    const abort = new AbortController();
    const hanging = failure(pool.run(['hang'], { signal: abort.signal }));
    for (let turns = 0; turns < 10; turns += 1) {
      await new Promise(resolve => setImmediate(resolve));
    }
    abort.abort(new Error('stopped'));
    expect(await hanging).toHaveProperty('message', 'stopped');
    expect(await run('echo', 'a')).toBe('a');
  });

  it('may end abnormally, and tell nothing of what they were given', async () => {
    start({ isolation });
    const crashed = await failure(run('crash'));
    expect(crashed).toBeInstanceOf(WorkerEndedError);
    expect(crashed).toHaveProperty(
      'message',
      'the job ended abnormally (exit code 3)',
    );
    expect(await failure(run('throw', 'a secret'))).toHaveProperty(
      'message',
      'the job ended abnormally (TypeError)',
    );
    expect(await run('echo', 'a')).toBe('a');
  });

  it('have a time', async () => {
    start({ isolation });
    // It is there before the time begins to count.
    await run('echo', 'a');
    const late = await failure(pool.run(['hang'], { signal, timeout: 100 }));
    expect(late).toBeInstanceOf(WorkerTimeoutError);
    expect(late).toHaveProperty('message', 'the job took longer than 100 ms');
    expect(await run('echo', 'a')).toBe('a');
  });

  it('have a memory, whatever heap this process was given', async () => {
    const flag = '--max-old-space-size=4096';
    if (isolation === 'thread') setFlagsFromString(flag);
    start({
      isolation,
      execArgv: isolation === 'thread' ? [] : [...execArgv, flag],
    });
    const error = await failure(run('list'));
    expect(error).toBeInstanceOf(WorkerMemoryError);
    expect(error).toHaveProperty(
      'message',
      'the job needed more memory than 64 MB',
    );
    expect(await run('echo', 'a')).toBe('a');
  });

  it('really have the stack that they are promised', async () => {
    start({ isolation });
    const usual = Number(await run('dive'));
    await pool.stop();
    start({ isolation, stack: 64 });
    expect(Number(await run('dive'))).toBeGreaterThan(10 * usual);
  });

  it('cannot hold what cannot be copied, and the error does not show it', async () => {
    start({ isolation });
    const secret = () => 'a secret';
    const error = await failure(run('echo', secret));
    expect(error).toBeInstanceOf(WorkerRequestError);
    expect(String(error)).not.toContain('secret');
    expect(await run('echo', 'a')).toBe('a');
  });

  it('fail when the pool stops, running or waiting', async () => {
    start({ isolation });
    const running = failure(run('hang'));
    const waiting = failure(run('echo', 'a'));
    await pool.stop();
    expect(await running).toBeInstanceOf(WorkerStoppedError);
    expect(await waiting).toBeInstanceOf(WorkerStoppedError);
    expect(await failure(run('echo', 'a'))).toBeInstanceOf(WorkerStoppedError);
    expect(pool.workers).toBe(0);
  });
});

describe('jobs in a process', () => {
  it('take nothing down with them when V8 gives up', async () => {
    // The table of a large Map is one allocation: in a thread, this would be the end of the process that has it.
    start({ isolation: 'process' });
    expect(await failure(run('table'))).toBeInstanceOf(WorkerMemoryError);
    expect(await run('echo', 'a')).toBe('a');
  });

  it('fail when somebody kills it', async () => {
    start({ isolation: 'process' });
    const [killed, next] = [failure(run('kill')), run('echo', 'a')];
    expect(await killed).toHaveProperty(
      'message',
      'the job ended abnormally (SIGKILL)',
    );
    expect(await next).toBe('a');
  });
});

describe('a job that waits', () => {
  it('is given up at once when nobody wants it any more', async () => {
    start();
    const abort = new AbortController();
    const hanging = failure(run('hang'));
    const waiting = failure(pool.run(['echo'], { signal: abort.signal }));
    abort.abort(new Error('not wanted'));
    expect(await waiting).toHaveProperty('message', 'not wanted');
    await pool.stop();
    await hanging;
  });
});

describe('workers', () => {
  it('are ended when there was nothing to do for a while', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    try {
      start({ idle: 60_000 });
      await run('echo', 'a');
      expect(pool.workers).toBe(1);
      jest.advanceTimersByTime(60_000);
      expect(pool.workers).toBe(0);
    } finally {
      jest.useRealTimers();
    }
    expect(await run('echo', 'b')).toBe('b');
  });
});
