import type { GoMap } from '@sluice/golang/value';
import type { RequestOptions } from '@sluice/kubernetes';
import type { Dependency } from '../chart';
import { HelmError } from '../kube/errors';
import { type Release, validateReleaseName } from '../release';
import { coalesceValues } from '../values';
import type { Configuration } from './configuration';

export interface InspectOptions extends RequestOptions {
  /** Of the release. */
  name: string;
  /** Which revision; 0, the default: the last. */
  version?: number;
}

/** A revision of a release (`helm get`). @throws ReleaseNotFoundError, HelmError, StorageError */
export async function getRelease(
  config: Configuration,
  options: InspectOptions,
): Promise<Release> {
  const { name, version = 0, ...request } = options;
  await config.kube.checkReachable(request);
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`releaseContent: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
  return version <= 0
    ? await config.releases.last(name, request)
    : await config.releases.get(name, version, request);
}

/** All revisions of a release, in no order (`helm history`). @throws ReleaseNotFoundError, HelmError, StorageError */
export async function getHistory(
  config: Configuration,
  options: Omit<InspectOptions, 'version'>,
): Promise<Release[]> {
  const { name, ...request } = options;
  await config.kube.checkReachable(request);
  try {
    validateReleaseName(name);
  } catch (error) {
    throw new HelmError(`release name is invalid: ${name}`, { cause: error });
  }
  return await config.releases.history(name, request);
}

/** The values of a release: what the user gave, or all with the chart's (`helm get values [--all]`). */
export async function getValues(
  config: Configuration,
  options: InspectOptions & { all?: boolean },
): Promise<GoMap> {
  const { all, ...rest } = options;
  const { chart, config: values } = await getRelease(config, rest);
  return all && chart ? coalesceValues(chart, values) : values;
}

/** What `helm get metadata` tells. */
export interface ReleaseMetadata {
  name: string;
  chart: string;
  version: string;
  appVersion: string;
  annotations: ReadonlyMap<string, string>;
  labels: ReadonlyMap<string, string>;
  dependencies: readonly Dependency[];
  namespace: string;
  revision: number;
  status: string;
  /** RFC 3339 in whole seconds. */
  deployedAt: string;
  applyMethod: string;
}

/** What is to be told about a release apart from its content (`helm get metadata`). */
export async function getMetadata(
  config: Configuration,
  options: InspectOptions,
): Promise<ReleaseMetadata> {
  const release = await getRelease(config, options);
  const { chart, info } = release;
  return {
    name: release.name,
    chart: chart?.metadata.name ?? '',
    version: chart?.metadata.version ?? '',
    appVersion: chart?.metadata.appVersion ?? '',
    annotations: chart?.metadata.annotations ?? new Map(),
    labels: release.labels,
    dependencies: (chart?.metadata.dependencies ?? []).flatMap(d => d ?? []),
    namespace: release.namespace,
    revision: release.version,
    status: info.status,
    deployedAt: (info.lastDeployed ?? '').replace(/\.\d+/, ''),
    applyMethod: release.applyMethod,
  };
}
