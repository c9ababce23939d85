import type { Kustomization } from '@sluice/api';
import type {
  Condition,
  KubernetesObject,
  ObjectType,
} from '@sluice/kubernetes';

const sourceApi = 'source.toolkit.fluxcd.io/v1';

/** The kinds that can be the source of an applier. */
export const sourceKinds = [
  'GitRepository',
  'OCIRepository',
  'Bucket',
  'ExternalArtifact',
] as const;

export const sourceTypes: readonly ObjectType[] = sourceKinds.map(kind => ({
  apiVersion: sourceApi,
  kind,
}));

/** Workloads whose health and images the pages show; only those that Flux labelled. */
export const workloadTypes: readonly ObjectType[] = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
];

/** A source as far as the portal needs it, whatever its kind. */
export interface Source extends KubernetesObject {
  spec?: {
    url?: string;
    interval?: string;
    suspend?: boolean;
    ref?: { branch?: string; tag?: string; semver?: string; commit?: string };
  };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    artifact?: {
      revision: string;
      digest?: string;
      url?: string;
      lastUpdateTime?: string;
      metadata?: Record<string, string>;
    };
  };
}

export interface Container {
  name: string;
  image?: string;
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string> };
  spec?: { containers?: Container[]; initContainers?: Container[] };
}

/** A workload as far as the portal needs it. */
export interface Workload extends KubernetesObject {
  spec?: {
    replicas?: number;
    selector?: { matchLabels?: Record<string, string> };
    template?: PodTemplate;
    jobTemplate?: { spec?: { template?: PodTemplate } };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    updatedNumberScheduled?: number;
    succeeded?: number;
    failed?: number;
    conditions?: Condition[];
  };
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; message?: string; exitCode?: number };
}

export interface Pod extends KubernetesObject {
  spec?: { containers?: Container[] };
  status?: {
    phase?: string;
    conditions?: Condition[];
    containerStatuses?: {
      name: string;
      ready?: boolean;
      image?: string;
      imageID?: string;
      state?: ContainerState;
      lastState?: ContainerState;
    }[];
    initContainerStatuses?: { name: string; state?: ContainerState }[];
  };
}

export interface CoreEvent extends KubernetesObject {
  involvedObject: {
    apiVersion?: string;
    kind?: string;
    namespace?: string;
    name?: string;
    uid?: string;
  };
  reason?: string;
  message?: string;
  type?: string;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
}

export interface Lease extends KubernetesObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    renewTime?: string;
    acquireTime?: string;
  };
}

export type { Kustomization };
