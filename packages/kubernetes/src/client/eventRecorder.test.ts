import type { KubernetesObject } from '../objects';
import { ManualClock, StubApiServer } from '../testing';
import type { KubernetesClient } from './client';
import { createClient } from './createClient';
import { EventRecorder } from './eventRecorder';

interface EventObject extends KubernetesObject {
  count: number;
  message: string;
}

const object: KubernetesObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'app', namespace: 'ns', uid: 'u-1', resourceVersion: '7' },
};

describe('the event recorder', () => {
  const server = new StubApiServer([
    { group: '', version: 'v1', kind: 'Event', plural: 'events' },
  ]);
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  let client: KubernetesClient;
  let recorder: EventRecorder;
  let errors: string[];

  const events = async () =>
    (
      await client.list<EventObject>(
        { apiVersion: 'v1', kind: 'Event' },
        { namespace: 'ns' },
      )
    ).items;

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(async () => {
    server.intercept = () => undefined;
    errors = [];
    client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
    recorder = new EventRecorder({
      client,
      component: 'kustomize-controller',
      clock,
      queueLimit: 50,
      onError: error => errors.push(error.message),
    });
    for (const { metadata } of await events()) {
      const { name = '' } = metadata;
      await client.delete({
        apiVersion: 'v1',
        kind: 'Event',
        namespace: 'ns',
        name,
      });
    }
  });
  afterEach(() => client.close());

  it('writes events as client-go does', async () => {
    recorder.event(object, {
      type: 'Normal',
      reason: 'Progressing',
      message: 'ConfigMap/ns/conf created',
      annotations: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:1' },
    });
    await recorder.flush();
    const [{ metadata, ...event }] = await events();
    expect(metadata.name).toBe(
      `app.${(BigInt(clock.now()) * 1_000_000n).toString(16)}`,
    );
    expect(metadata.annotations).toEqual({
      'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:1',
    });
    expect(event).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        namespace: 'ns',
        name: 'app',
        uid: 'u-1',
        resourceVersion: '7',
      },
      type: 'Normal',
      reason: 'Progressing',
      message: 'ConfigMap/ns/conf created',
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'kustomize-controller' },
      reportingComponent: 'kustomize-controller',
      reportingInstance: '',
    });
  });

  const say = (message: string) =>
    recorder.event(object, { type: 'Warning', reason: 'BuildFailed', message });

  it('annotates a repeat with what is true of it', async () => {
    const applied = (revision: string) =>
      recorder.event(object, {
        type: 'Normal',
        reason: 'Progressing',
        message: 'again',
        annotations: { revision },
      });
    applied('one');
    applied('two');
    await recorder.flush();
    const repeated = (await events()).find(e => e.message === 'again');
    expect(repeated).toMatchObject({
      count: 2,
      metadata: { annotations: { revision: 'two' } },
    });
    await client.delete({
      apiVersion: 'v1',
      kind: 'Event',
      name: repeated?.metadata.name ?? '',
      namespace: repeated?.metadata.namespace,
    });
  });

  it('counts repeats, and begins anew when the event has expired', async () => {
    say('a');
    say('b');
    say('a');
    say('a');
    await recorder.flush();
    expect(
      (await events()).map(({ message, count }) => [message, count]),
    ).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    for (const { metadata, ...rest } of await events()) {
      await client.delete({
        ...rest,
        namespace: 'ns',
        name: metadata.name ?? '',
      });
    }
    say('a');
    await recorder.flush();
    expect(await events()).toMatchObject([{ message: 'a', count: 1 }]);
  });

  it('keeps an object in a loop from flooding the cluster', async () => {
    for (let index = 0; index < 40; index += 1) {
      say(`message ${index}`);
    }
    await recorder.flush();
    expect(await events()).toHaveLength(25);
    expect(errors).toHaveLength(15);
    clock.advance(300_000);
    say('later');
    await recorder.flush();
    expect(await events()).toHaveLength(26);
  });

  it('writes events of several objects at once, those of one in order', async () => {
    const written: string[] = [];
    let underWay = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const slow = new EventRecorder({
      component: 'kustomize-controller',
      clock,
      client: Object.assign(Object.create(client), {
        create: async (event: EventObject) => {
          underWay += 1;
          most = Math.max(most, underWay);
          written.push(event.message);
          await new Promise<void>(resolve => {
            held.push(resolve);
          });
          underWay -= 1;
          return event;
        },
      }),
    });
    for (const name of ['a', 'b']) {
      for (const number of [1, 2, 3]) {
        slow.event(
          { ...object, metadata: { name, namespace: 'ns' } },
          { type: 'Normal', reason: 'R', message: `${name}${number}` },
        );
      }
    }
    const flushed = slow.flush();
    for (let answered = 0; answered < 6; ) {
      const release = held.shift();
      if (release) {
        answered += 1;
        release();
      }
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
    await flushed;
    expect(most).toBe(2);
    expect(written.filter(m => m.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(written.filter(m => m.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
  });

  it('drops what the queue cannot hold, and goes on after a refusal', async () => {
    server.intercept = ({ method }) =>
      method === 'POST'
        ? { status: 403, body: { kind: 'Status', code: 403, message: 'no' } }
        : undefined;
    for (let index = 0; index < 60; index += 1) {
      recorder.event(
        { ...object, metadata: { name: `o${index}`, namespace: 'ns' } },
        { type: 'Normal', reason: 'R', message: 'm' },
      );
    }
    await recorder.flush();
    expect(errors.filter(error => error === 'no').length).toBeGreaterThan(49);
    expect(errors).toContain('too many events wait to be written');
    server.intercept = () => undefined;
    say('works again');
    await recorder.stop();
    expect(await events()).toHaveLength(1);
    say('too late');
    await recorder.flush();
    expect(await events()).toHaveLength(1);
  });
});
