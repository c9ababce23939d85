/** Who makes a call. */
export type Caller =
  | 'admin'
  | 'anonymous'
  /** A bearer token, usually a reference to an earlier answer. */
  | { token: string }
  /** The administrator's certificate with impersonation headers. */
  | { user: string; groups?: readonly string[]; uid?: string };

/**
 * One request whose answer is compared. Strings in `request`, `body` and a token may refer to earlier answers of the same play:
 * `{{create:metadata.resourceVersion}}`.
 */
export interface CallStep {
  /** Name of the step, unique within its play. */
  call: string;
  /** Method and path, for example `GET /api/v1/namespaces`. */
  request: string;
  as?: Caller;
  headers?: Readonly<Record<string, string>>;
  /** Default: `application/json`. */
  contentType?: string;
  /** An object is sent as JSON, a string as it is. */
  body?: object | string;
}

/** Reads an object until one of its fields has a value, or is absent when `equals` is undefined; the last answer is compared. */
export interface UntilStep {
  until: string;
  /** Path of the object. */
  get: string;
  /** For example `status.readyReplicas`; `code` is the status code of the answer. */
  field: string;
  equals: string | number | boolean | undefined;
  as?: Caller;
}

/** Reads an object until the server's controllers have left it alone for a while; the last answer is compared. */
export interface SettledStep {
  settled: string;
  /** Path of the object. */
  get: string;
}

/** Opens a watch that a later step collects. */
export interface WatchStep {
  watch: string;
  path: string;
  as?: Caller;
  headers?: Readonly<Record<string, string>>;
}

/** Compares what a watch has sent: so many events, or all until the server ends it. */
export interface CollectStep {
  collect: string;
  events?: number;
}

/** Runs kubectl and compares its exit code and output. */
export interface KubectlStep {
  kubectl: string;
  args: readonly string[];
  stdin?: string;
  /** What `kubectl edit` does with the file: a sed expression. */
  edit?: string;
}

export type Step =
  | CallStep
  | UntilStep
  | SettledStep
  | WatchStep
  | CollectStep
  | KubectlStep;

/** Steps that are played one after the other on a server that other plays share. */
export interface Play {
  name: string;
  /** A namespace to make beforehand, with its service account. */
  namespace?: string;
  /** Whether its answers are too large to be kept: then it needs the real server. */
  unrecorded?: boolean;
  steps: readonly Step[];
}

/** The name of a step in reports. */
export function stepName(step: Step): string {
  if ('call' in step) return step.call;
  if ('until' in step) return step.until;
  if ('settled' in step) return step.settled;
  if ('watch' in step) return `watch ${step.watch}`;
  if ('collect' in step) return `events of ${step.collect}`;
  return `kubectl ${step.kubectl}`;
}

/** Whether the answer to a step depends on when it was asked. */
export function isPolled(step: Step): boolean {
  return 'until' in step || 'settled' in step;
}

/** Whether a play needs kubectl. */
export function needsKubectl({ steps }: Play): boolean {
  return steps.some(step => 'kubectl' in step);
}
