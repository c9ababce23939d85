import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type {
  Artifact,
  LocalObjectReference,
  NamespacedObjectKindReference,
  ReconciledStatus,
} from '../meta';
import { sourceApiVersion } from './groupVersion';

/** Status of a source that has an artifact. */
export interface SourceStatus extends ReconciledStatus {
  artifact?: Artifact;
  url?: string;
}

/** What every polled source's spec begins with. */
export interface PolledSourceSpec {
  /** Go duration. */
  interval: string;
  timeout?: string;
  suspend?: boolean;
  secretRef?: LocalObjectReference;
}

export const bucketType = {
  apiVersion: sourceApiVersion,
  kind: 'Bucket',
} as const;
export interface Bucket extends KubernetesObject {
  spec: PolledSourceSpec & {
    bucketName: string;
    endpoint: string;
    provider?: 'generic' | 'aws' | 'gcp' | 'azure';
    prefix?: string;
    region?: string;
    insecure?: boolean;
    ignore?: string;
  };
  status?: SourceStatus & { observedIgnore?: string };
}

export const ociRepositoryType = {
  apiVersion: sourceApiVersion,
  kind: 'OCIRepository',
} as const;
export interface OCIRepository extends KubernetesObject {
  spec: PolledSourceSpec & {
    url: string;
    ref?: {
      digest?: string;
      semver?: string;
      semverFilter?: string;
      tag?: string;
    };
    layerSelector?: { mediaType?: string; operation?: 'extract' | 'copy' };
    provider?: 'generic' | 'aws' | 'azure' | 'gcp';
    serviceAccountName?: string;
    insecure?: boolean;
    ignore?: string;
  };
  status?: SourceStatus & { observedIgnore?: string };
}

export const helmRepositoryType = {
  apiVersion: sourceApiVersion,
  kind: 'HelmRepository',
} as const;
export interface HelmRepository extends KubernetesObject {
  spec: Omit<PolledSourceSpec, 'interval'> & {
    url: string;
    interval?: string;
    type?: 'default' | 'oci';
    insecure?: boolean;
    passCredentials?: boolean;
  };
  status?: SourceStatus;
}

export const helmChartType = {
  apiVersion: sourceApiVersion,
  kind: 'HelmChart',
} as const;
export interface HelmChart extends KubernetesObject {
  spec: Omit<PolledSourceSpec, 'secretRef' | 'timeout'> & {
    chart: string;
    version?: string;
    sourceRef: {
      apiVersion?: string;
      kind: 'HelmRepository' | 'GitRepository' | 'Bucket';
      name: string;
    };
    reconcileStrategy?: 'ChartVersion' | 'Revision';
    valuesFiles?: string[];
    ignoreMissingValuesFiles?: boolean;
  };
  status?: SourceStatus & {
    observedChartName?: string;
    observedSourceArtifactRevision?: string;
    observedValuesFiles?: string[];
  };
}

export const externalArtifactType = {
  apiVersion: sourceApiVersion,
  kind: 'ExternalArtifact',
} as const;
/** An artifact that a third party stores; nobody here reconciles it. */
export interface ExternalArtifact extends KubernetesObject {
  spec?: { sourceRef?: NamespacedObjectKindReference };
  status?: SourceStatus;
}
