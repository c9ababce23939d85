import type { Connection } from './connection';

/** Where a cluster's credentials come from. */
export type ConnectionSource =
  /** Path of a kubeconfig file, with everything that client-node knows: exec plugins, OIDC, cloud tokens. */
  | { kubeconfig: string; context?: string }
  /** The text of a kubeconfig. */
  | { kubeconfigText: string; context?: string }
  /** The service account that the process runs under in a cluster. */
  | { inCluster: true }
  /** `KUBECONFIG`, `~/.kube/config`, then in-cluster: as kubectl. */
  | { default: true; context?: string };

/** Loads a connection. client-node is only loaded when the source needs it. */
export declare function loadConnection(
  source: ConnectionSource,
): Promise<Connection>;
