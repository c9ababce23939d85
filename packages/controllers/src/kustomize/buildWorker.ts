import { parentPort } from 'node:worker_threads';
import { RemoteNeededError } from '@sluice/kustomize';
import type { BuildRequest } from './build';
import type { BuildAnswer } from './buildPool';
import { buildInProcess } from './buildInProcess';

/** The worker thread of {@link BuildPool}: one build after the other. */
parentPort?.on('message', (message: { id: number; request: BuildRequest }) => {
  const { id, request } = message;
  let answer: BuildAnswer;
  try {
    answer = { id, result: buildInProcess(request) };
  } catch (error) {
    answer =
      error instanceof RemoteNeededError
        ? { id, missing: error.missing }
        : { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
