import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { Checks, assert } from './checks';
import type { Demo } from './demo';
import { Visitors, patience, production } from './visitors';

/** Milliseconds for an answer. */
const soon = 100;
/** Milliseconds for which the controllers are paused. */
const pause = 10_000;

/** Milliseconds after which something must have been in the way of an answer. */
const notStuck = 2_000;

const entity = '/api/gitops/v1/entities/component/default/payment-service';
const paths = [
  `${entity}/deliveries`,
  `${entity}/timeline`,
  '/api/gitops/v1/clusters',
  '/catalog/default/component/payment-service/gitops',
];

interface Answer {
  path: string;
  /** Milliseconds. */
  time: number;
}

function lines(command: string, ...args: string[]): string[] {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout.split('\n').filter(line => line.trim() !== '');
}

/** The process of the controllers that this demo's portal hosts; undefined when it does not run. */
function controllersOf(demo: Demo): number | undefined {
  const parents = new Map(
    lines('ps', '-e', '-o', 'pid=,ppid=').map(line => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return [pid, parent];
    }),
  );
  const isOfDemo = (pid: number | undefined): boolean =>
    pid !== undefined &&
    pid > 1 &&
    (pid === demo.pid || isOfDemo(parents.get(pid)));
  const found = lines('pgrep', '-f', `storage ${demo.directory}`)
    .map(Number)
    .filter(isOfDemo);
  assert(found.length < 2, `several processes: ${found.join(', ')}`);
  return found.at(0);
}

async function until<T>(what: string, find: () => T | undefined): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    assert(Date.now() < deadline, `${what}: not within ${patience} ms`);
    await new Promise(done => {
      setTimeout(done, 50);
    });
  }
}

/** The token that a page shows for its visitor, read from a request that it makes. */
async function authorizationOf(visitors: Visitors, page: Page) {
  const request = page.waitForRequest(
    candidate =>
      candidate.url().includes('/api/gitops/') &&
      candidate.headers().authorization !== undefined,
  );
  await visitors.deliveries(page, 'payment-service');
  return (await request).headers().authorization;
}

/** Asks for all paths again and again, one after the other. */
async function measure(
  demo: Demo,
  authorization: string,
  rounds: number,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const path of paths) {
      const started = performance.now();
      const response = await fetch(`${demo.url}${path}`, {
        headers: { authorization },
      });
      await response.text();
      answers.push({ path, time: performance.now() - started });
      assert(response.ok, `${path} answered ${response.status}`);
    }
  }
  return answers;
}

/** The time within which this share of the answers came, in whole milliseconds. */
function share(answers: readonly Answer[], part: number): number {
  const sorted = answers.map(({ time }) => time).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor((sorted.length - 1) * part)]);
}

function summary(times: readonly Answer[]): string {
  return `${times.length} answers, median ${share(
    times,
    0.5,
  )} ms, 95 % within ${share(times, 0.95)} ms, longest ${share(times, 1)} ms`;
}

/** Pauses and kills the controllers that the portal hosts, and sees that the portal does not care and that its pages say so. */
export async function disturbControllers(
  checks: Checks,
  demo: Demo,
  visitors: Visitors,
  putBack: () => Promise<string>,
): Promise<void> {
  const silent = (page: Page) => page.getByText(/no sign of life/).first();
  let authorization = '';
  let paused = 0;
  await checks.check(
    'while the controllers hang, the page says so and the portal answers',
    async () => {
      const page = await visitors.page('Pia');
      authorization = (await authorizationOf(visitors, page)) ?? '';
      await measure(demo, authorization, 5);
      const before = await measure(demo, authorization, 10);
      paused = await until('the controllers', () => controllersOf(demo));
      process.kill(paused, 'SIGSTOP');
      const started = Date.now();
      await silent(page).waitFor({ timeout: 3 * pause });
      const said = Date.now() - started;
      await visitors.shoot(page, '9-paused');
      const during: Answer[] = [];
      do {
        during.push(...(await measure(demo, authorization, 5)));
      } while (Date.now() < started + pause);
      // A machine that does much else holds up some answers; those of each kind are looked at by their median.
      for (const path of paths) {
        const times = during.filter(answer => answer.path === path);
        assert(
          share(times, 0.5) <= soon && share(times, 1) <= notStuck,
          `${path}: ${summary(times)}; all before: ${summary(before)}`,
        );
      }
      return `said after ${said} ms; ${summary(during)}; before: ${summary(
        before,
      )}`;
    },
  );

  await checks.check(
    'killed controllers are started again, later each time, and the page is fine again',
    async () => {
      const page = await visitors.page('Pia');
      assert(paused > 0, 'there was no process to kill');
      const started = Date.now();
      process.kill(paused, 'SIGKILL');
      await page
        .getByText(/ended by SIGKILL and start again in 1 s/)
        .first()
        .waitFor();
      const second = await until('a new process', () => {
        const pid = controllersOf(demo);
        return pid === paused ? undefined : pid;
      });
      process.kill(second, 'SIGKILL');
      await page
        .getByText(/ended by SIGKILL and start again in 2 s/)
        .first()
        .waitFor();
      await visitors.shoot(page, '10-killed');
      await page
        .getByText(/Nobody delivers to|Sluice waits before/)
        .first()
        .waitFor({ state: 'detached' });
      await production(page)
        .getByText('Ready', { exact: true })
        .first()
        .waitFor();
      const after = Date.now() - started;
      return `fine after ${after} ms, of which the Lease of the dead takes up to 15 s; ${await putBack()}`;
    },
  );
}
