import { ManualClock } from '@sluice/kubernetes/testing';
import type { ReconcileRequest } from './reconciler';
import { WorkQueue } from './workQueue';

const request = (name: string): ReconcileRequest => ({ namespace: 'ns', name });

describe('the work queue', () => {
  let clock: ManualClock;
  let queue: WorkQueue;
  beforeEach(() => {
    clock = new ManualClock();
    queue = new WorkQueue({ name: 'test', clock });
  });

  /** Everything that is due now, in order, marked as done. */
  const drain = async () => {
    const names: string[] = [];
    while (queue.length > 0) {
      const next = await queue.next();
      if (next) {
        names.push(next.name);
        queue.done(next);
      }
    }
    return names;
  };

  it('hands out each name once, in order of arrival', async () => {
    ['a', 'b', 'a', 'c', 'b'].forEach(name => queue.add(request(name)));
    expect(queue.length).toBe(3);
    expect(await drain()).toEqual(['a', 'b', 'c']);
  });

  it('serves people first', async () => {
    queue.add(request('a'));
    queue.add(request('b'));
    queue.add(request('b'), 1);
    queue.add(request('c'), 1);
    queue.add(request('c'), 0);
    expect(await drain()).toEqual(['b', 'c', 'a']);
  });

  it('hands out again what was added while it was processed', async () => {
    queue.add(request('a'));
    const first = await queue.next();
    queue.add(request('a'));
    queue.add(request('a'), 1);
    queue.add(request('b'));
    expect(queue.length).toBe(1);
    queue.done(first ?? request(''));
    expect(await drain()).toEqual(['a', 'b']);
  });

  it('wakes one that waits', async () => {
    const waiting = [queue.next(), queue.next()];
    queue.add(request('a'));
    queue.add(request('b'));
    expect((await Promise.all(waiting)).map(next => next?.name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('backs off per name, from 750 ms to 15 minutes', () => {
    const delays = Array.from({ length: 13 }, () =>
      queue.addRateLimited(request('a')),
    );
    expect(delays.slice(0, 4)).toEqual([750, 1_500, 3_000, 6_000]);
    expect(delays.slice(-2)).toEqual([900_000, 900_000]);
    expect(queue.addRateLimited(request('b'))).toBe(750);
    queue.forget(request('a'));
    expect(queue.addRateLimited(request('a'))).toBe(750);
  });

  it('waits as long as it was asked to', async () => {
    queue.addAfter(request('a'), 1_000);
    queue.addAfter(request('a'), 5_000);
    queue.addAfter(request('b'), 60 * 24 * 60 * 60 * 1_000);
    clock.advance(999);
    expect(await drain()).toEqual([]);
    clock.advance(1);
    expect(await drain()).toEqual(['a']);
    clock.advance(59 * 24 * 60 * 60 * 1_000);
    expect(await drain()).toEqual([]);
    clock.advance(24 * 60 * 60 * 1_000);
    expect(await drain()).toEqual(['b']);
    expect(clock.pending).toBe(0);
  });

  it('plans one next run, which any run takes the place of', async () => {
    queue.reschedule(request('a'), 1_000);
    queue.reschedule(request('a'), 5_000);
    clock.advance(2_000);
    expect(await drain()).toEqual([]);
    queue.add(request('a'));
    expect(await drain()).toEqual(['a']);
    expect(clock.pending).toBe(0);
    queue.addAfter(request('a'), 1_000);
    queue.add(request('a'));
    expect(await drain()).toEqual(['a']);
    // Somebody else's wake-up is not answered by an earlier run.
    expect(clock.pending).toBe(1);
  });

  it('ends for all who wait', async () => {
    const waiting = queue.next();
    queue.add(request('x'));
    await waiting;
    const stop = new AbortController();
    const aborted = queue.next({ signal: stop.signal });
    const ended = queue.next();
    stop.abort();
    expect(await aborted).toBeUndefined();
    queue.addAfter(request('a'), 10);
    queue.shutDown();
    expect(await ended).toBeUndefined();
    queue.add(request('b'));
    expect(queue.length).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('forgets what was planned for a name that is gone', () => {
    queue.addAfter(request('a'), 10);
    queue.addRateLimited(request('a'));
    queue.drop(request('a'));
    expect(clock.pending).toBe(0);
    expect(queue.addRateLimited(request('a'))).toBe(750);
  });
});
