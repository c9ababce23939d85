import { type Kustomization } from '../kustomization/kustomization';
import {
  buildAnnotations,
  localConfigAnnotation,
  originAnnotation,
  transformationsAnnotation,
} from '../resource/bookkeeping';
import { maskUrls } from '../remote/maskUrls';
import { type RemoteBases, RemoteNeededError } from '../remote/remoteBases';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { requireIdentity } from '../resource/readResources';
import { setEntries } from '../transform/labels';
import { addNameHashes } from '../transform/nameHash';
import { fixNameReferences } from '../transform/nameReferences';
import { sortResources } from '../transform/sortOrder';
import { resolveVariables } from '../transform/variables';
import { type FileTree } from '../tree/fileTree';
import { Accumulator } from './accumulator';
import { ConfinedFiles } from './confinedFiles';
import { BuildContext } from './context';
import { Loader } from './loader';
import { loadKustomization } from './loadKustomization';
import { Target } from './target';

export interface BuildOptions {
  /** Whether files may come from above the kustomization's directory; always from within the tree. Default `none`. */
  loadRestrictions?: 'rootOnly' | 'none';
  /**
   * The order of the result where `sortOptions` says nothing: `none` keeps that of accumulation, `legacy` sorts, `unspecified` is `legacy`
   * by default (as in the kustomize command). Without it that of accumulation is kept, as Flux does.
   */
  reorder?: 'none' | 'legacy' | 'unspecified';
  /** Labels every object with the tool that built it, as `buildMetadata: [managedByLabel]` does. */
  managedByLabel?: boolean;
  /** Whether `openapi.path` replaces the built-in schemas, as in kustomize (the default), or is added to them, as in Flux. */
  schemaFiles?: 'replace' | 'add';
  /**
   * What has been fetched of bases and files that are elsewhere; the build throws RemoteNeededError for what is missing. Without it, they
   * are refused.
   */
  remotes?: RemoteBases;
  /** Told about deprecated fields as often as they are met, also in a build that fails later. */
  onWarning?(text: string): void;
  /** Told what kustomize writes to its log, which puts the time before it. */
  onLog?(text: string): void;
}

export interface BuildRequest {
  tree: FileTree;
  /** The directory of the kustomization, relative to the tree's root; or a repository, as a base may name it. */
  path: string;
  options?: BuildOptions;
}

export interface BuildResult {
  resources: Resource[];
  /** What kustomize prints about deprecated fields, each once. */
  warnings: string[];
}

const twoOrders =
  "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.";

/** The tool and version that the managed-by label names. */
const managedBy = 'kustomize-v5.8.1';

/** Takes the place of the kustomization file of the directory a build begins in. */
export interface RootKustomization {
  kustomization: Kustomization;
  fileName: string;
  warnings: string[];
}

function dropLocal(resources: ResourceMap): void {
  const kept: Resource[] = [];
  for (const resource of resources) {
    if (!resource.node || resource.isEmpty()) continue;
    requireIdentity(resource.node);
    const local = resource.annotations().get(localConfigAnnotation);
    if (local === undefined || local === 'false') kept.push(resource);
  }
  resources.replaceAll(kept);
}

function cleanAnnotations(
  resource: Resource,
  buildMetadata: readonly string[],
): void {
  const annotations = resource.annotations();
  for (const name of buildAnnotations) annotations.delete(name);
  if (!buildMetadata.includes('originAnnotations')) {
    annotations.delete(originAnnotation);
  }
  if (!buildMetadata.includes('transformerAnnotations')) {
    annotations.delete(transformationsAnnotation);
  }
  resource.setAnnotations(annotations);
}

/** Builds with a kustomization that may differ from the file's. */
export function buildWithRoot(
  request: BuildRequest,
  root?: RootKustomization,
): BuildResult {
  const { remotes } = request.options ?? {};
  if (!remotes) return build(request, root);
  try {
    return build(request, root);
  } catch (error) {
    if (remotes.missing.length > 0) {
      throw new RemoteNeededError(remotes.missing);
    }
    if (!(error instanceof Error) || maskUrls(error.message) === error.message)
      throw error;
    throw new Error(maskUrls(error.message));
  }
}

function build(
  { tree, path, options = {} }: BuildRequest,
  root?: RootKustomization,
): BuildResult {
  const loader = Loader.at(
    {
      files: new ConfinedFiles(tree),
      rootOnly: options.loadRestrictions === 'rootOnly',
      remotes: options.remotes,
      onLog: options.onLog,
    },
    path,
  );
  const { kustomization, fileName, warnings } =
    root ?? loadKustomization(loader);
  const { buildMetadata } = kustomization;
  const context = new BuildContext({
    buildMetadata,
    schemaFiles: options.schemaFiles ?? 'replace',
    onWarning: options.onWarning,
  });
  context.warn(warnings);
  context.useSchema(kustomization, loader);

  const accumulator = new Accumulator();
  new Target({
    context,
    loader,
    kustomization,
    fileName,
    place: { path: '' },
    buildMetadata,
    inheritedNamespace: '',
  }).accumulate(accumulator);

  const { resources, config } = accumulator;
  addNameHashes(resources);
  fixNameReferences(resources, config.nameReference);
  const unused = resolveVariables(
    resources,
    [...accumulator.variables.values()],
    config.varReference,
  );
  if (unused.length > 0) {
    options.onLog?.(
      `well-defined vars that were never replaced: ${unused.join(',')}`,
    );
  }
  dropLocal(resources);
  if (kustomization.sortOptions) {
    if (options.reorder === 'none' || options.reorder === 'legacy') {
      options.onLog?.(twoOrders);
    }
    sortResources(resources, kustomization.sortOptions);
  } else if (options.reorder && options.reorder !== 'none') {
    sortResources(resources, { order: 'legacy' });
  }
  if (options.managedByLabel || buildMetadata.includes('managedByLabel')) {
    setEntries(
      resources,
      new Map([['app.kubernetes.io/managed-by', managedBy]]),
      [{ path: 'metadata/labels', create: true }],
    );
  }
  for (const resource of resources) cleanAnnotations(resource, buildMetadata);
  return { resources: resources.list(), warnings: [...context.warnings] };
}

/**
 * What `kustomize build` makes of a directory: all objects, customized, in order. Nothing outside of the tree is read, no
 * program is run and nothing is fetched.
 *
 * @throws Error naming the file or field, with kustomize's wording
 */
export function buildKustomization(request: BuildRequest): BuildResult {
  return buildWithRoot(request);
}
