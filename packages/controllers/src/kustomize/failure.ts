/** Why a run failed, in the condition's words. */
export type FailureReason =
  | 'ArtifactFailed'
  | 'BuildFailed'
  | 'ReconciliationFailed'
  | 'PruneFailed'
  | 'HealthCheckFailed'
  | 'DependencyNotReady'
  | 'AccessDenied'
  | 'FeatureGateDisabled'
  | 'InvalidCELExpression';

/**
 * A step failed. The reason becomes that of the Ready condition.
 * - `failed`: told as a Warning event, tried again after the retry interval.
 * - `waiting`: something else is not there yet; looked at again after `delay` or when it changes. `event` is told, if any.
 * - `stalled`: only a change of the spec can heal it.
 */
export class StepError extends Error {
  readonly reason: FailureReason;
  readonly outcome:
    | { kind: 'failed' }
    | { kind: 'waiting'; delay: number | 'retryInterval'; event?: string }
    | { kind: 'stalled'; observed: boolean };
  /** What the event says, when that is not the message. */
  readonly eventMessage?: string;
  /** Whether the run is part of the history. */
  readonly recorded: boolean;

  constructor(
    reason: FailureReason,
    message: string,
    options: {
      cause?: unknown;
      outcome?: StepError['outcome'];
      eventMessage?: string;
      recorded?: boolean;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'StepError';
    this.reason = reason;
    this.outcome = options.outcome ?? { kind: 'failed' };
    this.eventMessage = options.eventMessage;
    this.recorded = options.recorded ?? false;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
