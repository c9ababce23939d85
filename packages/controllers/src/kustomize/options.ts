/** How Kustomizations are reconciled; the names are those of kustomize-controller's flags. */
export interface KustomizeOptions {
  /** Kustomizations at once. */
  concurrent: number;
  /** Dry runs at once within one Kustomization. */
  concurrentSSA: number;
  /** Milliseconds until a dependency or source that is not ready is looked at again, if nothing wakes it before. */
  requeueDependency: number;
  /** A dependency's `readyExpr` is asked besides the usual check, not in its place. */
  additiveReadyExpressions: boolean;
  /** Account to act as when the spec names none. */
  defaultServiceAccount: string;
  /** Refuse to act with the controller's own rights: an account must be named, in the spec or as the default. */
  requireServiceAccount: boolean;
  noCrossNamespaceRefs: boolean;
  /** Refuse bases and files that are not in the source. */
  noRemoteBases: boolean;
  /** Fetch them from public addresses only; not in Flux. */
  publicRemoteBasesOnly: boolean;
  /** Allow sources of kind ExternalArtifact. */
  externalArtifacts: boolean;
  /** End a health check as soon as one object has failed. */
  failFast: boolean;
  /** A variable that is not set and has no default fails the build. */
  strictSubstitutions: boolean;
  /** `<group>/<Kind>` that get a stage of their own. */
  customApplyStageKinds: readonly string[];
  /** Managers whose fields are taken over besides kubectl's. */
  overrideManagers: readonly string[];
  /** Percent by which the interval is spread. */
  intervalJitterPercentage: number;
  /** Selects the ConfigMaps and Secrets whose changes wake those that refer to them. */
  watchConfigsLabelSelector: string;
  /** Only these Kustomizations (sharding). */
  watchLabelSelector?: string;
  watchNamespace?: string;
  /** Milliseconds that no timeout is shorter than; Flux's is 30 s. */
  minimumTimeout: number;
  /** Milliseconds that unbroken watches are trusted to have seen every change, before everything is tried anew. */
  trustWatchesFor: number;
  /** Milliseconds before progress is written: what is faster than that is not worth two writes. */
  progressDelay: number;
  /** Bytes of built manifests that are kept for correcting single objects. */
  manifestCache: number;
}

export const defaultKustomizeOptions: KustomizeOptions = {
  concurrent: 4,
  concurrentSSA: 4,
  requeueDependency: 30_000,
  additiveReadyExpressions: false,
  defaultServiceAccount: '',
  requireServiceAccount: false,
  noCrossNamespaceRefs: false,
  noRemoteBases: false,
  publicRemoteBasesOnly: false,
  externalArtifacts: false,
  failFast: true,
  strictSubstitutions: true,
  customApplyStageKinds: [],
  overrideManagers: [],
  intervalJitterPercentage: 5,
  watchConfigsLabelSelector: 'reconcile.fluxcd.io/watch=Enabled',
  minimumTimeout: 30_000,
  trustWatchesFor: 900_000,
  progressDelay: 2_000,
  manifestCache: 64 * 1024 * 1024,
};

/** Field manager of what is applied, and name of the controller in events. */
export const controllerName = 'kustomize-controller';
/** Field manager of Kustomizations' status and finalizers. */
export const statusManager = 'gotk-kustomize-controller';
