/** Which objects a patch is for; patterns as in kustomize. */
export interface FluxSelector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  annotationSelector?: string;
  labelSelector?: string;
}

/** The fields of a Kustomization's `spec` that change what kustomize builds. */
export interface FluxBuildSpec {
  targetNamespace?: string;
  namePrefix?: string;
  nameSuffix?: string;
  patches?: readonly { patch: string; target?: FluxSelector }[];
  images?: readonly {
    name: string;
    newName?: string;
    newTag?: string;
    digest?: string;
  }[];
  /** Local, relative paths. */
  components?: readonly string[];
  ignoreMissingComponents?: boolean;
  buildMetadata?: readonly string[];
}

/** What `postBuild` asks for. */
export interface FluxSubstitution {
  /**
   * The values by name, those of `substitute` over those of `substituteFrom`; or why they could not be loaded, which is
   * an error only if there is an object that they are meant for.
   */
  variables: ReadonlyMap<string, string> | { error: string };
  /** Whether a variable that is not set and has no default is an error. */
  strict: boolean;
  strategy: 'WithVariables' | 'Always';
}
