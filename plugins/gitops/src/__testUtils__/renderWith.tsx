import {
  TestApiProvider,
  mockApis,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import type { RenderResult } from '@testing-library/react';
import { gitopsApiRef } from '../api';
import { payments } from '../__fixtures__/entity';
import type { RecordedGitopsApi } from '../__fixtures__/recordedGitopsApi';

interface RenderOptions {
  /** Entity refs that the reader owns things by. */
  claims?: string[];
}

/** Renders what stands on the page of the recorded component, in an app. */
export function renderWith(
  element: JSX.Element,
  api: RecordedGitopsApi,
  { claims = ['group:default/team-payments'] }: RenderOptions = {},
): RenderResult {
  // The app has an identity of its own, which an override of its APIs does not reach.
  const identity = mockApis.identity({
    userEntityRef: 'user:default/jane',
    ownershipEntityRefs: ['user:default/jane', ...claims],
  });
  return renderInTestApp(
    <TestApiProvider apis={[identity, [gitopsApiRef, api]]}>
      <EntityProvider entity={payments}>
        <main>{element}</main>
      </EntityProvider>
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}
