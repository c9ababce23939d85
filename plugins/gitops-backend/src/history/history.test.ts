import { TestDatabases } from '@backstage/backend-test-utils';
import { resolve } from 'node:path';
import { driftOf, happeningOf, objectsOf } from './events';
import { TimelineStore } from './timelineStore';
import { RecordedState, happenings } from './transitions';

const uid = '1';
const state = (change: Partial<RecordedState> = {}): RecordedState => ({
  uid,
  revision: 'main@sha1:aa',
  ready: 'True',
  reason: 'ReconciliationSucceeded',
  message: 'Applied revision: main@sha1:aa',
  since: '2026-01-01T00:00:00Z',
  generation: 1,
  suspended: false,
  ...change,
});
const failed = state({
  ready: 'False',
  reason: 'BuildFailed',
  message: 'kustomize build failed',
  since: '2026-01-01T00:01:00Z',
});

describe('happenings', () => {
  const types = (before: RecordedState | undefined, after: RecordedState) =>
    happenings(before, after).map(({ type }) => type);

  it('tells of a first sight, a new revision, a failure and a recovery', () => {
    expect(types(undefined, state())).toEqual(['applied']);
    expect(types(state(), state({ revision: 'main@sha1:bb' }))).toEqual([
      'applied',
    ]);
    expect(types(state(), failed)).toEqual(['failed']);
    expect(types(failed, state())).toEqual(['recovered']);
  });

  it('says nothing when nothing changed, and of a repeated failure once', () => {
    expect(types(state(), state())).toEqual([]);
    expect(types(failed, { ...failed, since: 'later' })).toEqual([]);
  });

  it('tells of each suspension', () => {
    const suspended = state({ suspended: true, generation: 2 });
    expect(types(state(), suspended)).toEqual(['suspended']);
    expect(types(suspended, state({ generation: 3 }))).toEqual(['resumed']);
    const [first] = happenings(state(), suspended);
    const [second] = happenings(
      state({ generation: 3 }),
      state({ suspended: true, generation: 4 }),
    );
    expect(first.key).not.toBe(second.key);
  });

  it('starts over when the object was made anew', () => {
    expect(types(failed, state({ uid: '2' }))).toEqual(['applied']);
  });
});

describe('happeningOf', () => {
  const event = (change: object) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      uid: 'e',
      annotations: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:aa' },
    },
    involvedObject: {},
    lastTimestamp: '2026-01-01T00:10:00Z',
    type: 'Normal',
    reason: 'Progressing',
    message: 'Deployment/a/web configured',
    ...change,
  });

  it('knows a correction of drift: it comes after the revision was applied completely', () => {
    const settled = Date.parse('2026-01-01T00:05:00Z');
    expect(happeningOf(event({}), settled)?.type).toBe('drift-corrected');
    expect(
      happeningOf(event({ lastTimestamp: '2026-01-01T00:04:59Z' }), settled)
        ?.type,
    ).toBe('event');
    expect(happeningOf(event({}), undefined)?.type).toBe('event');
  });

  it('knows that what the next revision changes is no drift', () => {
    const settled = Date.parse('2026-01-01T00:05:00Z');
    expect(happeningOf(event({}), settled, 'main@sha1:aa')?.type).toBe(
      'drift-corrected',
    );
    expect(happeningOf(event({}), settled, 'main@sha1:99')?.type).toBe('event');
  });

  it('tells of drift that somebody keeps causing, and who', () => {
    const contended = event({
      type: 'Warning',
      reason: 'DriftContended',
      message:
        "Deployment/a/web is changed again and again by 'kube-controller-manager'; it is put back less and less often",
    });
    expect(happeningOf(contended, undefined)).toMatchObject({
      type: 'event',
      severity: 'warning',
    });
    expect(driftOf(contended)).toEqual({
      manager: 'kube-controller-manager',
      contended: true,
    });
    expect(objectsOf(contended.message)).toEqual(['Deployment/a/web']);
  });

  it('tells who changed what was put back', () => {
    const { metadata, ...rest } = event({});
    const annotations = {
      ...metadata.annotations,
      'sluice.dev/drift-manager': 'kubectl',
    };
    const corrected = { ...rest, metadata: { ...metadata, annotations } };
    expect(driftOf(corrected)).toEqual({
      manager: 'kubectl',
      contended: false,
    });
  });

  it('knows what was pruned', () => {
    expect(
      happeningOf(event({ message: 'ConfigMap/a/x deleted' }), undefined)?.type,
    ).toBe('pruned');
  });

  it('leaves out what the state of the object tells', () => {
    expect(
      happeningOf(event({ reason: 'ReconciliationSucceeded' }), undefined),
    ).toBeUndefined();
    expect(happeningOf(event({ type: 'Warning' }), undefined)).toBeUndefined();
  });
});

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
});

describe.each(databases.eachSupportedId())('TimelineStore on %s', engine => {
  const id = {
    cluster: 'demo',
    kind: 'Kustomization',
    namespace: 'flux-system',
    name: 'apps',
  };
  const payments = 'group:default/team-payments';
  const resource = { owner: 'group:default/platform', deliversTo: [payments] };
  const entry = {
    id,
    at: Date.parse('2026-01-01T00:00:00Z'),
    key: 'k',
    type: 'applied' as const,
    severity: 'info' as const,
    message: 'Applied',
    revision: 'main@sha1:aa',
    resource,
  };

  async function createStore() {
    const db = await databases.init(engine);
    await db.migrate.latest({
      directory: resolve(__dirname, '../../migrations'),
    });
    return new TimelineStore(db);
  }

  it('adds the same happening once', async () => {
    const store = await createStore();
    expect(await store.add(entry)).toBe(true);
    expect(await store.add({ ...entry, at: entry.at + 5 })).toBe(false);
    expect(await store.list({ objects: [id], limit: 10 })).toMatchObject([
      { at: '2026-01-01T00:00:00.000Z', object: id, message: 'Applied' },
    ]);
  });

  it('pages from the newest to the oldest', async () => {
    const store = await createStore();
    for (const n of [1, 2, 3]) {
      await store.add({ ...entry, key: `${n}`, at: n * 1000, message: `${n}` });
    }
    const first = await store.list({ objects: [id], limit: 2 });
    expect(first.map(({ message }) => message)).toEqual(['3', '2']);
    const rest = await store.list({
      objects: [id],
      limit: 2,
      before: first[1].id,
    });
    expect(rest.map(({ message }) => message)).toEqual(['1']);
  });

  it('leaves out in the database what the reader may not see', async () => {
    const store = await createStore();
    await store.add(entry);
    const list = (column: 'owner' | 'deliversTo', ...values: string[]) =>
      store.list({ objects: [id], limit: 10, filter: { column, values } });
    expect(await list('deliversTo', payments)).toHaveLength(1);
    expect(await list('deliversTo', 'group:default/team')).toHaveLength(0);
    expect(
      await list('deliversTo', 'group:default/team_payments'),
    ).toHaveLength(0);
    expect(await list('deliversTo')).toHaveLength(0);
    expect(await list('owner', payments)).toHaveLength(0);
    expect(await list('owner', 'group:default/platform')).toHaveLength(1);
    expect(
      await store.list({
        objects: [id],
        limit: 10,
        filter: {
          anyOf: [
            { column: 'owner', values: ['x'] },
            { column: 'deliversTo', values: [payments] },
          ],
        },
      }),
    ).toHaveLength(1);
    expect(
      await store.list({
        objects: [id],
        limit: 10,
        filter: { not: { column: 'deliversTo', values: [payments] } },
      }),
    ).toHaveLength(0);
  });

  it('remembers states and commits', async () => {
    const store = await createStore();
    await store.saveState(id, state());
    await store.saveState(id, failed);
    expect(
      (await store.states('demo')).get('Kustomization/flux-system/apps'),
    ).toEqual(failed);
    await store.saveCommit('main@sha1:aa', { author: 'Ada', message: 'One' });
    expect((await store.commits(10)).get('main@sha1:aa')).toEqual({
      author: 'Ada',
      message: 'One',
    });
    await store.removeState(id);
    expect((await store.states('demo')).size).toBe(0);
  });
});
