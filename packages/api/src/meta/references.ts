/** Names an object in the same namespace. */
export interface LocalObjectReference {
  name: string;
}

/** Names a Secret and, optionally, one of its keys. */
export interface SecretKeyReference {
  name: string;
  key?: string;
}

/** Names an object of a kind, in a namespace (default: that of the referrer). */
export interface NamespacedObjectKindReference {
  apiVersion?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** Another Kustomization (or HelmRelease) that must be ready first. */
export interface DependencyReference {
  name: string;
  /** Default: that of the referrer. */
  namespace?: string;
  /** CEL over `self` and `dep`. */
  readyExpr?: string;
}

/** How to reach another cluster; exactly one of the two. */
export interface KubeConfigReference {
  secretRef?: SecretKeyReference;
  configMapRef?: LocalObjectReference;
}
