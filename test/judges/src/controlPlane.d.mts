/** What to start, and where. */
export interface ControlPlaneOptions {
  /**
   * Folder to keep the state in: it stays after `stop()`, and starting with it again continues from
   * there, with the same certificate authority. Default: a temporary folder, removed on `stop()`.
   */
  readonly dataDir?: string;
  /** Port of the API server. Default: a free one. */
  readonly port?: number;
  /** Writes an audit log, one JSON event (audit.k8s.io/v1) a line. Default: none. */
  readonly auditLog?: boolean;
  /**
   * Audit policy, as an object or as YAML; implies `auditLog`. Default: the metadata of every
   * request, when it is answered.
   */
  readonly auditPolicy?: object | string;
  /**
   * Runs the controller manager, so that Deployments, Jobs, garbage collection, service accounts
   * and namespaces behave for real. Default: true.
   */
  readonly controllerManager?: boolean;
  /** More flags for the API server, which win over ours. */
  readonly extraApiServerArgs?: readonly string[];
  /** Hears what has become ready, and when. */
  readonly log?: (message: string) => void;
}

/** A real Kubernetes control plane on the loopback, without nodes. */
export interface ControlPlane {
  /** Address of the API server, `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** Path of an administrator's kubeconfig (group `system:masters`). */
  readonly kubeconfig: string;
  /** Path of the certificate, PEM, that signs the API server's. */
  readonly caFile: string;
  /** Path of the audit log, when there is one. */
  readonly auditLogPath: string | undefined;
  /** Folder of kubectl, kustomize and the other judges. */
  readonly binDir: string;
  /** Folder of the programs' own logs, `<program>.log`. */
  readonly logsDir: string;
  /** Writes a kubeconfig with a client certificate for this user and groups, and returns its path. */
  kubeconfigFor(user: string, groups?: readonly string[]): string;
  /** Kills the API server as a crash would. etcd and the controller manager stay. */
  killApiServer(): Promise<void>;
  /** Starts the API server on the same port, killing it first if it runs, and waits until it is ready. */
  restartApiServer(): Promise<void>;
  /** Ends all programs and removes the temporary folder. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, a Kubernetes API server and its controller manager on the loopback, and waits until
 * they are ready (about 8 seconds on two cores). They also end when this process dies.
 *
 * @throws Error when a judge is not built, or a program ends before it is ready (with its last log
 * lines)
 *
 * @example
 * const plane = await startControlPlane({ auditLog: true });
 * try {
 *   const tenant = plane.kubeconfigFor('jane', ['team-a']);
 * } finally {
 *   await plane.stop();
 * }
 */
export function startControlPlane(
  options?: ControlPlaneOptions,
): Promise<ControlPlane>;

/**
 * Tells, without building anything, whether judges are there in the versions that this checkout
 * pins: for tests that skip otherwise.
 *
 * @param names default: `etcd`, `kube-apiserver`, `kube-controller-manager`, `kubectl`
 */
export function judgesAvailable(names?: readonly string[]): {
  available: boolean;
  missing: string[];
};

/** Path of a built judge, for example of `kustomize`, whether it exists or not. */
export function judgePath(name: string): string;
