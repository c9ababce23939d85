import { join, parse } from 'node:path';
import type { Kustomization } from '@sluice/api';
import type { JsonObject } from '@sluice/golang/json';
import {
  DirectoryTree,
  type FluxSubstitution,
  RemoteBases,
  buildFluxKustomization,
  withRemoteBases,
} from '@sluice/kustomize';
import { messageOf } from '../messageOf';
import { ignoredBelow } from './ignorePatterns';
import { maskSecret } from './maskSecret';
import {
  asKustomization,
  isFluxKustomization,
  isJsonObject,
} from './readKustomization';
import type { CreateFetcher } from './remoteFetcher';
import { startDirectory } from './startDirectory';

const ownerLabels = 'kustomize.toolkit.fluxcd.io';
/** How deep Kustomizations may lead to one another. */
const maxDepth = 50;

/** What a cluster is asked for; absent in a dry run. */
export interface ClusterReader {
  /** The Kustomization as it is in the cluster; undefined when there is none. */
  kustomization(
    namespace: string,
    name: string,
  ): Promise<Kustomization | undefined>;
  /** The variables of `postBuild.substituteFrom`, or why they could not be read. */
  variables(
    kustomization: Kustomization,
  ): Promise<ReadonlyMap<string, string> | { error: string }>;
}

export interface BuilderOptions {
  cluster?: ClusterReader;
  strictSubstitute: boolean;
  ignorePaths: readonly string[];
  recursive: boolean;
  /** Directories by `Kind/namespace/name` of the source that they stand for. */
  localSources: ReadonlyMap<string, string>;
  /** Makes what fetches remote bases, for the build that needs it. */
  createFetcher: CreateFetcher;
  signal: AbortSignal;
  onWarning(text: string): void;
}

function withText(
  object: JsonObject,
  field: 'labels' | 'annotations',
  added: Record<string, string>,
): JsonObject {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const present = isJsonObject(metadata[field]) ? metadata[field] : {};
  return {
    ...object,
    metadata: { ...metadata, [field]: { ...present, ...added } },
  };
}

function withCommonMetadata(
  object: JsonObject,
  common: Kustomization['spec']['commonMetadata'],
): JsonObject {
  let result = object;
  for (const field of ['labels', 'annotations'] as const) {
    const added = common?.[field] ?? {};
    if (Object.keys(added).length > 0) result = withText(result, field, added);
  }
  return result;
}

/** Builds what a Flux Kustomization would put into a cluster, from a directory of this machine. */
export class KustomizationBuilder {
  readonly #options: BuilderOptions;

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /**
   * The objects of a Kustomization, and with `recursive` those of the Kustomizations among them.
   *
   * @param directory - where its manifests are, instead of its `spec.path`
   * @throws Error in flux's words
   */
  async build(
    kustomization: Kustomization,
    directory: string,
    depth: number = 0,
  ): Promise<JsonObject[]> {
    if (depth > maxDepth) {
      throw new Error(`Kustomizations lead to one another ${maxDepth} times`);
    }
    const objects = await this.#buildOne(kustomization, directory);
    if (!this.#options.recursive) return objects;
    const all = [...objects];
    for (const object of objects) {
      if (!isFluxKustomization(object)) continue;
      const inner = asKustomization(object);
      const { name, namespace } = inner.metadata;
      if (
        name === kustomization.metadata.name &&
        namespace === kustomization.metadata.namespace
      ) {
        continue;
      }
      const live = await this.#options.cluster?.kustomization(
        namespace ?? '',
        name ?? '',
      );
      all.push(
        ...(await this.build(live ?? inner, this.#localPath(inner), depth + 1)),
      );
    }
    return all;
  }

  #localPath({ metadata, spec }: Kustomization): string {
    const { kind, name, namespace = metadata.namespace } = spec.sourceRef;
    const key = [kind, namespace, name].filter(Boolean).join('/');
    const directory = this.#options.localSources.get(key);
    if (directory === undefined) {
      throw new Error(
        `cannot get local path for ${key} of kustomization ${metadata.name}`,
      );
    }
    return join(directory, spec.path ?? '');
  }

  async #substitution({
    metadata,
    spec,
    ...rest
  }: Kustomization): Promise<FluxSubstitution | undefined> {
    const { postBuild } = spec;
    if (!postBuild) return undefined;
    const read =
      (await this.#options.cluster?.variables({ metadata, spec, ...rest })) ??
      new Map<string, string>();
    return {
      variables:
        'error' in read
          ? read
          : new Map([...read, ...Object.entries(postBuild.substitute ?? {})]),
      strict: this.#options.strictSubstitute,
      strategy: postBuild.substituteStrategy ?? 'WithVariables',
    };
  }

  async #buildWithRemotes<T>(build: (remotes: RemoteBases) => T): Promise<T> {
    const { createFetcher, signal } = this.#options;
    let fetcher: ReturnType<CreateFetcher> | undefined;
    try {
      return await withRemoteBases(
        answers => build(new RemoteBases(answers)),
        {
          fetch: async (request, within) => {
            fetcher ??= createFetcher();
            return (await fetcher).fetch(request, within);
          },
        },
        signal,
      );
    } finally {
      await (await fetcher)?.dispose();
    }
  }

  async #buildOne(
    kustomization: Kustomization,
    argument: string,
  ): Promise<JsonObject[]> {
    const substitution = await this.#substitution(kustomization);
    const { name = '', namespace = '' } = kustomization.metadata;
    const directory = startDirectory(argument);
    const { root } = parse(directory);
    const isIgnored = ignoredBelow(directory, this.#options.ignorePaths);
    let built;
    try {
      built = await this.#buildWithRemotes(remotes =>
        buildFluxKustomization({
          tree: new DirectoryTree(root),
          path: directory.slice(root.length),
          spec: kustomization.spec,
          isIgnored: path => isIgnored(join(root, path)),
          remotes,
          substitution,
        }),
      );
    } catch (error) {
      this.#options.signal.throwIfAborted();
      throw new Error(inFluxWords(messageOf(error)), { cause: error });
    }
    built.warnings.forEach(this.#options.onWarning);
    const labels = {
      [`${ownerLabels}/name`]: name,
      [`${ownerLabels}/namespace`]: namespace,
    };
    return built.objects.map(object =>
      withCommonMetadata(
        maskSecret(withText(object, 'labels', labels)),
        kustomization.spec.commonMetadata,
      ),
    );
  }
}

/** What the controller says of a failure, as the command says it. */
function inFluxWords(message: string): string {
  const substitution = /^post build failed for '[^']*\/([^/']*)': ([^]*)$/.exec(
    message,
  );
  if (substitution) {
    return `var substitution failed for '${substitution[1]}': ${substitution[2]}`;
  }
  return message.startsWith('kustomize build failed: ')
    ? message
    : `failed to generate kustomization.yaml: ${message}`;
}
