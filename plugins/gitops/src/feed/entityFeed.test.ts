import { formatObjectId } from '@sluice/plugin-gitops-common';
import {
  deliveries,
  delivery,
  failedBuild,
  pending,
} from '../__fixtures__/deliveries';
import { RecordedGitopsApi } from '../__fixtures__/recordedGitopsApi';
import { EntityFeed } from './entityFeed';

const entity = { kind: 'Component', namespace: 'default', name: 'payments' };
const shownId = formatObjectId(delivery().id);

function start(api = new RecordedGitopsApi(deliveries([delivery()]))) {
  const feed = new EntityFeed({ api, entity, timelineLimit: 20 });
  const stop = feed.subscribe(() => undefined);
  const fetches = () => api.calls.filter(call => call === 'deliveries').length;
  return { api, feed, stop, fetches };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

describe('EntityFeed', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('fetches once, and nothing by the clock', async () => {
    const { api, feed } = start();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(api.calls).toEqual(['deliveries', 'timeline']);
    expect(feed.getState()).toMatchObject({
      fetching: false,
      deliveries: { entityRef: 'component:default/payments' },
    });
  });

  it('fetches once for many changes of what it shows', async () => {
    const { api, fetches } = start();
    await settle();
    for (let i = 0; i < 5; i += 1) {
      api.live.emit({ type: 'changed', ids: [shownId] });
    }
    api.live.emit({ type: 'clusters' });
    await jest.advanceTimersByTimeAsync(600_000);
    expect(fetches()).toBe(2);
  });

  it('fetches when the source of what it shows changes', async () => {
    const { api, fetches } = start();
    await settle();
    api.live.emit({
      type: 'changed',
      ids: ['production/GitRepository/flux-system/fleet'],
    });
    await jest.advanceTimersByTimeAsync(200);
    expect(fetches()).toBe(2);
  });

  it('takes its time with objects that it does not show', async () => {
    const { api, fetches } = start();
    await settle();
    for (let i = 0; i < 50; i += 1) {
      api.live.emit({
        type: 'changed',
        ids: [`production/Kustomization/other/${i}`],
      });
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(fetches()).toBe(1);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(fetches()).toBe(2);
  });

  it('fetches once after the stream was opened again', async () => {
    const { api, fetches } = start();
    await settle();
    api.live.emit({ type: 'reopened' });
    await jest.advanceTimersByTimeAsync(600_000);
    expect(fetches()).toBe(2);
  });

  it('fetches again for a change that arrives during a request', async () => {
    const { api, feed, fetches } = start();
    feed.refresh();
    api.deliveries = deliveries([failedBuild]);
    await settle();
    expect(fetches()).toBe(2);
    expect(
      feed.getState().deliveries?.environments[0].deliveries[0].state,
    ).toBe('Failed');
  });

  it('keeps what it had when a request fails', async () => {
    const { api, feed } = start();
    await settle();
    api.deliveries = new Error('502 Bad Gateway');
    api.timeline = new Error('no timeline');
    feed.refresh();
    await settle();
    expect(feed.getState()).toMatchObject({
      error: { message: '502 Bad Gateway' },
      timelineError: { message: 'no timeline' },
      deliveries: { entityRef: 'component:default/payments' },
      timeline: { nextCursor: '2' },
    });
    api.deliveries = deliveries([delivery()]);
    feed.refresh();
    await settle();
    expect(feed.getState().error).toBeUndefined();
  });

  it('remembers a requested reconcile until the object has handled it', async () => {
    const { api, feed } = start();
    await settle();
    feed.acted({ id: delivery().id, verb: 'reconcile', token: 'new' });
    await settle();
    expect(feed.getState().requests.has(shownId)).toBe(true);
    api.deliveries = deliveries([pending]);
    feed.refresh();
    await settle();
    expect(feed.getState().requests.has(shownId)).toBe(true);
    api.deliveries = deliveries([delivery({ lastHandledReconcileAt: 'new' })]);
    feed.refresh();
    await settle();
    expect(feed.getState().requests.has(shownId)).toBe(false);
  });

  it('asks nothing after the last listener has gone', async () => {
    const { api, stop, fetches } = start();
    await settle();
    api.live.emit({ type: 'changed', ids: [shownId] });
    stop();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(fetches()).toBe(1);
    expect(api.live.listeners).toBe(0);
  });
});
