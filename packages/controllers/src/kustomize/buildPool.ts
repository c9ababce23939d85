import { RemoteNeededError, type RemoteRequest } from '@sluice/kustomize';
import { WorkerPool } from '@sluice/runtime/workers';
import type {
  BuildRequest,
  BuildResult,
  ManifestBuilder,
  Unchanged,
} from './build';

/** What a worker answers. */
export type BuildAnswer =
  | { result: BuildResult | Unchanged }
  | { missing: readonly RemoteRequest[] }
  | { error: string };

export interface BuildPoolOptions {
  /** Threads. Default: one less than there are processors, at least one, at most four. */
  size?: number;
  /** The worker's file. */
  script?: string;
  /** Megabytes of heap that a build may use. */
  memory?: number;
  /** Milliseconds that a build may take. */
  timeout?: number;
}

/**
 * Builds in worker threads, so that a large or malicious build neither holds up nor takes down anything else: a worker that runs out of
 * memory or time is ended, its build fails, and another takes its place.
 */
export class BuildPool implements ManifestBuilder {
  readonly #workers: WorkerPool<BuildRequest, BuildAnswer>;

  constructor(options: BuildPoolOptions = {}) {
    this.#workers = new WorkerPool({
      task: 'build',
      ...options,
      script:
        options.script ?? require.resolve('@sluice/controllers/build-worker'),
    });
  }

  async build(
    request: BuildRequest,
    signal: AbortSignal,
  ): Promise<BuildResult | Unchanged> {
    const answer = await this.#workers.run(request, { signal });
    if ('result' in answer) return answer.result;
    throw 'missing' in answer
      ? new RemoteNeededError(answer.missing)
      : new Error(answer.error);
  }

  async stop(): Promise<void> {
    await this.#workers.stop();
  }
}
