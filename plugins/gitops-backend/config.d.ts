export interface Config {
  /** GitOps: the clusters to show and to reconcile, and what the environments are called. */
  gitops?: {
    /** The clusters. A cluster that does not answer never keeps the backend from starting. */
    clusters?: Array<{
      /** Unique name; part of the ids of objects. */
      name: string;
      /** Shown to people. Defaults to the name. */
      title?: string;
      /**
       * `reconcile`: Sluice's controllers run here; `observe`: Flux runs there, the portal shows and asks; `embedded`: as reconcile,
       * on the demo's API server. Defaults to observe.
       */
      mode?: 'reconcile' | 'observe' | 'embedded';
      /** Path of a kubeconfig for the portal's own account. */
      kubeconfig?: string;
      /** Context of the kubeconfig. Defaults to its current one. */
      context?: string;
      /** Use the account of the pod that the backend runs in. */
      inCluster?: boolean;
      /** URL of the API server, with serviceAccountToken. */
      url?: string;
      /** CA of the API server, base64. */
      caData?: string;
      /** Token of the portal's account, with url. @visibility secret */
      serviceAccountToken?: string;
      /** How Sluice's controllers run, in the modes reconcile and embedded. */
      controllers?: {
        /** Set to false when they run elsewhere, as `sluice controllers`. Defaults to true. */
        enabled?: boolean;
        /** Path of the kubeconfig of the controllers' account. Defaults to the portal's. */
        kubeconfig?: string;
        /** Where artifacts are kept. Defaults to a folder in the backend's working directory. */
        storageDir?: string;
        /** Namespace of the leases. Defaults to flux-system. */
        runtimeNamespace?: string;
        /** Further flags, as `sluice controllers --help` lists them. */
        args?: string[];
      };
      /** Where artifacts may be read from to show differences. */
      artifacts?: {
        /** Origins besides the loopback interface, for example `http://source-controller.flux-system.svc`. */
        allowedOrigins?: string[];
      };
    }>;
    /** What environments are called, in order; the first that matches wins. Without any, each cluster is one. */
    environments?: Array<{
      name: string;
      /** Shown to people. Defaults to the name. */
      title?: string;
      /** All that are given must hold. */
      match?: {
        /** Name of a cluster, `*` stands for any text. */
        cluster?: string;
        /** Namespace of the Flux object, `*` stands for any text. */
        namespace?: string;
        /** `spec.path`, `*` stands for any text without a slash, `**` for any text. */
        path?: string;
        /** Labels of the Flux object. */
        labels?: { [name: string]: string };
      };
    }>;
  };
}
