import { act, screen, waitFor } from '@testing-library/react';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import {
  TestApiProvider,
  createExtensionTester,
  mockApis,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { StreamMessage } from '@sluice/plugin-gitops-common';
import { deliveries, delivery, timeline } from './__fixtures__/deliveries';
import { payments } from './__fixtures__/entity';
import { RecordedGitopsApi } from './__fixtures__/recordedGitopsApi';
import { GitopsClient, gitopsApiRef } from './api';
import gitopsPlugin from './index';
import { deliveriesContent, overviewCard } from './plugin';
// Loaded beforehand, so that no test waits for it.
import './components/GitopsCard';
import './components/GitopsContent';

/** A backend that answers from recordings and holds its stream open. */
class Backend {
  readonly requests: string[] = [];
  readonly #encoder = new TextEncoder();
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly fetch = async (input: string | URL | Request): Promise<Response> => {
    const { pathname } = new URL(String(input));
    this.requests.push(pathname);
    if (pathname.endsWith('/stream')) {
      return new Response(
        new ReadableStream<Uint8Array>({
          start: controller => {
            this.#stream = controller;
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      );
    }
    return Response.json(
      pathname.endsWith('/timeline') ? timeline : deliveries([delivery()]),
    );
  };

  send(message: StreamMessage) {
    this.#stream?.enqueue(
      this.#encoder.encode(`data: ${JSON.stringify(message)}\n\n`),
    );
  }
}

/** Lets time pass, with all that it brings about. */
const pass = (milliseconds: number) =>
  act(async () => {
    await jest.advanceTimersByTimeAsync(milliseconds);
  });

describe('the plugin', () => {
  it('has the extensions that its readme names', () => {
    expect(gitopsPlugin.id).toBe('gitops');
    for (const id of [
      'api:gitops',
      'entity-card:gitops/overview',
      'entity-content:gitops/deliveries',
    ] as const) {
      expect(() => gitopsPlugin.getExtension(id)).not.toThrow();
    }
  });

  it('puts a card and a tab on the pages of components', () => {
    const card = createExtensionTester(overviewCard);
    expect(card.get(EntityCardBlueprint.dataRefs.type)).toBe('content');
    const content = createExtensionTester(deliveriesContent);
    expect(content.get(coreExtensionData.routePath)).toBe('gitops');
    expect(content.get(EntityContentBlueprint.dataRefs.title)).toBe('GitOps');
    expect(content.get(EntityContentBlueprint.dataRefs.group)).toBe(
      'deployment',
    );
    const filter = content.get(EntityContentBlueprint.dataRefs.filterFunction);
    expect(filter?.(payments)).toBe(true);
    expect(filter?.({ ...payments, kind: 'API' })).toBe(false);
  });

  it('loads both from their extensions', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderInTestApp(
      <TestApiProvider apis={[[gitopsApiRef, api]]}>
        <EntityProvider entity={payments}>
          {createExtensionTester(overviewCard).reactElement()}
          {createExtensionTester(deliveriesContent).reactElement()}
        </EntityProvider>
      </TestApiProvider>,
    );
    await waitFor(() => expect(screen.getAllByText('Ready')).toHaveLength(2));
  });

  it('asks nothing by the clock while its one stream is open', async () => {
    const backend = new Backend();
    const client = new GitopsClient({
      identityApi: mockApis.identity(),
      discoveryApi: mockApis.discovery({ baseUrl: 'http://portal.test' }),
      fetchApi: { fetch: backend.fetch },
    });
    jest.useFakeTimers();
    try {
      renderInTestApp(
        <TestApiProvider apis={[[gitopsApiRef, client]]}>
          <EntityProvider entity={payments}>
            {createExtensionTester(overviewCard).reactElement()}
            {createExtensionTester(deliveriesContent).reactElement()}
          </EntityProvider>
        </TestApiProvider>,
      );
      await waitFor(() => expect(screen.getAllByText('Ready')).toHaveLength(2));
      backend.send({ type: 'hello', at: '2026-11-21T10:00:00Z' });
      await waitFor(() => expect(screen.getAllByText('Live')).toHaveLength(2));
      const first = [...backend.requests].sort();
      const entity = '/api/gitops/v1/entities/component/default/payments';
      expect(first).toEqual([
        `${entity}/deliveries`,
        `${entity}/deliveries`,
        `${entity}/timeline`,
        '/api/gitops/v1/stream',
      ]);

      // Ten minutes in which the server says nothing but that it is there.
      for (let seconds = 0; seconds < 600; seconds += 20) {
        await pass(20_000);
        backend.send({ type: 'ping' });
      }
      await pass(1_000);
      expect(backend.requests).toHaveLength(first.length);

      backend.send({
        type: 'changed',
        ids: ['production/Kustomization/flux-system/apps'],
      });
      await pass(1_000);
      expect(backend.requests.slice(first.length).sort()).toEqual(
        first.filter(path => !path.endsWith('/stream')),
      );
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('GitopsClient', () => {
  it('writes names into paths as data, and passes on why it was refused', async () => {
    const requests: [string, RequestInit | undefined][] = [];
    const client = new GitopsClient({
      identityApi: mockApis.identity(),
      discoveryApi: mockApis.discovery({ baseUrl: 'http://portal.test' }),
      fetchApi: {
        fetch: async (input, init) => {
          requests.push([String(input), init]);
          return Response.json(
            {
              error: { name: 'NotAllowedError', message: 'Only platform can' },
              response: { statusCode: 403 },
            },
            { status: 403 },
          );
        },
      },
    });
    await expect(
      client.act({ ...delivery().id, name: 'a/../b' }, 'suspend'),
    ).rejects.toMatchObject({ cause: { message: 'Only platform can' } });
    const [[url, init]] = requests;
    expect(url).toBe(
      'http://portal.test/api/gitops/v1/objects/production/Kustomization/flux-system/a%2F..%2Fb/suspend',
    );
    expect(init).toMatchObject({ method: 'POST', body: '{}' });
  });
});
