/**
 * What the portal's API answers and the pages show. Everything here is already filtered to what the reader may see and
 * holds no secret. Times are RFC 3339 texts.
 */

/** How a cluster is reached. `since` is when the state began. */
export interface ClusterStatus {
  name: string;
  title: string;
  mode: 'reconcile' | 'observe' | 'embedded';
  connection: 'live' | 'connecting' | 'unreachable' | 'forbidden';
  since: string;
  /** Why it is not live, without credentials. */
  message?: string;
  controllers: ControllersStatus;
}

/** Whether somebody reconciles this cluster now. */
export interface ControllersStatus {
  /**
   * `running`: Sluice's controllers hold the leases; `waiting`: somebody else holds them; `stopped`: nobody renews them
   * (killed, hanging or not started); `external`: Flux runs there (mode observe); `unknown`: the cluster cannot be read.
   */
  state: 'running' | 'waiting' | 'stopped' | 'external' | 'unknown';
  since: string;
  message?: string;
  /** Identity of who holds the lease. */
  holder?: string;
}

/** The words for the state of anything; each has its own shape and colour. */
export type StateWord =
  | 'Ready'
  | 'Progressing'
  | 'Waiting'
  | 'Suspended'
  | 'Failed'
  | 'Retrying'
  | 'Unknown';

/** Is what runs what Git says? */
export type SyncState = 'synced' | 'behind' | 'blocked' | 'paused' | 'unknown';

export type Health = 'ok' | 'progressing' | 'degraded' | 'unknown';

/** A revision of a source, for example `main@sha1:…`. */
export interface Revision {
  /** The whole text as Flux writes it. */
  text: string;
  /** The first eight digits of the hash, or the tag. */
  short: string;
  branch?: string;
  /** The commit; absent fields are not known (the source does not tell). */
  commit?: {
    sha: string;
    author?: string;
    message?: string;
    committedAt?: string;
    url?: string;
  };
}

/** Names a Flux object. */
export interface ObjectId {
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
}

/** `cluster/Kind/namespace/name`; the id that the stream sends. */
export function formatObjectId(id: ObjectId): string {
  return `${id.cluster}/${id.kind}/${id.namespace}/${id.name}`;
}

/** One sentence for people: what is wrong (or that all is well), why, whose turn it is, and what to do. */
export interface Explanation {
  /** Stable name of the situation, for example `build-failed`. */
  situation: string;
  severity: 'ok' | 'info' | 'warning' | 'error';
  /** The whole sentence. */
  sentence: string;
  cause?: string;
  /** Entity ref of the group whose turn it is. */
  owner?: string;
  nextStep?: string;
  /** The raw message, one click away. */
  raw?: string;
  /** File (and line) that the message names. */
  location?: { file: string; line?: number };
}

/** A Kubernetes object of the component's own part of an inventory. */
export interface DeliveredObject {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  health: Health;
  message?: string;
  /** Replicas of workloads. */
  replicas?: { desired: number; ready: number };
}

export interface RunningImage {
  /** Workload and container, for example `Deployment/web · main`. */
  container: string;
  image: string;
  tag?: string;
  digest?: string;
  /** False while pods still run another image or are not ready. */
  rolledOut: boolean;
}

export type ActionVerb = 'reconcile' | 'suspend' | 'resume' | 'diff';

/** Whether the reader may act, and why not. */
export interface ActionState {
  allowed: boolean;
  /** Always present when not allowed; a sentence. */
  reason?: string;
}

/** An event or a change of state, newest first in lists. */
export interface TimelineEntry {
  id: string;
  at: string;
  object: ObjectId;
  type:
    | 'applied'
    | 'failed'
    | 'recovered'
    | 'drift-corrected'
    | 'pruned'
    | 'suspended'
    | 'resumed'
    | 'reconcile-requested'
    | 'health'
    | 'event';
  severity: 'info' | 'warning' | 'error';
  message: string;
  revision?: string;
  /** Entity ref of the user who acted. */
  actor?: string;
  count?: number;
}

/** One component in one environment, as delivered by one Flux object. */
export interface ComponentDelivery {
  id: ObjectId;
  state: StateWord;
  sync: SyncState;
  /** Health of the component's own objects alone. */
  health: Health;
  explanation: Explanation;
  /** Last applied revision, and the newest that the source has. */
  applied?: Revision;
  latest?: Revision;
  source?: ObjectId & { url?: string };
  path?: string;
  images: RunningImage[];
  objects: DeliveredObject[];
  /** Entity ref of the group that owns the Flux object (from the namespace binding), when somebody does. */
  owner?: string;
  /** Other components that the same Flux object delivers; acting affects them. */
  shared: { entityRef?: string; title: string; owner?: string }[];
  /** False when the entity claims something that the namespace binding does not confirm; then nothing else is told. */
  confirmed: boolean;
  suspended: boolean;
  /** Token of a requested reconcile that has not been handled yet. */
  pending?: { token: string; since: string };
  lastHandledReconcileAt?: string;
  lastReconciled?: string;
  interval?: string;
  actions: Record<ActionVerb, ActionState>;
}

export interface EnvironmentLane {
  name: string;
  title: string;
  /** Empty: the component is not delivered to this environment. */
  deliveries: ComponentDelivery[];
}

/** Answer of `GET /v1/entities/{kind}/{namespace}/{name}/deliveries`. */
export interface EntityDeliveries {
  entityRef: string;
  /** In the configured order. */
  environments: EnvironmentLane[];
  clusters: ClusterStatus[];
  /** Claims of the entity's annotations that no namespace binding confirms. */
  unconfirmed: { claim: string; reason: string }[];
  /** When the answer was put together. */
  generatedAt: string;
}

/** Answer of `GET /v1/entities/{kind}/{namespace}/{name}/timeline`. */
export interface EntityTimeline {
  entries: TimelineEntry[];
  nextCursor?: string;
}

/** Answer of an action. The action is pending until the object's lastHandledReconcileAt equals the token. */
export interface ActionResult {
  id: ObjectId;
  verb: ActionVerb;
  token?: string;
}

/** Answer of `GET /v1/objects/{cluster}/{kind}/{namespace}/{name}/diff`. */
export interface DiffResult {
  id: ObjectId;
  revision: string;
  /** Objects that differ; values of Secrets are masked. */
  changes: {
    apiVersion: string;
    kind: string;
    namespace?: string;
    name: string;
    change: 'create' | 'update' | 'delete';
    fields: { path: string; live?: string; desired?: string }[];
  }[];
  unchanged: number;
  /** Objects that could not be compared, with the reason. */
  errors: { object: string; message: string }[];
}

/** One line of the live stream: ids only; the page fetches what it shows. */
export type StreamMessage =
  | { type: 'hello'; at: string }
  | { type: 'changed'; ids: string[] }
  | { type: 'clusters' }
  | { type: 'ping' };
