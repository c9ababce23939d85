import { RiGitMergeLine } from '@remixicon/react';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  createRouteRef,
} from '@backstage/frontend-plugin-api';
import { gitopsApiRef } from '../src/api';
import { RecordedGitopsApi } from '../src/__fixtures__/recordedGitopsApi';
import { scenarios, timeline } from './scenarios';

const query = new URLSearchParams(window.location.search);

/** The scenario in the page's address. */
export const scenario = query.get('scenario') ?? 'mixed';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: gitopsApiRef,
      deps: {},
      factory: () => {
        const deliveries = scenarios[scenario];
        const recorded = new RecordedGitopsApi(deliveries ?? new Error());
        recorded.timeline = timeline;
        if (!deliveries) {
          recorded.getDeliveries = () => new Promise(() => undefined);
        }
        if (query.has('offline')) {
          recorded.live.status = { state: 'offline', since: Date.now() };
        }
        return recorded;
      },
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/',
    routeRef: createRouteRef(),
    title: 'GitOps',
    icon: <RiGitMergeLine />,
    loader: () =>
      import('./DevPage').then(({ DevPage }) => (
        <DevPage scenario={scenario} names={Object.keys(scenarios)} />
      )),
  },
});

/** The plugin with recordings in the place of the backend. */
export const devPlugin = createFrontendPlugin({
  pluginId: 'gitops',
  extensions: [api, page],
});
