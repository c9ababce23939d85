import { RemoteNeededError } from '@sluice/kustomize';
import { serveRequests } from '@sluice/runtime/workers';
import type { BuildRequest } from './build';
import type { BuildAnswer } from './buildPool';
import { buildInProcess } from './buildInProcess';

/** The worker thread of {@link BuildPool}: one build after the other. */
serveRequests<BuildRequest, BuildAnswer>(request => {
  try {
    return { result: buildInProcess(request) };
  } catch (error) {
    return error instanceof RemoteNeededError
      ? { missing: error.missing }
      : { error: error instanceof Error ? error.message : String(error) };
  }
});
