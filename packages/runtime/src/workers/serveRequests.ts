import { parentPort } from 'node:worker_threads';

/**
 * What a worker of a `WorkerPool` does: answers one request after the other. What `answer` throws ends the worker, so expected errors are
 * part of the answer.
 */
export function serveRequests<Request, Answer extends object>(
  answer: (request: Request) => Answer | Promise<Answer>,
): void {
  parentPort?.on(
    'message',
    async ({ id, request }: { id: number; request: Request }) => {
      parentPort?.postMessage({ ...(await answer(request)), id });
    },
  );
}
