import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type {
  DependencyReference,
  KubeConfigReference,
  LocalObjectReference,
  NamespacedObjectKindReference,
  ReconciledStatus,
} from '../meta';

export const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';
export const kustomizeApiVersion = 'kustomize.toolkit.fluxcd.io/v1';
export const kustomizationKind = 'Kustomization';
export const kustomizationType = {
  apiVersion: kustomizeApiVersion,
  kind: kustomizationKind,
} as const;

/** Chooses objects, as kustomize's `target` does. */
export interface KustomizeSelector {
  group?: string;
  version?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  annotationSelector?: string;
  labelSelector?: string;
}

/** A strategic merge or JSON 6902 patch, as text. */
export interface KustomizePatch {
  patch: string;
  target?: KustomizeSelector;
}

/** An image to rename or to pin. */
export interface KustomizeImage {
  name: string;
  newName?: string;
  newTag?: string;
  digest?: string;
}

export interface SubstituteReference {
  kind: 'Secret' | 'ConfigMap';
  name: string;
  optional?: boolean;
}

export interface PostBuild {
  substitute?: Record<string, string>;
  substituteFrom?: SubstituteReference[];
  substituteStrategy?: 'WithVariables' | 'Always';
}

export interface HealthCheckExpr {
  apiVersion: string;
  kind?: string;
  current: string;
  failed?: string;
  inProgress?: string;
}

export type DeletionPolicy =
  | 'MirrorPrune'
  | 'Delete'
  | 'WaitForTermination'
  | 'Orphan';

export interface KustomizationSpec {
  /** Go duration, as all durations here. */
  interval: string;
  retryInterval?: string;
  timeout?: string;
  sourceRef: NamespacedObjectKindReference & {
    kind: 'OCIRepository' | 'GitRepository' | 'Bucket' | 'ExternalArtifact';
  };
  path?: string;
  prune: boolean;
  deletionPolicy?: DeletionPolicy;
  dependsOn?: DependencyReference[];
  decryption?: {
    provider: 'sops';
    secretRef?: LocalObjectReference;
    serviceAccountName?: string;
  };
  force?: boolean;
  healthChecks?: NamespacedObjectKindReference[];
  healthCheckExprs?: HealthCheckExpr[];
  wait?: boolean;
  suspend?: boolean;
  targetNamespace?: string;
  serviceAccountName?: string;
  kubeConfig?: KubeConfigReference;
  namePrefix?: string;
  nameSuffix?: string;
  commonMetadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  components?: string[];
  ignoreMissingComponents?: boolean;
  images?: KustomizeImage[];
  patches?: KustomizePatch[];
  postBuild?: PostBuild;
  buildMetadata?: ('originAnnotations' | 'transformerAnnotations')[];
  /** Fields (JSON pointers) that drift correction leaves alone. */
  ignore?: { paths: string[]; target?: KustomizeSelector }[];
}

/** One applied object: `id` is `<namespace>_<name>_<group>_<kind>`, `v` the API version. */
export interface InventoryEntry {
  id: string;
  v: string;
}

export interface ReconciliationSnapshot {
  digest: string;
  firstReconciled: string;
  lastReconciled: string;
  lastReconciledDuration: string;
  lastReconciledStatus: string;
  totalReconciliations: number;
  metadata?: Record<string, string>;
}

export interface KustomizationStatus extends ReconciledStatus {
  inventory?: { entries: InventoryEntry[] };
  lastAppliedRevision?: string;
  lastAppliedOriginRevision?: string;
  lastAttemptedRevision?: string;
  history?: ReconciliationSnapshot[];
}

/** A folder of an artifact that is built, applied, pruned and watched over. */
export interface Kustomization extends KubernetesObject {
  spec: KustomizationSpec;
  status?: KustomizationStatus;
}
