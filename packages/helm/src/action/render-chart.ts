import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { GoError, type GoMap } from '@sluice/golang/value';
import { Capabilities, type KubeVersion, VersionSet } from '../capabilities';
import { type Chart } from '../chart';
import { messageOf } from '../chart/error';
import { compareNames } from '../chart/tree';
import { isCompatibleRange, processDependencies } from '../dependencies';
import { type RenderOptions, renderTemplates, renderValues } from '../engine';
import {
  type Hook,
  type Manifest,
  type PostRenderer,
  type PostRenderStrategy,
  installOrder,
  postRender,
  sortManifests,
} from '../manifest';
import { isBlank } from '../manifest/space';
import { validateReleaseName } from '../release/names';
import { type CompileOptions } from '../schema';
import { type Warn } from '../warn';

export interface RenderChartOptions {
  /** What the user gives over the chart's values. It is not changed. */
  values?: GoMap;
  release: {
    name: string;
    namespace?: string;
    /** Default 1. */
    revision?: number;
    /** `.Release.IsUpgrade` in place of `.Release.IsInstall`. */
    isUpgrade?: boolean;
  };
  /** What the cluster can do; without it, what Helm takes for granted where there is none. */
  capabilities?: Capabilities;
  /** In place of the version in the capabilities. */
  kubeVersion?: KubeVersion;
  /** Besides those in the capabilities. */
  apiVersions?: readonly string[];
  /** Puts the CRDs of `crds/` in front. */
  includeCrds?: boolean;
  /** Takes the notes of charts below, too. */
  subNotes?: boolean;
  /** Leaves the content of Secrets out of the manifest. */
  hideSecrets?: boolean;
  skipSchemaValidation?: boolean;
  postRenderer?: PostRenderer;
  postRenderStrategy?: PostRenderStrategy;
  schemas?: CompileOptions;
  /** How templates are rendered: strictness, lookups, limits. */
  engine?: RenderOptions;
  warn?: Warn;
}

export interface RenderedChart {
  /** The chart as it was rendered: without what is disabled, with what was imported. */
  chart: Chart;
  /** What Helm stores as a release's manifest: `---\n# Source: …` and each object in the order of installing. */
  manifest: string;
  manifests: Manifest[];
  hooks: Hook[];
  notes: string;
}

/**
 * The chart does not suit the cluster, a template failed, or what was rendered is no YAML; what there is of the manifest is
 * given so that it can be looked at. Other errors come before there is a release to speak of.
 */
export class ReleaseRenderError extends GoError {
  constructor(
    message: string,
    readonly manifest: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ReleaseRenderError';
  }
}

const NOTES = 'NOTES.txt';

function capabilitiesOf(options: RenderChartOptions): Capabilities {
  const base = options.capabilities ?? new Capabilities();
  if (!options.kubeVersion && !options.apiVersions?.length) return base;
  return new Capabilities({
    kubeVersion: options.kubeVersion ?? base.kubeVersion,
    apiVersions: options.apiVersions?.length
      ? new VersionSet([...base.apiVersions.versions, ...options.apiVersions])
      : base.apiVersions,
    helmVersion: base.helmVersion,
  });
}

function checkKubeVersion(chart: Chart, { kubeVersion }: Capabilities): void {
  const range = chart.metadata.kubeVersion;
  if (range !== '' && !isCompatibleRange(range, kubeVersion.toString())) {
    throw new GoError(
      `chart requires kubeVersion: ${range} which is incompatible with Kubernetes ${kubeVersion.version}`,
    );
  }
}

function checkName(name: string): void {
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new GoError(
      `release name check failed: release name ${quote(name)}: ${messageOf(
        error,
      )}`,
      { cause: error },
    );
  }
}

/** Takes the notes out of rendered files. */
function takeNotes(
  chart: Chart,
  files: Map<string, string>,
  subNotes: boolean,
): string {
  const own = posix.join(chart.name, 'templates', NOTES);
  const notes: string[] = [];
  for (const path of [...files.keys()].sort(compareNames)) {
    if (path.endsWith(NOTES)) {
      if (subNotes || path === own) notes.push(files.get(path) ?? '');
      files.delete(path);
    }
  }
  return notes.reduce(
    (text, next) => (text === '' ? next : `${text}\n${next}`),
    '',
  );
}

/** One object in a manifest. */
export function sourceText(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

function unsorted(files: ReadonlyMap<string, string>): string {
  return [...files.keys()]
    .sort(compareNames)
    .filter(path => !isBlank(files.get(path) ?? ''))
    .map(path => sourceText(path, files.get(path) ?? ''))
    .join('');
}

function manifestText(
  chart: Chart,
  manifests: readonly Manifest[],
  options: RenderChartOptions,
): string {
  const crds = options.includeCrds
    ? chart.crds.map(({ filename, file }) =>
        sourceText(filename, Buffer.from(file.data).toString()),
      )
    : [];
  const objects = manifests.map(({ path, content, head }) =>
    options.hideSecrets && head.kind === 'Secret' && head.apiVersion === 'v1'
      ? `---\n# Source: ${path}\n# HIDDEN: The Secret output has been suppressed\n`
      : sourceText(path, content),
  );
  return crds.concat(objects).join('');
}

/**
 * Renders a chart as `helm install` with a dry run: dependencies, values, schemas, templates, notes, hooks and objects in their
 * order. The chart given stays as it is.
 *
 * @throws GoError, ReleaseRenderError with Helm's messages
 */
export function renderChart(
  source: Chart,
  options: RenderChartOptions,
): RenderedChart {
  const chart = source.copy();
  const values = options.values ?? new Map();
  const { release, warn } = options;
  checkName(release.name);
  try {
    processDependencies(chart, values, warn);
  } catch (error) {
    throw new GoError(
      `chart dependencies processing failed: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const capabilities = capabilitiesOf(options);
  const top = renderValues(chart, values, {
    release: {
      name: release.name,
      namespace: release.namespace ?? 'default',
      revision: release.revision ?? 1,
      isInstall: !release.isUpgrade,
      isUpgrade: release.isUpgrade === true,
    },
    capabilities,
    skipSchemaValidation: options.skipSchemaValidation,
    schemas: options.schemas,
    warn,
  });
  try {
    return { chart, ...renderResources(chart, top, capabilities, options) };
  } catch (error) {
    throw error instanceof ReleaseRenderError
      ? error
      : new ReleaseRenderError(messageOf(error), '', { cause: error });
  }
}

function renderResources(
  chart: Chart,
  top: GoMap,
  capabilities: Capabilities,
  options: RenderChartOptions,
): Omit<RenderedChart, 'chart'> {
  checkKubeVersion(chart, capabilities);
  const rendered = renderTemplates(chart, top, {
    warn: options.warn,
    ...options.engine,
  });
  const notes = takeNotes(chart, rendered, options.subNotes === true);
  const files = options.postRenderer
    ? postRender(rendered, options.postRenderer, options.postRenderStrategy)
    : rendered;
  try {
    const { hooks, manifests } = sortManifests(
      files,
      installOrder,
      options.warn,
    );
    const manifest = manifestText(chart, manifests, options);
    return { manifest, manifests, hooks, notes };
  } catch (error) {
    throw new ReleaseRenderError(messageOf(error), unsorted(files), {
      cause: error,
    });
  }
}
