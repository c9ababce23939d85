import { RiGitMergeLine } from '@remixicon/react';
import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { GitopsClient, gitopsApiRef } from './api';
import { contentRouteRef } from './routes';

/** `api:gitops`: asks the backend and holds, or shares, the one live stream of the browser. */
export const gitopsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: gitopsApiRef,
      deps: {
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
      },
      factory: apis => new GitopsClient(apis),
    }),
});

/** `entity-card:gitops/overview`: each environment in at most three rows. */
export const overviewCard = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    type: 'content',
    filter: { kind: 'component' },
    loader: () =>
      import('./components/GitopsCard').then(({ GitopsCard }) => (
        <GitopsCard />
      )),
  },
});

/** `entity-content:gitops/deliveries`: the tab with everything. */
export const deliveriesContent = EntityContentBlueprint.make({
  name: 'deliveries',
  params: {
    path: 'gitops',
    title: 'GitOps',
    group: 'deployment',
    icon: <RiGitMergeLine />,
    routeRef: contentRouteRef,
    filter: { kind: 'component' },
    loader: () =>
      import('./components/GitopsContent').then(({ GitopsContent }) => (
        <GitopsContent />
      )),
  },
});

/** Shows on entity pages what is deployed where, whether it is what Git says, and why not. */
export const gitopsPlugin = createFrontendPlugin({
  pluginId: 'gitops',
  title: 'GitOps',
  icon: <RiGitMergeLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { content: contentRouteRef },
  extensions: [gitopsApi, overviewCard, deliveriesContent],
});
