import {
  type BuildInfo,
  Capabilities,
  KubeVersion,
  type Lookup,
  type RenderChartOptions,
  VersionSet,
  type Warn,
} from '@sluice/helm/offline';
import type { GoMap } from '@sluice/golang/value';
import { WorkerRequestError } from '@sluice/runtime/workers';
import { type PlainMap, checkCopyable, goMapFrom } from './plainValue';
import {
  type PostRenderDescription,
  descriptionOf,
  postRendererOf,
} from './postRender';

type KubeVersionParts = readonly [
  version: string,
  major: string,
  minor: string,
  normalized: string,
];

interface PlainCapabilities {
  readonly kubeVersion: KubeVersionParts;
  readonly apiVersions: readonly string[];
  readonly helmVersion: BuildInfo;
}

/** What of the options of a render is data. */
export interface PlainRenderOptions<Values = PlainMap>
  extends Pick<
    RenderChartOptions,
    | 'release'
    | 'apiVersions'
    | 'includeCrds'
    | 'subNotes'
    | 'hideSecrets'
    | 'skipSchemaValidation'
    | 'postRenderStrategy'
  > {
  readonly values: Values | undefined;
  readonly capabilities: PlainCapabilities | undefined;
  readonly kubeVersion: KubeVersionParts | undefined;
  readonly postRender: PostRenderDescription | undefined;
  readonly strict: boolean | undefined;
  readonly lint: boolean | undefined;
  readonly limits: {
    readonly maximumOutput?: number;
    readonly maximumSteps?: number;
    readonly deadline?: number;
  };
}

function refuse(what: string): never {
  throw new WorkerRequestError(`${what} cannot be taken to another thread`);
}

function partsOf(version: KubeVersion): KubeVersionParts {
  return [version.version, version.major, version.minor, version.normalized];
}

/** Refuses what only works where it was made. */
function checkFunctions({ engine = {}, schemas }: RenderChartOptions): void {
  if (schemas?.load) refuse('a function that loads schemas');
  if (engine.lookup) refuse('a function that answers lookups');
  if (engine.functions) refuse('functions of templates');
  if (engine.surroundings) refuse('the surroundings of templates');
  if (engine.limits?.now) refuse('a clock');
}

/**
 * The options as structured clone can copy them.
 *
 * @throws WorkerRequestError for functions: of post-renderers only those of {@link postRendererOf} can be sent
 */
export function plainOptions(
  options: RenderChartOptions,
): PlainRenderOptions<GoMap> {
  checkFunctions(options);
  const { values, capabilities, kubeVersion, postRenderer, engine } = options;
  if (values) checkCopyable(values);
  const postRender = postRenderer && descriptionOf(postRenderer);
  if (postRenderer && !postRender) refuse('a post-renderer');
  const { maximumOutput, maximumSteps, deadline } = engine?.limits ?? {};
  return {
    release: options.release,
    apiVersions: options.apiVersions,
    includeCrds: options.includeCrds,
    subNotes: options.subNotes,
    hideSecrets: options.hideSecrets,
    skipSchemaValidation: options.skipSchemaValidation,
    postRenderStrategy: options.postRenderStrategy,
    values,
    capabilities: capabilities && {
      kubeVersion: partsOf(capabilities.kubeVersion),
      apiVersions: capabilities.apiVersions.versions,
      helmVersion: capabilities.helmVersion,
    },
    kubeVersion: kubeVersion && partsOf(kubeVersion),
    postRender,
    strict: engine?.strict,
    lint: engine?.lint,
    limits: { maximumOutput, maximumSteps, deadline },
  };
}

/** The options again, in the worker. */
export function renderOptionsFrom(
  plain: PlainRenderOptions,
  here: { lookup: Lookup | undefined; warn: Warn },
): RenderChartOptions {
  const { values, capabilities, kubeVersion, postRender, ...rest } = plain;
  const { strict, lint, limits, ...options } = rest;
  return {
    ...options,
    values: values && goMapFrom(values),
    capabilities:
      capabilities &&
      new Capabilities({
        kubeVersion: new KubeVersion(...capabilities.kubeVersion),
        apiVersions: new VersionSet(capabilities.apiVersions),
        helmVersion: capabilities.helmVersion,
      }),
    kubeVersion: kubeVersion && new KubeVersion(...kubeVersion),
    postRenderer:
      postRender && postRendererOf(postRender.spec, postRender.owner),
    engine: { strict, lint, limits, lookup: here.lookup },
    warn: here.warn,
  };
}
