import type { KubernetesObject } from '@sluice/kubernetes/objects';
import type { Artifact, LocalObjectReference, ReconciledStatus } from '../meta';
import { sourceApiVersion } from './groupVersion';

export const gitRepositoryKind = 'GitRepository';
export const gitRepositoryType = {
  apiVersion: sourceApiVersion,
  kind: gitRepositoryKind,
} as const;

/** What to check out; precedence: commit, name, semver, tag, branch. */
export interface GitRepositoryRef {
  /** Default `master`, when nothing else is named. */
  branch?: string;
  tag?: string;
  semver?: string;
  /** A full reference name, for example `refs/pull/420/head`. */
  name?: string;
  commit?: string;
}

export interface GitRepositoryInclude {
  repository: LocalObjectReference;
  fromPath?: string;
  toPath?: string;
}

export interface GitRepositoryVerification {
  mode?: 'head' | 'HEAD' | 'Tag' | 'TagAndHEAD';
  secretRef: LocalObjectReference;
}

export interface GitRepositorySpec {
  url: string;
  secretRef?: LocalObjectReference;
  provider?: 'generic' | 'aws' | 'azure' | 'github';
  serviceAccountName?: string;
  /** Go duration. */
  interval: string;
  /** Go duration, default 60s. */
  timeout?: string;
  ref?: GitRepositoryRef;
  verify?: GitRepositoryVerification;
  proxySecretRef?: LocalObjectReference;
  /** Patterns as in `.sourceignore`. */
  ignore?: string;
  suspend?: boolean;
  recurseSubmodules?: boolean;
  include?: GitRepositoryInclude[];
  sparseCheckout?: string[];
}

export interface GitRepositoryStatus extends ReconciledStatus {
  artifact?: Artifact;
  includedArtifacts?: Artifact[];
  observedIgnore?: string;
  observedRecurseSubmodules?: boolean;
  observedInclude?: GitRepositoryInclude[];
  observedSparseCheckout?: string[];
  sourceVerificationMode?: string;
}

/** A Git repository whose content at a reference becomes an artifact. */
export interface GitRepository extends KubernetesObject {
  spec: GitRepositorySpec;
  status?: GitRepositoryStatus;
}
