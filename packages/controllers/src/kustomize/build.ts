import type { Kustomization } from '@sluice/api';
import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import type { RemoteAnswers, TreeRecord } from '@sluice/kustomize';
import type { SubstitutionVariables } from './substitution';

/** What a build needs; plain data, since it goes to a worker thread. */
export interface BuildRequest {
  /** Root of the unpacked artifact; nothing outside of it is read. */
  directory: string;
  /** What messages call the root: never where it really is. */
  displayRoot: string;
  /** Where the Kustomization points, relative to it. */
  path: string;
  kustomization: Pick<
    Kustomization,
    'apiVersion' | 'kind' | 'metadata' | 'spec'
  >;
  variables: SubstitutionVariables;
  strictSubstitutions: boolean;
  /** What has been fetched of remote bases; without it, they are refused. */
  remotes?: RemoteAnswers;
  /** What the last build of all else in this request asked of its artifact: where this one answers alike, nothing is built. */
  known?: TreeRecord;
}

/** What a build gives. */
export interface BuildResult {
  /** Ready to be applied but for the labels of the owner; in the order of the build. */
  objects: UnstructuredObject[];
  /** `sha256:<hex>` of the built YAML. */
  digest: string;
  /** `Kind/namespace/name` of a Secret that is still encrypted. */
  encrypted?: string;
  /** `Kind/namespace/name` of objects whose API version was raised, with the old and the new one. */
  raised: { subject: string; from: string; to: string }[];
  /** Something was fetched that the artifact does not hold, so that the same inputs may give something else. */
  remote?: boolean;
  /** What was asked of the artifact. */
  record: TreeRecord;
}

/** A build would give what it gave when the request's record was made. */
export interface Unchanged {
  unchanged: true;
}

/** Builds manifests; a failure's message is the one that users see, but for RemoteNeededError. */
export interface ManifestBuilder {
  build(
    request: BuildRequest,
    signal: AbortSignal,
  ): Promise<BuildResult | Unchanged>;
  stop(): Promise<void>;
}
