import { withRemoteBases } from '@sluice/kustomize';
import { RemoteBaseFetcher } from '@sluice/sources';
import type {
  BuildRequest,
  BuildResult,
  ManifestBuilder,
  Unchanged,
} from './build';

/**
 * Fetches what builds need from elsewhere, for each build anew, as Flux does. Nobody's credentials are shown to those servers but what is
 * written in an address.
 */
export class RemoteBaseBuilder implements ManifestBuilder {
  readonly #builder: ManifestBuilder;
  readonly #publicOnly: boolean;

  /** @param options.publicOnly refuse servers that are not at public addresses */
  constructor(builder: ManifestBuilder, options: { publicOnly: boolean }) {
    this.#builder = builder;
    this.#publicOnly = options.publicOnly;
  }

  async build(
    request: BuildRequest,
    signal: AbortSignal,
  ): Promise<BuildResult | Unchanged> {
    const fetcher = new RemoteBaseFetcher({ publicOnly: this.#publicOnly });
    try {
      return await withRemoteBases(
        async remotes => {
          const built = await this.#builder.build(
            { ...request, remotes },
            signal,
          );
          return remotes.size > 0 && !('unchanged' in built)
            ? { ...built, remote: true }
            : built;
        },
        fetcher,
        signal,
      );
    } finally {
      await fetcher.dispose();
    }
  }

  stop(): Promise<void> {
    return this.#builder.stop();
  }
}
