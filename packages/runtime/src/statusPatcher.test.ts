import { createClient, type KubernetesClient } from '@sluice/kubernetes/client';
import { StubApiServer } from '@sluice/kubernetes/testing';
import {
  deleteCondition,
  markFalse,
  markReconciling,
  markTrue,
  type ConditionedObject,
  type FluxStatus,
} from './conditions';
import { addFinalizer, fluxFinalizer, removeFinalizer } from './finalizers';
import { StatusPatcher } from './statusPatcher';

interface App extends ConditionedObject {
  spec?: object;
  status?: FluxStatus & {
    lastAppliedRevision?: string;
    inventory?: { entries: { id: string; v: string }[] };
  };
}

const type = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const ref = { ...type, namespace: 'ns', name: 'app' };

describe('writing an object', () => {
  const server = new StubApiServer([
    {
      group: 'kustomize.toolkit.fluxcd.io',
      version: 'v1',
      kind: 'Kustomization',
      plural: 'kustomizations',
    },
  ]);
  let client: KubernetesClient;
  let app: App;
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(async () => {
    client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
    await client.create<App>({
      ...type,
      metadata: { name: 'app', namespace: 'ns' },
      spec: { path: './' },
    });
    app = await client.get<App>(ref);
    server.requests.length = 0;
  });
  afterEach(async () => {
    await client.patch(ref, 'merge', { metadata: { finalizers: null } });
    await client.delete(ref);
    await client.close();
  });

  const patcher = (ownedConditions?: string[]) =>
    new StatusPatcher<App>({
      client,
      object: app,
      fieldManager: 'gotk-kustomize-controller',
      ownedConditions,
    });
  const verbs = () => server.requests.map(({ method }) => method).join(' ');
  const stored = () => client.get<App>(ref);

  it('writes later what changed while an earlier write was under way', async () => {
    const status = patcher();
    markReconciling(app, 'Progressing', 'building');
    const progress = status.patch(app);
    deleteCondition(app, 'Reconciling');
    markTrue(app, 'Ready', 'Succeeded', 'done');
    await progress;
    expect(await status.patch(app)).toBe(true);
    const conditions = (await stored()).status?.conditions;
    expect(conditions?.map(({ reason }) => reason)).toEqual(['Succeeded']);
  });

  it('writes status as one merge patch, and nothing twice', async () => {
    const status = patcher();
    markReconciling(app, 'Progressing', 'building');
    app.status = {
      ...app.status,
      lastAppliedRevision: 'main@sha1:1',
      inventory: { entries: [{ id: 'a', v: 'v1' }] },
    };
    expect(await status.patch(app)).toBe(true);
    const [{ url, headers, body }] = server.requests;
    expect(url).toBe(
      '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/ns/kustomizations/app/status?fieldManager=gotk-kustomize-controller',
    );
    expect(headers['content-type']).toBe('application/merge-patch+json');
    expect(Object.keys(JSON.parse(body))).toEqual(['metadata', 'status']);
    expect(await status.patch(app)).toBe(false);
    expect(verbs()).toBe('PATCH');
    deleteCondition(app, 'Reconciling');
    markTrue(app, 'Ready', 'ReconciliationSucceeded', 'done');
    delete app.status.inventory;
    expect(await status.patch(app)).toBe(true);
    expect((await stored()).status).toEqual(app.status);
    expect(app.metadata.resourceVersion).toBe(
      (await stored()).metadata.resourceVersion,
    );
  });

  it('does not write times alone', async () => {
    const first = patcher();
    markTrue(app, 'Ready', 'Succeeded', 'done', Date.UTC(2026, 0, 1));
    await first.patch(app);
    const second = patcher();
    deleteCondition(app, 'Ready');
    markTrue(app, 'Ready', 'Succeeded', 'done', Date.UTC(2026, 0, 2));
    expect(await second.patch(app)).toBe(false);
    app.metadata.generation = 2;
    markTrue(app, 'Ready', 'Succeeded', 'done');
    expect(await second.patch(app)).toBe(true);
  });

  it('keeps the conditions of others', async () => {
    const status = patcher(['Ready']);
    await client.patch(
      ref,
      'merge',
      {
        status: {
          conditions: [
            {
              type: 'Theirs',
              status: 'True',
              reason: 'R',
              message: 'm',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      },
      { subresource: 'status' },
    );
    server.requests.length = 0;
    markFalse(app, 'Ready', 'BuildFailed', 'no');
    expect(await status.patch(app)).toBe(true);
    expect(verbs()).toBe('PATCH GET PATCH');
    expect(
      (await stored()).status?.conditions?.map(condition => condition.type),
    ).toEqual(['Ready', 'Theirs']);
  });

  it('does not write what is gone', async () => {
    const status = patcher();
    await client.delete(ref);
    markTrue(app, 'Ready', 'Succeeded', 'done');
    expect(await status.patch(app)).toBe(false);
    await client.create<App>({
      ...type,
      metadata: { name: 'app', namespace: 'ns' },
    });
    // Another object of that name is none of ours.
    markFalse(app, 'Ready', 'Failed', 'no');
    expect(await status.patch(app)).toBe(false);
    expect((await stored()).status).toBeUndefined();
  });

  it('adds and removes the finalizer beside those of others', async () => {
    await client.patch(ref, 'merge', {
      metadata: { finalizers: ['other.dev/f'] },
    });
    const options = { fieldManager: 'gotk-kustomize-controller' };
    expect(await addFinalizer(client, app, options)).toBe(true);
    expect(app.metadata.finalizers).toEqual(['other.dev/f', fluxFinalizer]);
    expect((await stored()).metadata.finalizers).toEqual(
      app.metadata.finalizers,
    );
    expect(await addFinalizer(client, app, options)).toBe(false);
    expect(await removeFinalizer(client, app, options)).toBe(true);
    expect((await stored()).metadata.finalizers).toEqual(['other.dev/f']);
    expect(await removeFinalizer(client, app, options)).toBe(false);
  });

  it('does not mind an object that is gone when it removes the finalizer', async () => {
    const options = { fieldManager: 'gotk-kustomize-controller' };
    await addFinalizer(client, app, options);
    const other = { ...app, metadata: { ...app.metadata } };
    await client.delete(ref);
    expect(await removeFinalizer(client, app, options)).toBe(true);
    expect(await removeFinalizer(client, other, options)).toBe(false);
    await client.create<App>({
      ...type,
      metadata: { name: 'app', namespace: 'ns' },
    });
  });
});
